/** For whoever just wrote something: its post, if it comes while one can still wait for it. */
import type { MessageId } from '../domain/alert/alert'
import { subjectOf } from '../domain/facts'
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
  /** The same for a message, with more patience: somebody tests whether it comes at all. */
  waitForMessage(id: MessageId): Promise<PostRef | undefined>
}

/** People begin to wonder; Mattermost is slow, and the post will come without them. */
const LIMIT_MS = 1500
/** Another node may be the one that delivers, and tells nobody here. */
const LOOK_EVERY_MS = 250
/** Mattermost itself gives up a call after 30 s, and the person who waits before that. */
const TEST_LIMIT_MS = 8000

interface Needs {
  inTransaction: InTransaction
  /** Wakes the delivery loop. */
  wake: () => void
  after?: After
}

export function createPostSoon({ inTransaction, wake, after = realAfter }: Needs): PostSoon {
  const waiting = new Map<string, Set<() => void>>()

  const lookForTicket = (id: TicketId) =>
    inTransaction(({ tickets }) => tickets.findPost(id)).catch(() => undefined)
  const lookForMessage = (id: MessageId) =>
    inTransaction(({ messages }) => messages.findPost(id)).catch(() => undefined)

  /** Until it is delivered here, or the time has passed. */
  function news(id: string, ms: number): Promise<void> {
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

  async function watch(
    subject: string,
    look: () => Promise<PostRef | undefined>,
    limitMs: number,
  ): Promise<PostRef | undefined> {
    let found: PostRef | undefined
    for (let waited = 0; !found && waited < limitMs; waited += LOOK_EVERY_MS) {
      const heard = news(subject, LOOK_EVERY_MS)
      wake()
      await heard
      found = await look()
    }
    return found
  }

  return {
    onDone({ fact }) {
      for (const settle of [...(waiting.get(subjectOf(fact)) ?? [])]) settle()
    },
    async wait({ ticket, created }) {
      const known = created ? undefined : await lookForTicket(ticket.id)
      return known ?? watch(ticket.id, () => lookForTicket(ticket.id), LIMIT_MS)
    },
    waitForMessage: (id) => watch(id, () => lookForMessage(id), TEST_LIMIT_MS),
  }
}
