import type { ChannelRef, PostRef, UserRef } from '../../src/domain/refs'
import { type Chat, ChatRefusal, type OutgoingPost } from '../../src/ports/chat'
import { anId } from '../builders/refs'

/** What happens to one call of `post`: nothing special, a failure without or with the effect, … */
export type Fate = 'ok' | 'fail_before' | 'fail_after' | 'hang' | ChatRefusal['reason']

export interface FakeChat extends Chat {
  posts: (OutgoingPost & { id: PostRef })[]
  told: { person: UserRef; channelId: ChannelRef; rootId: PostRef | undefined; text: string }[]
  edits: { id: PostRef; message: string; props: Record<string, unknown> }[]
  /** Deletes a post. */
  remove(id: PostRef): void
  /** Decides about each post; everything is ok by default. */
  fate: (post: OutgoingPost) => Fate
  /** Keys that were looked for. */
  searched: string[]
  /** Lets every hanging call go through. */
  release(): void
}

/** A chat that keeps posts in memory and fails when it is told to. */
export function createFakeChat(): FakeChat {
  const hanging: (() => void)[] = []
  const chat: FakeChat = {
    posts: [],
    told: [],
    searched: [],
    edits: [],
    fate: () => 'ok',
    maxMessageLength: 16_383,
    permalink: (id) => `https://chat.example/_redirect/pl/${id}`,
    async post(post) {
      const fate = chat.fate(post)
      if (fate === 'hang') await new Promise<void>((go) => hanging.push(go))
      if (fate === 'fail_before') throw new Error('Mattermost is away')
      if (fate === 'channel_gone' || fate === 'root_gone' || fate === 'rejected') {
        throw new ChatRefusal(fate, 'told so')
      }
      const id = anId() as PostRef
      chat.posts.push({ ...post, id })
      if (fate === 'fail_after') throw new Error('the answer was lost')
      return id
    },
    async read(id) {
      const found = chat.posts.find((post) => post.id === id)
      return found && { rootId: found.rootId, props: found.props }
    },
    async edit(id, words) {
      const found = chat.posts.find((post) => post.id === id)
      if (!found) return false
      const fate = chat.fate({ ...found, ...words })
      if (fate === 'fail_before') throw new Error('Mattermost is away')
      Object.assign(found, words)
      chat.edits.push({ id, message: found.message, props: words.props })
      if (fate === 'fail_after') throw new Error('the answer was lost')
      return true
    },
    remove(id) {
      chat.posts = chat.posts.filter((post) => post.id !== id)
    },
    async findPost(channelId, key) {
      chat.searched.push(key)
      const found = chat.posts.find(
        (post) => post.channelId === channelId && post.deliveryKey === key,
      )
      return found?.id
    },
    async deliveryOf(id) {
      return chat.posts.find((post) => post.id === id)?.deliveryKey
    },
    async tell(person, channelId, rootId, text) {
      chat.told.push({ person, channelId, rootId, text })
    },
    directChannel: async (person) => `direct-${person}` as ChannelRef,
    release() {
      for (const go of hanging.splice(0)) go()
    },
  }
  return chat
}
