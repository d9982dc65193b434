/** How bad, what, since when: what is read first. Said in words; the colour only repeats it. */
import type { AlertCard } from '@ticketdesk/contract/post-props'
import React from 'react'
import { useIntl } from 'react-intl'
import type { SentenceId } from '../../../i18n'
import { useSentence } from '../../modal/sentences'
import { Icon, type Sign } from '../../parts/icons'
import { Text } from '../../parts/text'
import { safeLink } from '../source-link'
import { durationText, Moment } from './moment'

export type Tone = AlertCard['severity']

const signs: Record<Tone, Sign> = {
  ok: 'done',
  info: 'info',
  low: 'info',
  warning: 'warning',
  high: 'warning',
  critical: 'alert',
  unknown: 'unknown',
}

/** The colour of the card: green once it is over, whatever it was. */
export function toneOf({ state, severity }: AlertCard): Tone {
  if (state === 'resolved') return 'ok'
  return state === 'noted' ? 'info' : severity
}

export function Heading({ card }: { card: AlertCard }) {
  return (
    <header>
      <Icon of={signs[toneOf(card)]} size={20} />
      <span className="ticketdesk-state">
        <StateWords card={card} />
      </span>
      <strong>
        <OutLink url={card.links[0]?.url}>{card.title}</OutLink>
      </strong>
      {card.inDowntime && <Mark id="alert.downtime" />}
      {card.flapping && <Mark id="alert.flapping" />}
    </header>
  )
}

function StateWords({ card: { state, severity, stateWord } }: { card: AlertCard }) {
  const say = useSentence()
  if (state === 'resolved') return <Text id="alert.resolved" />
  if (state === 'noted') return <Text id="alert.noted" />
  const id = `alert.severity.${severity}` as const
  const ours = say(id)
  const differs = stateWord && stateWord.toLowerCase() !== ours.toLowerCase()
  return (
    <>
      {ours}
      {differs && <> ({stateWord})</>}
    </>
  )
}

function Mark({ id }: { id: SentenceId }) {
  return (
    <span className="ticketdesk-mark">
      <Text id={id} />
    </span>
  )
}

/** Leads out of Mattermost; plain text where the address is not one to follow. */
export function OutLink({ url, children }: { url: string | undefined; children: React.ReactNode }) {
  const href = url === undefined ? undefined : safeLink(url)?.href
  if (href === undefined) return <>{children}</>
  return (
    <a href={href} target="_blank" rel="noopener noreferrer">
      {children}
    </a>
  )
}

/** Since when, how often, how long. */
export function Course({ card }: { card: AlertCard }) {
  const intl = useIntl()
  const { openedAt, resolvedAt, lastSignalAt, count, source } = card
  const from = <Moment key="from" at={openedAt} />
  return (
    <p className="ticketdesk-course">
      <span>{source}</span>
      {resolvedAt === undefined ? (
        <span>
          <Text id="alert.since" values={{ time: from }} />
        </span>
      ) : (
        <span>
          <Text
            id="alert.lasted"
            values={{
              duration: durationText(intl, resolvedAt - openedAt),
              from,
              to: <Moment key="to" at={resolvedAt} />,
            }}
          />
        </span>
      )}
      {count > 1 && (
        <span>
          <Text id="alert.seen" values={{ count, time: <Moment key="last" at={lastSignalAt} /> }} />
        </span>
      )}
    </p>
  )
}
