/** What was said while nobody listened: read from the channels of the bot, as posts. */
import type { Heard } from '../heard'
import { ask, type RemoteClient } from './client'
import { messageOf, type PostJson, reactionOf } from './hear'
import { hidden } from './permissions'

export interface MissedNeeds {
  client: RemoteClient
  botId: string
  onHeard: (heard: Heard) => void
}

/** Reactions do not show in a channel's own time: such channels are looked at nevertheless. */
const REACTIONS_BACK_MS = 7 * 24 * 60 * 60_000
/** Mattermost answers no more than this, and any of them. */
const SINCE_LIMIT = 1000
const PAGE_SIZE = 200
const MAX_PAGES = 50

/**
 * Tells what was posted or added since a moment (ms), oldest first in each channel; what was heard
 * before may come again. Rejects with MattermostError while Mattermost is away.
 */
export async function tellMissed(
  { client, botId, onHeard }: MissedNeeds,
  since: number,
): Promise<void> {
  const channels = await ask(() => client.getAllTeamsChannels())
  const lately = channels.filter(({ last_post_at }) => last_post_at > since - REACTIONS_BACK_MS)
  for (const { id } of lately) {
    // Somebody may have shown the bot out meanwhile.
    const posts = (await hidden(readSince(client, id, since))) ?? []
    const heard = posts
      .flatMap((post) => heardIn(post, botId))
      .filter((one) => one.createAt > since)
    for (const one of heard.sort((a, b) => a.createAt - b.createAt)) onHeard(one)
  }
}

/** What a post says now: itself, and on a post of ours what people put under it. */
function heardIn(post: PostJson, botId: string): Heard[] {
  if (post.delete_at > 0 || post.original_id) return []
  if (post.user_id !== botId) return [messageOf(post, botId) ?? []].flat()
  const reactions = post.metadata?.reactions ?? []
  return reactions.flatMap((reaction) => reactionOf(reaction, botId) ?? [])
}

async function readSince(client: RemoteClient, channelId: string, since: number) {
  const list = await ask(() => client.getPostsSince(channelId, since, false))
  if (list.order.length < SINCE_LIMIT) return inOrder(list)
  const posts: PostJson[] = []
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const next = inOrder(await ask(() => client.getPosts(channelId, page, PAGE_SIZE, false)))
    posts.push(...next)
    if (!next.some((post) => post.create_at > since)) break
  }
  return posts
}

type List = Awaited<ReturnType<RemoteClient['getPosts']>>

function inOrder({ order, posts }: List): PostJson[] {
  return order.flatMap((id) => (posts[id] as PostJson | undefined) ?? [])
}
