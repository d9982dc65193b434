/** A ticket as its post shows it. */
import type { TicketCard as Card, TicketCardField } from '@ticketdesk/contract/post-props'
import React from 'react'
import { Icon } from '../parts/icons'
import { Text } from '../parts/text'
import { Fold } from './fold'
import { Markdown } from './markdown'
import { SourceLink } from './source-link'

interface Props {
  card: Card
  postId: string | undefined
  compact: boolean
}

export function TicketCard({ card, postId, compact }: Props) {
  const author = <Markdown key="author" text={`@${card.authorName}`} postId={postId} singleline />
  return (
    <article
      className={compact ? 'ticketdesk-card ticketdesk-compact' : 'ticketdesk-card'}
      aria-label={card.id}
    >
      <header>
        <Icon of="ticket" size={20} />
        <strong>{card.id}</strong>
        {card.authorName && (
          <span className="ticketdesk-author">
            <Text id="card.opened_by" values={{ author }} />
          </span>
        )}
      </header>
      <Fold>
        <dl>
          {card.fields.map((field) => (
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
      </Fold>
      {card.sourceLink && <SourceLink link={card.sourceLink} />}
    </article>
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
