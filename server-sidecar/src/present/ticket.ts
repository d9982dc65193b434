import type { TicketView } from '@ticketdesk/contract'
import type { PostRef } from '../domain/refs'
import type { Ticket } from '../domain/ticket/ticket'

/** A ticket as the web app sees it. */
export function presentTicket(ticket: Ticket, postId: PostRef | undefined): TicketView {
  const { id, channelId, rootId, createdAt } = ticket
  return { id, channelId, createdAt, ...(rootId && { rootId }), ...(postId && { postId }) }
}
