/**
 * Reads a ticket card out of a post. Anybody may post our type through the API with any props, so
 * what is not exactly a card is none; the post's message is shown then.
 */
import {
  TICKET_ACTIONS,
  TICKET_STATES,
  type TicketAction,
  type TicketCard,
  type TicketCardField,
  type TicketCardLife,
} from '@ticketdesk/contract/post-props'

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
    // An empty list comes out of Mattermost as null: Go does not tell them apart.
    (card.fields === null || (Array.isArray(card.fields) && card.fields.every(isField))) &&
    (card.sourceLink === undefined || typeof card.sourceLink === 'string')
  if (!whole) return undefined
  const { life, ...rest } = card as TicketCard
  const known = parseLife(life)
  return { ...rest, fields: rest.fields ?? [], ...(known && { life: known }) }
}

/** Undefined for what this page, loaded earlier, does not know; so are single actions left out. */
function parseLife(value: unknown): TicketCardLife | undefined {
  const life = value as Partial<TicketCardLife> | null | undefined
  const isText = (text: unknown) => text === undefined || typeof text === 'string'
  const whole =
    typeof life === 'object' &&
    life !== null &&
    TICKET_STATES.some((state) => state === life.state) &&
    Number.isSafeInteger(life.revision) &&
    isText(life.assigneeId) &&
    isText(life.assigneeName) &&
    (life.actions === null || Array.isArray(life.actions))
  if (!whole) return undefined
  const isKnown = (action: unknown) => TICKET_ACTIONS.includes(action as TicketAction)
  const actions = [...new Set((life.actions ?? []).filter(isKnown))]
  return { ...(life as TicketCardLife), actions }
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
