/** Where on the page: a channel, a message, or the console. Addresses as in Mattermost. */
import type { Channel, Post } from '../mattermost/types'
import { get } from './api'
import { loadWorld } from './load-world'
import { changePage } from './state/page'
import { store } from './store'

const PERMALINK = /\/pl\/([a-z0-9]{26})$/

/** Follows an address without loading the page again. */
export function goTo(path: string): void {
  history.pushState(null, '', path)
  void followAddress()
}

/** Shows what the address names; without a channel the first one. */
export async function followAddress(): Promise<void> {
  const [, postId] = PERMALINK.exec(location.pathname) ?? []
  if (postId) return showPost(postId)
  const [, name] = /\/channels\/([^/]+)$/.exec(location.pathname) ?? []
  const channels = Object.values(store.getState().entities.channels.channels)
  const channel = channels.find((candidate) => candidate.name === name) ?? channels[0]
  if (channel) await showChannel(channel.id)
}

/** One that was made a moment ago. */
export async function showNewChannel(channel: Channel): Promise<void> {
  await loadWorld()
  const { teams, currentTeamId } = store.getState().entities.teams
  goTo(`/${teams[currentTeamId]?.name}/channels/${channel.name}`)
}

export async function showChannel(channelId: string): Promise<void> {
  store.dispatch({ type: 'CHANNEL_CHOSEN', channelId })
  const list = await get<{ posts: Record<string, Post> }>(
    `/api/v4/channels/${channelId}/posts?per_page=200`,
  )
  store.dispatch({ type: 'POSTS_RECEIVED', posts: Object.values(list.posts) })
}

async function showPost(postId: string): Promise<void> {
  const post = await get<Post>(`/api/v4/posts/${postId}`)
  await showChannel(post.channel_id)
  store.dispatch(changePage({ highlighted: postId, threadId: post.root_id }))
}
