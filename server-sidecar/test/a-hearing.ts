/** Saying things in a Mattermost in memory so that a desk hears them, as hooks and events tell it. */
import type { HeardMessage, HeardReaction } from '../src/mattermost/heard'
import { openDatabase } from '../src/store/database'
import { createDeliveries } from '../src/store/deliveries'
import type { TestStore } from './databases'
import { createFakeLog } from './fakes/fake-log'
import type { FakeMattermost } from './fakes/fake-mattermost'
import { until } from './until'

export interface Saying {
  message: string
  by: { id: string }
  in: { id: string }
  rootId?: string
  props?: Record<string, unknown>
  type?: string
}

/** A post, and what is heard of it. */
export function say(mattermost: FakeMattermost, saying: Saying): HeardMessage {
  const { message, by, in: channel, rootId = '', props = {}, type = '' } = saying
  const said = { channelId: channel.id, userId: by.id, message }
  const post = mattermost.addPost({ ...said, ...(rootId && { rootId }) })
  const { id: postId, createAt } = post
  return { kind: 'message', postId, ...said, rootId, props, type, createAt }
}

export function react(
  post: { id: string },
  emoji: string,
  by: { id: string },
  createAt = Date.now(),
): HeardReaction {
  return { kind: 'reaction', postId: post.id, userId: by.id, emoji, createAt }
}

/** Nothing waits to be done. */
export async function untilDone(store: TestStore): Promise<void> {
  const database = openDatabase(store.at, { log: createFakeLog() })
  const deliveries = createDeliveries(database)
  try {
    await until('all is done', async () => (await deliveries.nextDueIn()) === undefined, 20_000)
  } finally {
    await database.close()
  }
}
