/**
 * Posting, editing and reading posts by Mattermost's rules: the checks in its order and with its
 * error ids (its `app.CreatePost` and `Post.IsValid`), and the events it sends.
 */
import { withActionIds, withoutIntegrations } from './attachment-actions'
import { AppError } from './errors'
import { newId } from './ids'
import type { Channel, Post, PostList, Props } from './types'
import type { World } from './world'

/** The longest message, in code points; Mattermost's `PostMessageMaxRunesV2`. */
const MAX_MESSAGE = 16_383
/** The longest props, in characters of JSON. */
const MAX_PROPS = 800_000
/** How long Mattermost remembers a `pending_post_id`. */
const PENDING_MS = 30_000

export type NewPost = Pick<Post, 'user_id' | 'channel_id' | 'message'> & Partial<Post>

/** The repeat of a pending post is the first post. */
export function createPost(world: World, wanted: NewPost): Post {
  const channel = world.channels.get(wanted.channel_id)
  if (!channel) throw new AppError('app.channel.get.existing.app_error', 404)
  const repeated = findPending(world, wanted)
  if (repeated) return repeated
  const author = world.users.get(wanted.user_id)
  if (!author) throw new AppError('app.user.missing_account.const', 404)
  checkPlace(world, channel, wanted.root_id ?? '')
  const post = completePost(world, wanted)
  if (author.is_bot) post.props = { ...post.props, from_bot: 'true' }
  checkContent(post)
  world.posts.set(post.id, post)
  world.events.publish({
    event: 'posted',
    data: {
      channel_display_name: channel.display_name,
      channel_name: channel.name,
      channel_type: channel.type,
      post: JSON.stringify(withReplies(world, post)),
      sender_name: `@${author.username}`,
      set_online: true,
      team_id: channel.team_id,
    },
    broadcast: { channel_id: channel.id },
  })
  return post
}

function findPending(world: World, { pending_post_id: pending, user_id }: NewPost) {
  if (!pending) return undefined
  const oldest = Date.now() - PENDING_MS
  for (const post of world.posts.values()) {
    if (post.pending_post_id === pending && post.user_id === user_id && post.create_at > oldest) {
      return post
    }
  }
  return undefined
}

function checkPlace(world: World, channel: Channel, rootId: string): void {
  if (channel.delete_at > 0) {
    throw new AppError('api.post.create_post.can_not_post_to_deleted.error', 400)
  }
  if (rootId === '') return
  const root = world.posts.get(rootId)
  if (root?.root_id !== '' || root.delete_at > 0) {
    throw new AppError('api.post.create_post.root_id.app_error', 400)
  }
  if (root.channel_id !== channel.id) {
    throw new AppError('api.post.create_post.channel_root_id.app_error', 500)
  }
}

function checkContent(post: Post): void {
  if ([...post.message].length > MAX_MESSAGE) {
    throw new AppError('model.post.is_valid.message_length.app_error', 400)
  }
  if (post.type !== '' && !post.type.startsWith('custom_') && post.type !== 'system_ephemeral') {
    throw new AppError('model.post.is_valid.type.app_error', 400)
  }
  if (JSON.stringify(post.props).length > MAX_PROPS) {
    throw new AppError('model.post.is_valid.props.app_error', 400)
  }
}

/** A post with every field, new id and time where they are missing. */
export function completePost(world: World, post: NewPost): Post {
  const now = world.tick()
  return {
    id: newId(),
    edit_at: 0,
    delete_at: 0,
    is_pinned: false,
    root_id: '',
    original_id: '',
    type: '',
    hashtags: '',
    file_ids: [],
    pending_post_id: '',
    reply_count: 0,
    last_reply_at: 0,
    metadata: {},
    ...post,
    props: withActionIds({ ...post.props }),
    create_at: post.create_at || now,
    update_at: now,
  }
}

export interface PostChange {
  message?: string
  props?: Props
  is_pinned?: boolean
}

/** Edits; props are replaced as a whole. `edit_at` moves only when people would read a difference. */
export function updatePost(world: World, id: string, change: PostChange): Post {
  const old = getPost(world, id)
  const props = withActionIds(change.props ?? old.props)
  const visibly =
    (change.message !== undefined && change.message !== old.message) ||
    JSON.stringify(props['attachments']) !== JSON.stringify(old.props['attachments'])
  const now = world.tick()
  const post = { ...old, ...change, props, update_at: now, edit_at: visibly ? now : old.edit_at }
  checkContent(post)
  world.posts.set(id, post)
  publishPost(world, 'post_edited', post)
  return post
}

export function deletePost(world: World, id: string): void {
  const post = { ...getPost(world, id), delete_at: world.tick() }
  world.posts.set(id, post)
  publishPost(world, 'post_deleted', post)
}

function publishPost(world: World, event: string, post: Post): void {
  world.events.publish({
    event,
    data: { post: JSON.stringify(withReplies(world, post)) },
    broadcast: { channel_id: post.channel_id },
  })
}

export function getPost(world: World, id: string): Post {
  const post = world.posts.get(id)
  if (!post || post.delete_at > 0) throw new AppError('app.post.get.app_error', 404)
  return post
}

/** A line only one person sees; kept nowhere, as in Mattermost. */
export function sendEphemeralPost(world: World, userId: string, wanted: NewPost): Post {
  const post = { ...completePost(world, wanted), type: wanted.type || 'system_ephemeral' }
  world.events.publish({
    event: 'ephemeral_message',
    data: { post: JSON.stringify(withoutIntegrations(post)) },
    broadcast: { user_id: userId, channel_id: post.channel_id },
  })
  return post
}

/** Newest first; roots only count as posts of their own. */
// biome-ignore lint/complexity/useMaxParams: page and size, as the API has them
export function channelPosts(world: World, channelId: string, page = 0, perPage = 60): PostList {
  const all = alive(world, (post) => post.channel_id === channelId).reverse()
  return listOf(world, all.slice(page * perPage, (page + 1) * perPage))
}

export function postsSince(world: World, channelId: string, since: number): PostList {
  return listOf(
    world,
    alive(world, (post) => post.channel_id === channelId && post.update_at > since).reverse(),
  )
}

export function threadPosts(world: World, id: string): PostList {
  const rootId = getPost(world, id).root_id || id
  return listOf(
    world,
    alive(world, (post) => post.id === rootId || post.root_id === rootId),
  )
}

function alive(world: World, wanted: (post: Post) => boolean): Post[] {
  return [...world.posts.values()]
    .filter((post) => post.delete_at === 0 && wanted(post))
    .sort((one, other) => one.create_at - other.create_at)
}

function listOf(world: World, posts: Post[]): PostList {
  return {
    order: posts.map((post) => post.id),
    posts: Object.fromEntries(posts.map((post) => [post.id, withReplies(world, post)])),
  }
}

/** The post as clients see it: with its thread's numbers, and without where buttons lead. */
export function withReplies(world: World, post: Post): Post {
  const root = post.root_id || post.id
  const replies = alive(world, (other) => other.root_id === root)
  return {
    ...withoutIntegrations(post),
    reply_count: replies.length,
    last_reply_at: replies.at(-1)?.create_at ?? 0,
  }
}
