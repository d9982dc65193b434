import type { Actor } from '../domain/actor'
import type { ChannelRef } from '../domain/refs'
import type { Ticket } from '../domain/ticket/ticket'
import type { People } from '../ports/people'
import type { TicketQuery } from '../ports/tickets'
import type { InTransaction } from '../ports/unit-of-work'

interface Needs {
  inTransaction: InTransaction
  people: Pick<People, 'mayRead'>
}

export interface TicketPage {
  tickets: Ticket[]
  /** There are more after these. */
  more: boolean
}
/** Newest first: at most `limit` of them, after the first `skip`. */
export type ListTickets = (
  actor: Actor,
  query: Omit<TicketQuery, 'notIn'>,
  page: { limit: number; skip?: number },
) => Promise<TicketPage>

/** How many are looked at in one go. */
const BATCH = 100

/**
 * The tickets in channels the person may read. Each channel is asked about once, when its first
 * ticket turns up, and not looked into again when it is closed to them.
 */
export function createListTickets({ inTransaction, people }: Needs): ListTickets {
  return async function listTickets(actor, query, { limit, skip = 0 }) {
    const readable = new Map<ChannelRef, boolean>()
    const found: Ticket[] = []
    let last: Ticket | undefined
    while (found.length <= skip + limit) {
      const notIn = [...readable].filter(([, may]) => !may).map(([id]) => id)
      const batch = await inTransaction(({ tickets }) =>
        tickets.list({ ...query, notIn }, BATCH, last),
      )
      for (const { channelId } of batch) {
        if (readable.has(channelId)) continue
        readable.set(channelId, await people.mayRead(actor.id, channelId))
      }
      found.push(...batch.filter(({ channelId }) => readable.get(channelId)))
      last = batch.at(-1)
      if (batch.length < BATCH) break
    }
    const tickets = found.slice(skip, skip + limit)
    return { tickets, more: found.length > skip + limit }
  }
}
