import type { PostRef, TicketId, UserRef } from '../domain/refs'
import type { Ticket } from '../domain/ticket/ticket'

/** The kept tickets, inside a transaction. */
export interface Tickets {
  find(id: TicketId): Promise<Ticket | undefined>
  findByRequest(authorId: UserRef, requestId: string): Promise<Ticket | undefined>
  /**
   * Keeps the ticket. False when this author already used the request key (the other submit won
   * the race); nothing is kept then.
   */
  insert(ticket: Ticket): Promise<boolean>
  /** The next number of a day (`YYYYMMDD`), from 1: one atomic statement, never the same twice. */
  nextNumber(day: string): Promise<number>
  /** The ticket's first post, once it exists. */
  findPost(id: TicketId): Promise<PostRef | undefined>
}
