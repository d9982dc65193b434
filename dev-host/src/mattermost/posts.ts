/**
 * Posting, editing and reading posts by Mattermost's rules: the checks in its order and with its
 * error ids (its `app.CreatePost` and `Post.IsValid`), and the events it sends.
 */
import { withActionIds, withCookies } from './attachment-actions'
import { AppError } from './errors'
import { newId } from './ids'
import { mentionedIn } from './mentions'
import { withReplies } from './post-lists'
import type { Channel, Post, Props } from './types'
import type { World } from './world'

/** The longest message, in code points; Mattermost's `PostMessageMaxRunesV2`. */
const MAX_MESSAGE = 16_383
/** The longest props, in characters of JSON. */
const MAX_PROPS = 800_000
/** Besides `custom_…`; the server's own are not made here. */
const TYPES = new Set(['', 'slack_attachment', 'system_ephemeral'])
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
  return keepPost(world, channel, post)
}

/** A line of the server's own, such as who joined. */
export function addSystemPost(world: World, wanted: NewPost & { type: string }): Post {
  const channel = world.channels.get(wanted.channel_id)
  if (!channel) throw new AppError('app.channel.get.existing.app_error', 404)
  return keepPost(world, channel, completePost(world, wanted))
}

function keepPost(world: World, channel: Channel, post: Post): Post {
  const author = `@${world.users.get(post.user_id)?.username}`
  const system = post.type.startsWith('system_')
  world.posts.set(post.id, post)
  world.events.publish({
    event: 'posted',
    data: {
      channel_display_name: channel.type === 'D' ? author : channel.display_name,
      channel_name: channel.name,
      channel_type: channel.type,
      post: JSON.stringify(withReplies(world, post)),
      sender_name: system ? 'System' : author,
      set_online: !system,
      team_id: channel.team_id,
    },
    broadcast: { channel_id: channel.id },
    mentions: system ? [] : mentionedIn(world, channel, post),
  })
  return post
}

function findPending(world: World, { pending_post_id: pending, user_id }: NewPost) {
  const post = pending && world.posts.ofPending(user_id, pending)
  return post && post.create_at > Date.now() - PENDING_MS ? post : undefined
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
  if (!TYPES.has(post.type) && !post.type.startsWith('custom_')) {
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
  if (world.channels.get(old.channel_id)?.delete_at) {
    throw new AppError('api.post.update_post.can_not_update_post_in_deleted.error', 400)
  }
  const props = withActionIds(change.props ?? old.props)
  const visibly =
    (change.message !== undefined && change.message !== old.message) ||
    JSON.stringify(props['attachments']) !== JSON.stringify(old.props['attachments'])
  const now = world.tick()
  const post = { ...old, ...change, props, update_at: now, edit_at: visibly ? now : old.edit_at }
  checkContent(post)
  keepVersion(world, old, now)
  world.posts.set(id, post)
  publishPost(world, 'post_edited', post)
  return post
}

/** What a post said before is kept beside it, as one that is gone. */
function keepVersion(world: World, old: Post, now: number): void {
  const version = { ...old, id: newId(), original_id: old.id, update_at: now, delete_at: now }
  world.posts.set(version.id, version)
}

export function deletePost(world: World, id: string): void {
  const now = world.tick()
  const post = { ...getPost(world, id), delete_at: now, update_at: now }
  world.posts.set(id, post)
  publishPost(world, 'post_deleted', post)
}

function publishPost(world: World, event: 'post_edited' | 'post_deleted', post: Post): void {
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

/** A line only one person sees; kept nowhere, so that its buttons carry what they lead to. */
export function sendEphemeralPost(world: World, userId: string, wanted: NewPost): Post {
  const post = {
    ...completePost(world, wanted),
    id: wanted.id || newId(),
    type: 'system_ephemeral',
  }
  const shown = withCookies(post)
  world.events.publish({
    event: 'ephemeral_message',
    data: { post: JSON.stringify(shown) },
    broadcast: { user_id: userId, channel_id: post.channel_id },
  })
  return post
}
