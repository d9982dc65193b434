/** A problem as its post shows it: calm, in words, and with what can be done about it. */
import type { AlertCard as Card } from '@ticketdesk/contract/post-props'
import React, { useEffect, useRef } from 'react'
import type { RequestProblem } from '../../../api/problem'
import type { Desk } from '../../../desk'
import type { SentenceId } from '../../../i18n'
import { Icon } from '../../parts/icons'
import { Text } from '../../parts/text'
import { AckLine } from './ack-line'
import { Buttons } from './buttons'
import { Course, Heading, OutLink, toneOf } from './heading'
import { Output } from './output'
import { type Acting, type PrivateLine, useActing } from './use-acting'

interface Props {
  desk: Desk
  card: Card
  postId: string | undefined
  compact: boolean
  /** The same post may stand in the channel and in the thread beside it. */
  place: 'channel' | 'thread'
  onCreateTicket(): void
}

/** More than a card should hold; what is left out stands in the post's message. */
const MOST = 20

export function AlertCard({ desk, card, postId, compact, place, onCreateTicket }: Props) {
  const acting = useActing(desk, card, postId ?? '')
  const element = useRef<HTMLElement>(null)
  useKeptFocus(element, acting)
  const classes = ['ticketdesk-card ticketdesk-alert-card', `ticketdesk-tone-${toneOf(card)}`]
  if (compact) classes.push('ticketdesk-compact')
  return (
    <article ref={element} className={classes.join(' ')} aria-label={card.title} tabIndex={-1}>
      <Heading card={card} />
      <Course card={card} />
      {card.output && <Output text={card.output} continued={card.outputContinued === true} />}
      <Details card={card} />
      <AckLine ack={card.ack} underWay={acting.underWay} postId={postId} />
      <Private line={acting.line} />
      <Buttons card={card} acting={acting} place={place} onCreateTicket={onCreateTicket} />
    </article>
  )
}

/** A button that the news takes away would take the focus with it. */
function useKeptFocus(element: React.RefObject<HTMLElement>, { underWay }: Acting) {
  const acted = useRef(false)
  if (underWay) acted.current = true
  useEffect(() => {
    if (acted.current && document.activeElement === document.body) element.current?.focus()
    if (!underWay) acted.current = false
  })
}

function Details({ card: { details, links, ticket } }: { card: Card }) {
  const others = links.slice(1, MOST)
  return (
    <>
      {details.length > 0 && (
        <dl>
          {details.slice(0, MOST).map(({ name, value }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows keep no state, and may be alike
            <div key={index} className="ticketdesk-value-short">
              <dt>{name}</dt>
              <dd className="ticketdesk-plain">{value}</dd>
            </div>
          ))}
        </dl>
      )}
      {(others.length > 0 || ticket) && (
        <ul className="ticketdesk-links">
          {others.map(({ label, url }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: see above
            <li key={index}>
              <OutLink url={url}>{label}</OutLink>
            </li>
          ))}
          {ticket && (
            <li>
              <OutLink url={ticket.link}>{ticket.id}</OutLink>
            </li>
          )}
        </ul>
      )}
    </>
  )
}

/** On the page all the time, so that what comes into it is read out. */
function Private({ line }: { line: PrivateLine | null }) {
  return (
    <div role="alert">
      {line && (
        <p className="ticketdesk-private">
          <Icon of={line.kind === 'failed' ? 'alert' : 'info'} size={16} />
          <span>
            {line.kind === 'said' ? line.text : <Failure problem={line.why} />}{' '}
            <small>
              <Text id="alert.only_you" />
            </small>
          </span>
        </p>
      )}
    </div>
  )
}

function Failure({ problem }: { problem: RequestProblem }) {
  // The server's sentence when it sent one, for it knows more.
  return <>{problem.error?.message || <Text id={failures[problem.kind]} />}</>
}

const failures: Record<RequestProblem['kind'], SentenceId> = {
  offline: 'alert.failure.offline',
  aborted: 'alert.failure.offline',
  // It may have been done: the post will tell.
  timeout: 'alert.failure.timeout',
  signed_out: 'alert.failure.signed_out',
  too_large: 'alert.failure.refused',
  unavailable: 'alert.failure.unavailable',
  refused: 'alert.failure.refused',
}
