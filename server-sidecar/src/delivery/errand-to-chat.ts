/** What the bot was asked to do is done, and answered in the thread or to the one who asked. */
import type { Errand } from '../domain/errand'
import { type Chat, ChatRefusal } from '../ports/chat'
import type { Log } from '../ports/log'
import type { Deliveries } from '../ports/outbox'
import type { InTransaction } from '../ports/unit-of-work'
import type { Deliver } from './deliver'
import { createPublish } from './publish'

/** Undefined: the thing itself tells. */
export type Reply =
  /** For all who read the thread; in as many posts as it takes. */
  | { kind: 'posts'; messages: readonly string[]; attachments?: object[] }
  /** For the one who asked. */
  | { kind: 'told'; text: string }
  | undefined

/**
 * Does what is asked and says what to answer. May come again for the same errand, then `isRepeat`:
 * what it did before must not be done twice, nor called a mistake.
 */
export type CarryOut = (errand: Errand, how: { isRepeat: boolean }) => Promise<Reply>

interface Needs {
  chat: Chat
  deliveries: Deliveries
  inTransaction: InTransaction
  carryOut: CarryOut
  log: Log
}

/** Some quarter of an hour; later nobody expects an answer. */
const MOST_ATTEMPTS = 10

export function createErrandToChat(needs: Needs): Deliver {
  const { inTransaction, chat, deliveries, log } = needs
  return async function errandToChat(delivery, signal) {
    const { fact, attempt } = delivery
    if (fact.kind !== 'errand_heard') return { kind: 'later', reason: 'unknown_fact' }
    const errand = await inTransaction(({ inbox }) => inbox.find(fact.errandId))
    // Forgotten: it waited for a week.
    if (!errand) return { kind: 'done' }
    if (attempt > MOST_ATTEMPTS) {
      log.error('an errand was given up', { delivery: delivery.id, wish: errand.wish.kind })
      return { kind: 'done' }
    }
    const { by, channelId, threadId } = errand
    const reply = await needs.carryOut(errand, { isRepeat: attempt > 1 })
    if (!reply) return { kind: 'done' }
    if (reply.kind === 'told') {
      // Where they look: a private line opens no thread.
      const isInThread = errand.wish.kind === 'words' && errand.wish.isReply
      const thread = isInThread ? threadId : undefined
      const afterwards = () => chat.tell(by, channelId, thread, reply.text)
      return { kind: 'done', afterwards }
    }
    const publish = createPublish({ chat, deliveries, delivery, signal })
    try {
      for (const [index, message] of reply.messages.entries()) {
        const deliveryKey = `${delivery.id}/answer-${index}`
        const attachments = index === 0 ? reply.attachments : undefined
        const props = { ticketdesk: { delivery: deliveryKey }, ...(attachments && { attachments }) }
        await publish({ channelId, rootId: threadId, message, props, deliveryKey })
      }
    } catch (error) {
      if (!(error instanceof ChatRefusal)) throw error
      // Whoever asked deleted the question, or the channel takes no answers.
      log.warn('an answer has no place', { delivery: delivery.id, reason: error.reason })
    }
    return { kind: 'done' }
  }
}
