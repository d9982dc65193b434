import type { Actor } from '../domain/actor'
import type { PostRef, TicketId } from '../domain/refs'
import { dayOf, readTicketId } from '../domain/ticket/id'
import type { Ticket } from '../domain/ticket/ticket'
import type { Clock } from '../ports/clock'
import type { People } from '../ports/people'
import type { InTransaction } from '../ports/unit-of-work'
import type { ListTickets } from './list-tickets'
import type { OwnerOfPost } from './own-post'

interface Needs {
  inTransaction: InTransaction
  ownerOfPost: OwnerOfPost
  people: Pick<People, 'mayRead'>
  listTickets: ListTickets
  clock: Clock
  /** Decides which day is today. */
  settings: () => { timeZone: string }
}

export interface TicketWish {
  /** An id, or as much of it as somebody typed; empty for the ticket of the thread. */
  typed: string
  /** The thread it was asked in. */
  rootId?: PostRef | undefined
}
export type FoundTicket =
  | { ticket: Ticket; refused?: never }
  /** Several fit; some of them. */
  | { ticket?: never; refused: 'ambiguous'; ids: TicketId[] }
  /** `no_id`: none was typed, and the thread has none. */
  | { ticket?: never; refused: 'not_found' | 'no_id' }
export type FindTicket = (actor: Actor, wish: TicketWish) => Promise<FoundTicket>

const CANDIDATES = 5

/**
 * The ticket somebody means, among those they may read: by its id, by its number when that is of
 * today or the only one, or by the thread they are in.
 */
export function createFindTicket(needs: Needs): FindTicket {
  const { inTransaction, people, listTickets, clock, settings } = needs

  return async function findTicket(actor, { typed, rootId }) {
    if (typed === '') {
      return rootId ? only(await inThread(actor, rootId), 'no_id') : { refused: 'no_id' }
    }
    const { ids, ending } = readTicketId(typed, dayOf(clock.now(), settings().timeZone))
    for (const id of ids) {
      const ticket = await inTransaction(({ tickets }) => tickets.find(id))
      if (ticket && (await people.mayRead(actor.id, ticket.channelId))) return { ticket }
    }
    return ending === undefined
      ? { refused: 'not_found' }
      : only(await search(actor, { ending }), 'not_found')
  }

  async function inThread(actor: Actor, rootId: PostRef): Promise<Ticket[]> {
    const found = await search(actor, { thread: rootId })
    if (found.length > 0) return found
    const owner = await needs.ownerOfPost(rootId)
    const ticket =
      owner?.kind === 'ticket' && (await inTransaction(({ tickets }) => tickets.find(owner.id)))
    return ticket && (await people.mayRead(actor.id, ticket.channelId)) ? [ticket] : []
  }

  async function search(actor: Actor, query: Parameters<ListTickets>[1]): Promise<Ticket[]> {
    return (await listTickets(actor, query, { limit: CANDIDATES })).tickets
  }
}

function only(tickets: Ticket[], otherwise: 'not_found' | 'no_id'): FoundTicket {
  const [ticket, ...others] = tickets
  if (!ticket) return { refused: otherwise }
  return others.length === 0
    ? { ticket }
    : { refused: 'ambiguous', ids: tickets.map(({ id }) => id) }
}
