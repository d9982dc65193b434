/**
 * Reads a ticket card out of a post. Anybody may post our type through the API with any props, so
 * what is not exactly a card is none; the post's message is shown then.
 */
import type { TicketCard, TicketCardField } from '@ticketdesk/contract/post-props'

interface Shown {
  props?: { ticket_id?: unknown; ticketdesk?: { ticket?: unknown } | null } | null
}

const TICKET_ID = /^Ticket-\d{8}-\d{4,}$/

export function parseCard(post: unknown): TicketCard | undefined {
  const props = (post as Shown | null | undefined)?.props
  const card = props?.ticketdesk?.ticket as Partial<TicketCard> | null | undefined
  const whole =
    typeof card === 'object' &&
    card?.version === 1 &&
    typeof card.id === 'string' &&
    TICKET_ID.test(card.id) &&
    card.id === props?.ticket_id &&
    typeof card.authorName === 'string' &&
    Array.isArray(card.fields) &&
    card.fields.every(isField) &&
    (card.sourceLink === undefined || typeof card.sourceLink === 'string')
  return whole ? (card as TicketCard) : undefined
}

function isField(value: unknown): value is TicketCardField {
  const field = value as Partial<TicketCardField> | null
  return (
    typeof field === 'object' &&
    typeof field?.name === 'string' &&
    typeof field.type === 'string' &&
    typeof field.label === 'string' &&
    typeof field.text === 'string'
  )
}
