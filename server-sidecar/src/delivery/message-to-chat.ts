/** What an upstream said that is no signal is posted, as Mattermost's own webhook would post it. */
import type { Source } from '../domain/source/source'
import { type Chat, ChatRefusal, type OutgoingPost } from '../ports/chat'
import type { Log } from '../ports/log'
import type { KeptMessage } from '../ports/messages'
import type { Deliveries } from '../ports/outbox'
import type { InTransaction } from '../ports/unit-of-work'
import type { Deliver, Outcome } from './deliver'
import { createPublish } from './publish'

/** All posts of a message, in order; keys are `<delivery id>/<part>`, the same each time. */
export type RenderMessage = (
  kept: KeptMessage,
  /** Undefined when it is known no longer. */
  source: Source | undefined,
  deliveryId: string,
) => OutgoingPost[]

interface Needs {
  chat: Chat
  deliveries: Deliveries
  inTransaction: InTransaction
  renderMessage: RenderMessage
  log: Log
}

/** Somebody must change something before another try can succeed. */
const REJECTED_DELAY = 900_000

export function createMessageToChat(needs: Needs): Deliver {
  const { inTransaction, chat, deliveries, renderMessage, log } = needs
  return async function messageToChat(delivery, signal) {
    const { fact } = delivery
    if (fact.kind !== 'message_received') return { kind: 'later', reason: 'unknown_fact' }
    const found = await inTransaction(async ({ messages, sources }) => {
      const kept = await messages.find(fact.messageId)
      return kept && { kept, source: await sources.find(kept.sourceId) }
    })
    if (!found) {
      log.error('a fact without its message', { delivery: delivery.id })
      return { kind: 'done' }
    }
    const publish = createPublish({ chat, deliveries, delivery, signal })
    try {
      for (const post of renderMessage(found.kept, found.source, delivery.id)) await publish(post)
      return { kind: 'done' }
    } catch (error) {
      if (!(error instanceof ChatRefusal)) throw error
      return settleRefusal(log, found.kept, error)
    }
  }
}

function settleRefusal(log: Log, { id, sourceId }: KeptMessage, { reason }: ChatRefusal): Outcome {
  const fields = { message: id, source: sourceId, reason }
  if (reason === 'rejected') {
    log.error('Mattermost rejects a message of an upstream', fields)
    return { kind: 'later', reason, delayMs: REJECTED_DELAY }
  }
  log.warn('a message of an upstream has no channel to be posted in', fields)
  return { kind: 'done' }
}
