/** A ticket as its post shows it. */
import type {
  TicketCard as Card,
  TicketAction,
  TicketCardField,
} from '@ticketdesk/contract/post-props'
import React, { useRef } from 'react'
import type { Desk } from '../../desk'
import { Icon } from '../parts/icons'
import { Text } from '../parts/text'
import { Fold } from './fold'
import { Markdown } from './markdown'
import { PrivateLine } from './private-line'
import { SourceLink } from './source-link'
import { AssigneeLine, TicketButtons } from './ticket-life'
import { useActing, useKeptFocus } from './use-acting'

interface Props {
  desk: Desk
  card: Card
  postId: string | undefined
  compact: boolean
}

export function TicketCard({ desk, card, postId, compact }: Props) {
  const { id, life, sourceLink } = card
  const acting = useActing<TicketAction>(life?.revision ?? 0, (action) =>
    desk.api.actOnTicket({ ticketId: id, postId: postId ?? '', action }),
  )
  const element = useRef<HTMLElement>(null)
  useKeptFocus(element, acting.underWay)
  const classes = ['ticketdesk-card ticketdesk-ticket-card']
  if (life) classes.push(`ticketdesk-life-${life.state}`)
  if (compact) classes.push('ticketdesk-compact')
  return (
    <article ref={element} className={classes.join(' ')} aria-label={id} tabIndex={-1}>
      <Heading card={card} postId={postId} />
      <Fold>
        <Fields fields={card.fields} postId={postId} />
      </Fold>
      {sourceLink && <SourceLink link={sourceLink} />}
      {life && <AssigneeLine life={life} busy={acting.underWay !== null} postId={postId} />}
      <PrivateLine line={acting.line} />
      {life && <TicketButtons actions={life.actions} acting={acting} />}
    </article>
  )
}

function Heading({ card: { id, life, authorName }, postId }: Pick<Props, 'card' | 'postId'>) {
  const author = <Markdown key="author" text={`@${authorName}`} postId={postId} singleline />
  return (
    <header>
      <Icon of="ticket" size={20} />
      <strong>{id}</strong>
      {life && (
        <span className="ticketdesk-state">
          <Text id={`ticket.state.${life.state}`} />
        </span>
      )}
      {authorName && (
        <span className="ticketdesk-author">
          <Text id="card.opened_by" values={{ author }} />
        </span>
      )}
    </header>
  )
}

function Fields({ fields, postId }: { fields: TicketCardField[]; postId: string | undefined }) {
  return (
    <dl>
      {fields.map((field) => (
        <div key={field.name} className={`ticketdesk-value-${shape(field)}`}>
          <dt>{field.label}</dt>
          <dd>
            <Value field={field} postId={postId} />
            {field.continued === true && (
              <em>
                <Text id="card.continued" />
              </em>
            )}
          </dd>
        </div>
      ))}
    </dl>
  )
}

/** Long texts get the whole width; anything else stands beside its label. */
function shape({ type }: TicketCardField): 'long' | 'short' {
  return type === 'textarea' ? 'long' : 'short'
}

function Value({ field, postId }: { field: TicketCardField; postId: string | undefined }) {
  const { type, text, value } = field
  if (type === 'textarea') return <Markdown text={text} postId={postId} />
  if (type === 'user') return <Markdown text={text} postId={postId} singleline />
  const isChoice = type === 'select' || type === 'radio'
  return (
    <span className="ticketdesk-plain">
      {text}
      {isChoice && typeof value === 'string' && value !== text && <code>{value}</code>}
    </span>
  )
}
