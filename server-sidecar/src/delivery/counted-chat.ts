import { type Chat, ChatRefusal } from '../ports/chat'
import type { Meter, PostTopic } from '../ports/meter'

/** The same chat; what is posted and edited there is counted, and what could not be. */
export function countPosts(chat: Chat, topic: PostTopic, meter: Meter): Chat {
  async function counted<T>(call: Promise<T>, done: (result: T) => void): Promise<T> {
    try {
      const result = await call
      done(result)
      return result
    } catch (error) {
      const outcome = error instanceof ChatRefusal ? 'refused' : 'failed'
      meter.count('posts', { topic, outcome })
      throw error
    }
  }
  return {
    ...chat,
    post: (post) =>
      counted(chat.post(post), () => meter.count('posts', { topic, outcome: 'posted' })),
    edit: (postId, words) =>
      counted(chat.edit(postId, words), (isThere) => {
        if (isThere) meter.count('posts', { topic, outcome: 'edited' })
      }),
  }
}
