/** A problem as its post shows it: calm, in words, and with what can be done about it. */
import type { AlertCard as Card } from '@ticketdesk/contract/post-props'
import React, { useRef } from 'react'
import type { Desk } from '../../../desk'
import { Text } from '../../parts/text'
import { PrivateLine } from '../private-line'
import { PostLink } from '../source-link'
import { useActing, useKeptFocus } from '../use-acting'
import { AckLine } from './ack-line'
import type { AlertActing } from './acting'
import { Buttons } from './buttons'
import { Course, Heading, OutLink, toneOf } from './heading'
import { Output } from './output'

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
  const acting: AlertActing = useActing(card.revision, (action, more) =>
    desk.api.actOnAlert({ alertId: card.id, postId: postId ?? '', action, ...more }),
  )
  const element = useRef<HTMLElement>(null)
  useKeptFocus(element, acting.underWay)
  const classes = ['ticketdesk-card ticketdesk-alert-card', `ticketdesk-tone-${toneOf(card)}`]
  if (compact) classes.push('ticketdesk-compact')
  return (
    <article ref={element} className={classes.join(' ')} aria-label={card.title} tabIndex={-1}>
      <Heading card={card} />
      <Course card={card} />
      {card.output && <Output text={card.output} continued={card.outputContinued === true} />}
      <Details card={card} />
      <AckLine ack={card.ack} underWay={acting.underWay} postId={postId} />
      <PrivateLine line={acting.line} />
      <Buttons card={card} acting={acting} place={place} onCreateTicket={onCreateTicket} />
    </article>
  )
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
              <PostLink link={ticket.link}>{ticket.id}</PostLink>
              {ticket.state && (
                <>
                  {' ('}
                  <Text id={`ticket.state.${ticket.state}`} />)
                </>
              )}
            </li>
          )}
        </ul>
      )}
    </>
  )
}
