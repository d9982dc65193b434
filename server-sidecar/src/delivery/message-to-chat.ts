/** What an upstream said that is no signal is posted, as Mattermost's own webhook would post it. */
import type { Source } from '../domain/source/source'
import { type Chat, ChatRefusal, type OutgoingPost } from '../ports/chat'
import type { Log } from '../ports/log'
import type { KeptMessage } from '../ports/messages'
import type { Deliveries, Delivery } from '../ports/outbox'
import type { InTransaction } from '../ports/unit-of-work'
import type { Deliver } from './deliver'
import { createPublish, type Publish } from './publish'
import type { WantedChannel } from './wanted-channel'

/**
 * All posts of a message, in order; keys are `<delivery id>/<part>`, the same each time. `dropped`
 * names what no post can carry.
 */
export type RenderMessage = (
  kept: KeptMessage,
  /** Undefined when it is known no longer. */
  source: Source | undefined,
  deliveryId: string,
) => { posts: OutgoingPost[]; dropped: readonly string[] }
/** The words of a post alone, in posts of their own keys. */
export type RenderBare = (post: OutgoingPost, maxMessageLength: number) => OutgoingPost[]

interface Needs {
  chat: Chat
  deliveries: Deliveries
  inTransaction: InTransaction
  renderMessage: RenderMessage
  renderBare: RenderBare
  wantedChannel: WantedChannel
  log: Log
}

export function createMessageToChat(needs: Needs): Deliver {
  const { inTransaction, chat, deliveries, log } = needs
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
    const channelId = await needs.wantedChannel(found.kept, found.source)
    const kept = { ...found.kept, channelId }
    await postMessage(needs, { ...found, kept, delivery, publish })
    return { kind: 'done' }
  }
}

interface Task {
  kept: KeptMessage
  source: Source | undefined
  delivery: Delivery
  publish: Publish
}

async function postMessage(needs: Needs, { kept, source, delivery, publish }: Task): Promise<void> {
  const { chat, log, renderMessage, renderBare } = needs
  const fields = { message: kept.id, source: kept.sourceId }
  const { posts, dropped } = renderMessage(kept, source, delivery.id)
  if (dropped.length > 0) {
    log.warn('parts of a message are too large to be posted', {
      ...fields,
      dropped: dropped.join(),
    })
  }
  for (const post of posts) {
    await publish(post).catch(async (error: unknown) => {
      if (!(error instanceof ChatRefusal) || error.reason !== 'rejected') throw error
      for (const bare of renderBare(post, chat.maxMessageLength)) await publish(bare)
      log.warn('Mattermost rejects a message of an upstream: its words were posted alone', fields)
    })
  }
}
