/** Speaking in channels as the bot, on top of Mattermost's calls. */
import type { ChannelRef, PostRef, UserRef } from '../domain/refs'
import {
  type Chat,
  ChatFailure,
  ChatRefusal,
  type NewWords,
  type OutgoingPost,
} from '../ports/chat'
import type { Log } from '../ports/log'
import { type MattermostApi, MattermostError, NOT_IN_CHANNEL, type Post } from './api'
import { ask } from './ask'

/** Mattermost's `PostMessageMaxRunesV2`; the API does not tell a smaller one. */
const MAX_MESSAGE_LENGTH = 16_383
/** `getPostsSince` silently stops here. */
const SINCE_LIMIT = 1000
const PAGE_SIZE = 200

const ROOT_GONE = new Set([
  'api.post.create_post.root_id.app_error',
  'api.post.create_post.channel_root_id.app_error',
  // A root that deletes itself takes no replies.
  'api.post.create_post.burn_on_read.app_error',
])
const POST_GONE = new Set([
  'api.post.update_post.find.app_error',
  // Misnamed by Mattermost: the post is deleted.
  'api.post.update_post.permissions_details.app_error',
])
const CHANNEL_GONE = new Set([
  'app.channel.get.existing.app_error',
  'api.post.create_post.can_not_post_to_deleted.error',
  'api.post.update_post.can_not_update_post_in_deleted.error',
  'api.post.patch_post.can_not_update_post_in_deleted.error',
])

const TOO_OLD = "Mattermost's PostEditTimeLimit is over: cards go on showing what they showed then"

export interface ChatNeeds {
  api: MattermostApi
  /** The bot's user id; throws a MattermostError while nobody has told it. */
  botId: () => string
  siteUrl: () => string
  log: Log
}

/** Our Chat port; errors are sorted into those for good (ChatRefusal) and those worth a retry. */
// biome-ignore lint/complexity/noExcessiveLinesPerFunction: a factory; its functions share what it was given
export function createChat({ api, botId, siteUrl, log }: ChatNeeds): Chat {
  const keyOf = (post: Post) => (post.userId === botId() ? deliveryKeyOf(post) : undefined)
  const isOurs = (post: Post, deliveryKey: string) => keyOf(post) === deliveryKey

  async function post(outgoing: OutgoingPost): Promise<PostRef> {
    try {
      const { deliveryKey, ...words } = outgoing
      const created = await api.createPost({
        ...keepable(words),
        userId: botId(),
        pendingPostId: `${botId()}:${deliveryKey}`,
      })
      return created.id as PostRef
    } catch (error) {
      throw sortRefusal(error)
    }
  }

  async function read(postId: PostRef) {
    const found = await api.getPost(postId).catch(goneIsUndefined)
    if (!found || found.deleteAt > 0) return undefined
    const rootId = found.rootId === '' ? undefined : (found.rootId as PostRef)
    return { rootId, props: found.props }
  }

  let saidTooOld = false
  async function edit(postId: PostRef, words: NewWords) {
    try {
      await api.updatePost(postId, keepable(words))
      return true
    } catch (error) {
      if (isGone(error)) return false
      if (!isTooOld(error)) throw sortRefusal(error)
      if (!saidTooOld) log.warn(TOO_OLD)
      saidTooOld = true
      return true
    }
  }

  async function deliveryOf(postId: PostRef) {
    const found = await ask(() => api.getPost(postId))
    return found && found.deleteAt === 0 ? keyOf(found) : undefined
  }

  function findPost(channelId: ChannelRef, deliveryKey: string, since: number) {
    return search(channelId, deliveryKey, since).catch((error: unknown) => {
      throw asFailure(error)
    })
  }

  async function search(channelId: ChannelRef, deliveryKey: string, since: number) {
    const recent = await api.getPostsSince(channelId, since)
    const found = recent.find((candidate) => isOurs(candidate, deliveryKey))
    if (found) return found.id as PostRef
    return recent.length < SINCE_LIMIT ? undefined : searchPages(channelId, deliveryKey, since)
  }

  /** The long way for a channel too busy for one answer: newest first, back to `since`. */
  async function searchPages(channelId: ChannelRef, deliveryKey: string, since: number) {
    for (let page = 0; ; page += 1) {
      const posts = await api.getPostsForChannel(channelId, page, PAGE_SIZE)
      const found = posts.find((candidate) => isOurs(candidate, deliveryKey))
      if (found) return found.id as PostRef
      // Roots of recent replies come along and are older: only a page without anything new ends it.
      if (!posts.some((candidate) => candidate.createAt >= since)) return undefined
    }
  }

  // biome-ignore lint/complexity/useMaxParams: whom, where, what: the port reads like that
  async function tell(
    person: UserRef,
    channelId: ChannelRef,
    rootId: PostRef | undefined,
    text: string,
  ): Promise<void> {
    try {
      await api.sendEphemeralPost(person, {
        userId: botId(),
        channelId,
        message: keepable(text),
        ...(rootId && { rootId }),
      })
    } catch (error) {
      log.warn('a private line could not be shown', { reason: wordOf(error) })
    }
  }

  return {
    post,
    read,
    edit,
    findPost,
    deliveryOf,
    tell,
    async directChannel(person) {
      try {
        return (await api.getDirectChannel(botId(), person)).id as ChannelRef
      } catch (error) {
        throw sortRefusal(error)
      }
    },
    maxMessageLength: MAX_MESSAGE_LENGTH,
    permalink: (postId) => `${siteUrl()}/_redirect/pl/${postId}`,
  }
}

/** Holds for bots, not for plugins. The thread goes on telling what happens. */
function isTooOld(error: unknown): boolean {
  return (
    error instanceof MattermostError &&
    error.id === 'api.post.update_post.permissions_time_limit.app_error'
  )
}

/** Deleted, before we looked or while we did. */
function isGone(error: unknown): boolean {
  return (
    error instanceof MattermostError &&
    (error.status === 404 || POST_GONE.has(error.id)) &&
    !CHANNEL_GONE.has(error.id)
  )
}

function goneIsUndefined(error: unknown): undefined {
  if (!isGone(error)) throw asFailure(error)
}

/** The same with `\ufffd` for every NUL: Mattermost's database takes none, however often one tries. */
function keepable<T>(value: T): T {
  if (typeof value === 'string') return value.replaceAll('\0', '\ufffd') as T
  if (Array.isArray(value)) return value.map(keepable) as T
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map((entry) => entry.map(keepable))
  return Object.fromEntries(entries) as T
}

function deliveryKeyOf(post: Post): string | undefined {
  const ours = post.props.ticketdesk
  const key = typeof ours === 'object' && ours !== null && 'delivery' in ours && ours.delivery
  return typeof key === 'string' ? key : undefined
}

/**
 * Mattermost's error ids say more than its statuses: a missing root is 400 or, in another channel,
 * 500. Everything unknown below 500 will not become better; everything else may.
 */
function sortRefusal(error: unknown): unknown {
  if (!(error instanceof MattermostError)) return error
  const refuse = (reason: ChatRefusal['reason']) => new ChatRefusal(reason, error.id)
  if (ROOT_GONE.has(error.id)) return refuse('root_gone')
  if (CHANNEL_GONE.has(error.id)) return refuse('channel_gone')
  // Somebody will invite the bot, or nobody ever writes there again: waiting costs little.
  if (error.id === NOT_IN_CHANNEL) return asFailure(error)
  return error.status === 400 || error.status === 403 ? refuse('rejected') : asFailure(error)
}

function asFailure(error: unknown): unknown {
  return error instanceof MattermostError ? new ChatFailure(wordOf(error)) : error
}

function wordOf(error: unknown): string {
  return (error instanceof MattermostError && error.id) || 'no_answer'
}
