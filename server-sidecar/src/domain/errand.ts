/** What somebody wants of the bot, as far as it can be told from what they wrote or did. */
import type { AlertId } from './alert/alert'
import type { ChannelRef, PostRef, TicketId, UserRef } from './refs'

export type Wish =
  /**
   * Words that may be a command, without the mention. `isDirect`: between the two of them;
   * `isReply`: in a thread that was there already.
   */
  | { kind: 'words'; text: string; isDirect: boolean; isReply: boolean }
  /** Reactions to a post of ours. */
  | { kind: 'acknowledge'; alertId: AlertId; postId: PostRef }
  | { kind: 'take' | 'resolve'; ticketId: TicketId; postId: PostRef }

/** One wish, carried out once whoever heard it too, and however often. */
export interface Errand {
  /** The same on every node and at every repeat. */
  id: string
  by: UserRef
  channelId: ChannelRef
  /** The thread it was said in, or that an answer opens; the post that was reacted to. */
  threadId: PostRef
  /** When, by Mattermost's clock; milliseconds since 1970. */
  at: number
  wish: Wish
}
