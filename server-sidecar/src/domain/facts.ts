import type { TicketId } from './refs'

/** What happened, in the past tense. Stored with the change that caused it, delivered afterwards. */
export interface TicketOpened {
  kind: 'ticket_opened'
  ticketId: TicketId
}
export type Fact = TicketOpened
