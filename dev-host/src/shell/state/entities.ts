/** The part of the state that Mattermost calls `entities`: what plugins read. */
import type { Channel, Post, Team, User } from '../../mattermost/types'

export interface Entities {
  users: { currentUserId: string; profiles: Record<string, User> }
  teams: { currentTeamId: string; teams: Record<string, Team> }
  channels: {
    currentChannelId: string
    channels: Record<string, Channel>
    myMembers: Record<string, { channel_id: string }>
  }
  posts: { posts: Record<string, Post> }
  general: { config: Record<string, string>; serverVersion: string }
  preferences: { myPreferences: Record<string, unknown> }
}

export type EntityAction =
  | { type: 'WORLD_LOADED'; userId: string; users: User[]; team: Team; channels: Channel[] }
  | { type: 'CHANNEL_CHOSEN'; channelId: string }
  | { type: 'POSTS_RECEIVED'; posts: Post[] }
  | { type: 'USER_RECEIVED'; user: User }

const empty: Entities = {
  users: { currentUserId: '', profiles: {} },
  teams: { currentTeamId: '', teams: {} },
  channels: { currentChannelId: '', channels: {}, myMembers: {} },
  posts: { posts: {} },
  general: { config: {}, serverVersion: '11.6.0' },
  preferences: { myPreferences: {} },
}

export function entities(state: Entities = empty, raw: { type: string } = { type: '' }): Entities {
  const action = raw as EntityAction
  switch (action.type) {
    case 'WORLD_LOADED':
      return loaded(state, action)
    case 'CHANNEL_CHOSEN':
      return { ...state, channels: { ...state.channels, currentChannelId: action.channelId } }
    case 'POSTS_RECEIVED':
      return { ...state, posts: { posts: withPosts(state.posts.posts, action.posts) } }
    case 'USER_RECEIVED': {
      const profiles = { ...state.users.profiles, [action.user.id]: action.user }
      return { ...state, users: { ...state.users, profiles } }
    }
    default:
      return state
  }
}

function loaded(state: Entities, action: LoadedAction): Entities {
  const { userId, users, team } = action
  const channels = action.channels.map((channel) => named(channel, users, userId))
  const members = channels.map(({ id }) => [id, { channel_id: id }])
  return {
    ...state,
    users: { currentUserId: userId, profiles: byId(users) },
    teams: { currentTeamId: team.id, teams: { [team.id]: team } },
    channels: {
      ...state.channels,
      channels: byId(channels),
      myMembers: Object.fromEntries(members),
    },
  }
}
type LoadedAction = Extract<EntityAction, { type: 'WORLD_LOADED' }>

/** A direct channel is called as the other one in it. */
function named(channel: Channel, users: User[], me: string): Channel {
  if (channel.type !== 'D') return channel
  const [one, two] = channel.name.split('__')
  const other = users.find(({ id }) => id === (one === me ? two : one))
  return { ...channel, display_name: other?.username ?? channel.name }
}

function byId<T extends { id: string }>(list: T[]): Record<string, T> {
  return Object.fromEntries(list.map((item) => [item.id, item]))
}

/** Deleted posts disappear; an older version of a post never replaces a newer one. */
function withPosts(known: Record<string, Post>, received: Post[]): Record<string, Post> {
  const posts = { ...known }
  for (const post of received) {
    if (post.delete_at > 0) delete posts[post.id]
    else if ((posts[post.id]?.update_at ?? 0) <= post.update_at) posts[post.id] = post
  }
  return posts
}
