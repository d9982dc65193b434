import type { Actor } from '../domain/actor'
import type { PostRef, TicketId, UserRef } from '../domain/refs'
import { move, type TicketEvent } from '../domain/ticket/lifecycle'
import { refuseMove, type TicketRefusal } from '../domain/ticket/policy'
import type { Ticket } from '../domain/ticket/ticket'
import type { Clock } from '../ports/clock'
import type { People } from '../ports/people'
import type { InTransaction } from '../ports/unit-of-work'
import type { OwnerOfPost } from './own-post'

interface Needs {
  inTransaction: InTransaction
  ownerOfPost: OwnerOfPost
  people: Pick<People, 'mayRead' | 'mayPost'>
  clock: Clock
}

export interface TicketMove {
  ticketId: TicketId
  event: TicketEvent
  /** Whom it is given to; `assign` only, where it must be there. */
  assigneeId?: UserRef
  /**
   * The post it was asked from, if any, which has to be the ticket's own: anybody can write a post
   * that names a ticket.
   */
  postId?: PostRef
}
/** The ticket as it is now, or why it was not moved. */
export type MoveResult =
  | { ticket: Ticket; refused?: never }
  | { ticket?: never; refused: TicketRefusal }
export type MoveTicket = (actor: Actor, wish: TicketMove) => Promise<MoveResult>

/**
 * Moves a ticket: its row, the step of its life and the fact that tells the channel are one
 * transaction. Two at once: the second finds the ticket as the first left it. Everything Mattermost
 * is asked is asked before.
 */
export function createMoveTicket({ inTransaction, ownerOfPost, people, clock }: Needs): MoveTicket {
  return async function moveTicket(actor, { ticketId, event, assigneeId, postId }) {
    const isForged = postId !== undefined && (await ownerOfPost(postId))?.id !== ticketId
    const known = isForged
      ? undefined
      : await inTransaction(({ tickets }) => tickets.find(ticketId))
    if (!known) return { refused: { kind: 'not_found' } }
    const { channelId } = known
    const mayRead = await people.mayRead(actor.id, channelId)
    const mayPost = mayRead && (await people.mayPost(actor.id, channelId))
    const refused = refuseMove({ mayRead, mayPost })
    if (refused) return { refused }
    if (event === 'assign') {
      const isThere = assigneeId && (await people.mayRead(assigneeId, channelId))
      if (!isThere) return { refused: { kind: 'unknown_assignee' } }
    }
    const given = event === 'assign' && assigneeId ? assigneeId : actor.id
    return inTransaction(async ({ tickets, outbox }): Promise<MoveResult> => {
      const ticket = await tickets.lock(ticketId)
      if (!ticket) return { refused: { kind: 'not_found' } }
      const moved = move(ticket, event, given)
      if ('refused' in moved) return { refused: moved.refused }
      await tickets.keepStep(moved.ticket, { event, by: actor.id, at: clock.now() })
      await outbox.add({ kind: 'ticket_moved', ticketId })
      return { ticket: moved.ticket }
    })
  }
}
