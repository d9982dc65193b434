import type { PostRef } from '../domain/refs'
import type { Chat, OutgoingPost } from '../ports/chat'
import type { Deliveries, Delivery } from '../ports/outbox'

interface Needs {
  chat: Chat
  deliveries: Deliveries
  delivery: Delivery
  signal: AbortSignal
}
/** Posts one part of a delivery unless it is there already; its post. */
export type Publish = (post: OutgoingPost) => Promise<PostRef>

/** Mattermost's clock and the database's may differ by so much, milliseconds. */
const CLOCKS_DIFFER = 300_000

/**
 * Posting that survives its own death: a part is known as done, or looked for in the channel when
 * an earlier attempt may have got as far as that, or posted and then recorded.
 */
export function createPublish({ chat, deliveries, delivery, signal }: Needs): Publish {
  return async function publish(post) {
    const part = post.deliveryKey.slice(delivery.id.length + 1)
    const known = delivery.done.get(part)
    if (known) return known
    const since = delivery.addedAt - CLOCKS_DIFFER
    const found =
      delivery.attempt > 1
        ? await chat.findPost(post.channelId, post.deliveryKey, since)
        : undefined
    if (!found) signal.throwIfAborted()
    const id = found ?? (await chat.post(post))
    await deliveries.record(delivery, part, id)
    return id
  }
}
