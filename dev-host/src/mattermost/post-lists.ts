/** Posts as clients read them: whole, in lists, with their thread's numbers and their reactions. */
import { withoutIntegrations } from './attachment-actions'
import { getPost } from './posts'
import { reactionsOf } from './reactions'
import type { Post, PostList } from './types'
import type { World } from './world'

const MAX_SINCE = 1000

/** Newest first; roots only count as posts of their own. */
// biome-ignore lint/complexity/useMaxParams: page and size, as the API has them
export function channelPosts(world: World, channelId: string, page = 0, perPage = 60): PostList {
  const all = alive(world.posts.ofChannel(channelId)).reverse()
  return listOf(world, all.slice(page * perPage, (page + 1) * perPage))
}

/** What came or changed after that moment, at most 1,000: also what is gone, and former versions. */
export function postsSince(world: World, channelId: string, since: number): PostList {
  const changed = world.posts
    .ofChannel(channelId)
    .filter((post) => post.update_at > since)
    .sort((one, other) => other.create_at - one.create_at)
  return listOf(world, changed.slice(0, MAX_SINCE))
}

export function threadPosts(world: World, id: string): PostList {
  const rootId = getPost(world, id).root_id || id
  return listOf(world, alive(world.posts.ofThread(rootId)))
}

function alive(posts: Post[]): Post[] {
  return posts
    .filter((post) => post.delete_at === 0)
    .sort((one, other) => one.create_at - other.create_at)
}

function listOf(world: World, posts: Post[]): PostList {
  const numbers = new Map<string, ThreadNumbers>()
  const numbersOf = (rootId: string) => {
    const found = numbers.get(rootId) ?? countReplies(world, rootId)
    numbers.set(rootId, found)
    return found
  }
  return {
    order: posts.map((post) => post.id),
    posts: Object.fromEntries(
      posts.map((post) => [post.id, complete(world, post, numbersOf(post.root_id || post.id))]),
    ),
  }
}

/** The post as clients see it: with its thread's numbers and reactions, without where buttons lead. */
export function withReplies(world: World, post: Post): Post {
  return complete(world, post, countReplies(world, post.root_id || post.id))
}

type ThreadNumbers = Pick<Post, 'reply_count' | 'last_reply_at'>

function countReplies(world: World, rootId: string): ThreadNumbers {
  let [reply_count, last_reply_at] = [0, 0]
  for (const { root_id, delete_at, create_at } of world.posts.ofThread(rootId)) {
    if (root_id !== rootId || delete_at > 0) continue
    reply_count += 1
    last_reply_at = Math.max(last_reply_at, create_at)
  }
  return { reply_count, last_reply_at }
}

function complete(world: World, post: Post, numbers: ThreadNumbers): Post {
  // What is gone is listed without its words.
  if (post.delete_at > 0) return { ...withoutIntegrations(post), message: '', metadata: {} }
  const reactions = reactionsOf(world, post.id)
  return {
    ...withoutIntegrations(post),
    ...(reactions.length > 0 && { has_reactions: true, metadata: { ...post.metadata, reactions } }),
    ...numbers,
  }
}
