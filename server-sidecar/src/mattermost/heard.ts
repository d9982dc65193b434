/**
 * What the bot hears: the same whether a hook of the plugin or an event of the WebSocket told it.
 * Source: Mattermost's `Post` and `Reaction`.
 */
export interface HeardMessage {
  kind: 'message'
  postId: string
  channelId: string
  /** Empty for a post that is no reply. */
  rootId: string
  userId: string
  message: string
  /** Empty for what people write; `system_…`, `custom_…` otherwise. */
  type: string
  props: Record<string, unknown>
  /** Milliseconds since 1970. */
  createAt: number
}

export interface HeardReaction {
  kind: 'reaction'
  postId: string
  userId: string
  /** Without colons: `white_check_mark`. */
  emoji: string
  createAt: number
}

export type Heard = HeardMessage | HeardReaction
