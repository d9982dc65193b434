/** For whoever just opened a ticket: its post, if it comes while one can still wait for it. */
import type { PostRef, TicketId } from '../domain/refs'
import type { Ticket } from '../domain/ticket/ticket'
import type { Delivery } from '../ports/outbox'
import type { InTransaction } from '../ports/unit-of-work'
import { type After, after as realAfter } from './after'

export interface PostSoon {
  /** To be told of every fact that is done; see `onDone` of the delivery loop. */
  onDone(delivery: Delivery): void
  /** Never rejects: the ticket is kept, whether its post is known or not. */
  wait(opened: { ticket: Ticket; created: boolean }): Promise<PostRef | undefined>
}

/** People begin to wonder; Mattermost is slow, and the post will come without them. */
const LIMIT_MS = 1500
/** Another node may be the one that delivers, and tells nobody here. */
const LOOK_EVERY_MS = 250

interface Needs {
  inTransaction: InTransaction
  /** Wakes the delivery loop. */
  wake: () => void
  after?: After
}

export function createPostSoon({ inTransaction, wake, after = realAfter }: Needs): PostSoon {
  const waiting = new Map<TicketId, Set<() => void>>()

  function look(ticket: Ticket): Promise<PostRef | undefined> {
    return inTransaction(({ tickets }) => tickets.findPost(ticket.id)).catch(() => undefined)
  }

  /** Until the ticket is delivered here, or the time has passed. */
  function news(id: TicketId, ms: number): Promise<void> {
    return new Promise((resolve) => {
      const listeners = waiting.get(id) ?? new Set()
      waiting.set(id, listeners)
      const settle = () => {
        cancel()
        listeners.delete(settle)
        if (listeners.size === 0) waiting.delete(id)
        resolve()
      }
      const cancel = after(ms, settle)
      listeners.add(settle)
    })
  }

  return {
    onDone({ fact }) {
      if (fact.kind !== 'ticket_opened') return
      for (const settle of [...(waiting.get(fact.ticketId) ?? [])]) settle()
    },
    async wait({ ticket, created }) {
      let found = created ? undefined : await look(ticket)
      for (let waited = 0; !found && waited < LIMIT_MS; waited += LOOK_EVERY_MS) {
        const heard = news(ticket.id, LOOK_EVERY_MS)
        wake()
        await heard
        found = await look(ticket)
      }
      return found
    },
  }
}
