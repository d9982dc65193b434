/**
 * What a ticket post carries in `post.props`. `is_ticket` and `ticket_id` are for other tools; the
 * rest lives under our own name. Everything here is public to the channel, and anybody may forge
 * it: the card shows it, nothing is decided by it.
 */
import type { FieldType } from './form'

/** Mattermost wants custom types to begin with `custom_`. */
export const TICKET_POST_TYPE = 'custom_ticketdesk_ticket'

export interface TicketCardField {
  name: string
  type: FieldType
  label: string
  /** What people read: an option's label, `@name`, `~channel`, Yes/No, a date; Markdown-safe only in `message`. */
  text: string
  /** The stored value where it differs from the text (an option's value, an id). */
  value?: string | boolean
  /** True when the rest of this text continues in the thread. */
  continued?: boolean
}

export interface TicketCard {
  version: 1
  id: string
  authorId: string
  authorName: string
  /** Milliseconds since 1970. */
  createdAt: number
  fields: TicketCardField[]
  /** The message it was made from. */
  sourceLink?: string
}

export interface TicketPostProps {
  is_ticket: true
  ticket_id: string
  ticketdesk: {
    /** The delivery this post came from; a delivery that is not sure looks for it. */
    delivery: string
    ticket?: TicketCard
  }
}
