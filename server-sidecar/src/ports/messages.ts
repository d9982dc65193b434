import type { MessageId, SourceId } from '../domain/alert/alert'
import type { PlainMessage } from '../domain/alert/plain-message'
import type { ChannelRef, PostRef } from '../domain/refs'

/** A message that came in and is to be posted as it is. */
export interface KeptMessage {
  id: MessageId
  sourceId: SourceId
  channelId: ChannelRef
  message: PlainMessage
  /** Milliseconds since 1970. */
  receivedAt: number
}

/** The kept messages, inside a transaction. */
export interface Messages {
  find(id: MessageId): Promise<KeptMessage | undefined>
  insert(message: KeptMessage): Promise<void>
  /** Its first post, once it is delivered. */
  findPost(id: MessageId): Promise<PostRef | undefined>
}
