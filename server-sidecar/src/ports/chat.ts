import type { ChannelRef, PostRef, UserRef } from '../domain/refs'

/** A message to be posted by our bot. Already rendered: Mattermost's words, not ours. */
export interface OutgoingPost {
  channelId: ChannelRef
  rootId?: PostRef
  message: string
  /** Custom post type, or none. */
  type?: string
  props: Record<string, unknown>
  /** How loudly it stands in its channel; for no replies. */
  priority?: 'important' | 'urgent'
  /** `<delivery id>/<part>`: also in `props.ticketdesk.delivery`; one key is one post, ever. */
  deliveryKey: string
}

/** What is shown in a post of ours instead; without a message, the one it has. */
export type NewWords = Pick<OutgoingPost, 'props'> & Partial<Pick<OutgoingPost, 'message'>>

export interface StandingPost {
  /** The thread it is in; none for a post that may have a thread of its own. */
  rootId: PostRef | undefined
  props: Record<string, unknown>
}

/** What chat can refuse for good. */
export class ChatRefusal extends Error {
  readonly reason: 'channel_gone' | 'root_gone' | 'rejected'
  /** Mattermost's own word for it, fit for a log. */
  readonly answer: string
  constructor(reason: ChatRefusal['reason'], answer: string) {
    super(answer)
    this.name = 'ChatRefusal'
    this.reason = reason
    this.answer = answer
  }
}

/** The thread was deleted, or the post that heads it. */
export function isRootGone(error: unknown): error is ChatRefusal {
  return error instanceof ChatRefusal && error.reason === 'root_gone'
}

/** Not now, and worth another try. */
export class ChatFailure extends Error {
  /** Mattermost's own word for it, or `no_answer`; fit for a log. */
  readonly reason: string
  constructor(reason: string) {
    super(reason)
    this.name = 'ChatFailure'
    this.reason = reason
  }
}

/** Speaking in channels as the bot. */
export interface Chat {
  /** Posts. Rejects with ChatRefusal when trying again cannot help, else with ChatFailure. */
  post(post: OutgoingPost): Promise<PostRef>
  /** What a post of ours carries now; undefined when it is gone. */
  read(postId: PostRef): Promise<StandingPost | undefined>
  /**
   * Shows something else in a post of ours; its place, its pins and reactions stay. False when it is
   * gone. Rejects with ChatRefusal as post does. A post too old to be edited stays as it is.
   */
  edit(postId: PostRef, words: NewWords): Promise<boolean>
  /** The post of a delivery that may already have happened, among posts since `since` (ms). */
  findPost(channelId: ChannelRef, deliveryKey: string, since: number): Promise<PostRef | undefined>
  /**
   * The delivery key of a post of ours; undefined for anybody else's, and for none. Rejects with
   * `Refusal('mattermost_unavailable')` when it cannot ask.
   */
  deliveryOf(postId: PostRef): Promise<string | undefined>
  /** A line only this person sees; best effort, never rejects. */
  tell(
    person: UserRef,
    channelId: ChannelRef,
    rootId: PostRef | undefined,
    text: string,
  ): Promise<void>
  /** The direct channel with a person; made when there is none. Rejects as post does. */
  directChannel(person: UserRef): Promise<ChannelRef>
  /** The longest message, in code points. */
  readonly maxMessageLength: number
  /** A link to a post of this server. */
  permalink(postId: PostRef): string
}
