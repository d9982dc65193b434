/** What a WebSocket event, or a post fetched later, says to the bot; Mattermost's words come in here only. */
import type { Heard, HeardMessage, HeardReaction } from '../heard'

/** `model.Post` and `model.Reaction` as JSON, of what we read. */
export interface PostJson {
  id: string
  user_id: string
  channel_id: string
  root_id: string
  message: string
  type: string
  props?: Record<string, unknown> | null
  create_at: number
  delete_at: number
  /** Of what stood there before an edit: the post itself. */
  original_id?: string
  metadata?: { reactions?: ReactionJson[] | null } | null
}
export interface ReactionJson {
  user_id: string
  post_id: string
  emoji_name: string
  create_at: number
}

/**
 * What is heard of an event, or undefined when it is nothing for a bot. `post` and `reaction` are
 * JSON inside of JSON (`posted`, `reaction_added` of `model.WebSocketEvent`).
 *
 * @param botId nobody answers themselves
 */
export function heardOf(event: unknown, botId: string): Heard | undefined {
  if (!isFields(event) || !isFields(event['data'])) return undefined
  const { event: name, data } = event
  if (name === 'posted') return messageOf(parse(data['post']), botId)
  if (name === 'reaction_added') return reactionOf(parse(data['reaction']), botId)
  return undefined
}

/** Was our bot let into a channel (`user_added`)? */
export function isInvitation(event: unknown, botId: string): boolean {
  if (!isFields(event) || event['event'] !== 'user_added') return false
  return isFields(event['data']) && event['data']['user_id'] === botId
}

export function messageOf(post: unknown, botId: string): HeardMessage | undefined {
  if (!isPost(post) || post.user_id === botId) return undefined
  return {
    kind: 'message',
    postId: post.id,
    channelId: post.channel_id,
    rootId: post.root_id ?? '',
    userId: post.user_id,
    message: post.message,
    type: post.type ?? '',
    props: post.props ?? {},
    createAt: post.create_at,
  }
}

export function reactionOf(reaction: unknown, botId: string): HeardReaction | undefined {
  if (!isReaction(reaction) || reaction.user_id === botId) return undefined
  return {
    kind: 'reaction',
    postId: reaction.post_id,
    userId: reaction.user_id,
    emoji: reaction.emoji_name,
    createAt: reaction.create_at,
  }
}

function isPost(value: unknown): value is PostJson {
  if (!isFields(value)) return false
  const texts = [value['id'], value['user_id'], value['channel_id'], value['message']]
  return texts.every(isText) && typeof value['create_at'] === 'number'
}

function isReaction(value: unknown): value is ReactionJson {
  if (!isFields(value)) return false
  const texts = [value['user_id'], value['post_id'], value['emoji_name']]
  return texts.every(isText) && typeof value['create_at'] === 'number'
}

function parse(text: unknown): unknown {
  if (!isText(text)) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string'
}

function isFields(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
