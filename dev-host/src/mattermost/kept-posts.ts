/** Every post, at hand by its channel and its thread: one among ten thousand costs what it does among ten. */
import type { Post } from './types'

export class KeptPosts extends Map<string, Post> {
  private readonly channels = new Map<string, Set<string>>()
  private readonly threads = new Map<string, Set<string>>()
  private readonly pending = new Map<string, string>()

  /** A post never changes its place: the first time counts. */
  override set(id: string, post: Post): this {
    if (!this.has(id)) {
      put(this.channels, post.channel_id, id)
      put(this.threads, post.root_id || id, id)
      const { original_id: original, pending_post_id: pending } = post
      if (pending !== '' && original === '') this.pending.set(`${post.user_id} ${pending}`, id)
    }
    return super.set(id, post)
  }

  /** In the order they came, those that are gone included. */
  ofChannel(channelId: string): Post[] {
    return this.all(this.channels.get(channelId))
  }

  /** The root and its replies, in the order they came, those that are gone included. */
  ofThread(rootId: string): Post[] {
    return this.all(this.threads.get(rootId))
  }

  /** What this person posted last under this `pending_post_id`. */
  ofPending(userId: string, pending: string): Post | undefined {
    return this.get(this.pending.get(`${userId} ${pending}`) ?? '')
  }

  private all(ids: Iterable<string> = []): Post[] {
    return [...ids].flatMap((id) => this.get(id) ?? [])
  }
}

function put(lists: Map<string, Set<string>>, name: string, id: string): void {
  const list = lists.get(name)
  if (list) list.add(id)
  else lists.set(name, new Set([id]))
}
