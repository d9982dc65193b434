/**
 * Users, a team, channels, memberships, sessions and posts, in memory: what a small Mattermost knows.
 * The rules of posting are in `posts.ts`, of rights in `permissions.ts`; both work on this.
 */
import { randomBytes } from 'node:crypto'
import { createEvents, type Events } from './events'
import { newId } from './ids'
import type { Channel, Post, Session, Team, User } from './types'

export interface World {
  users: Map<string, User>
  team: Team
  channels: Map<string, Channel>
  /** Channel id → user ids. */
  members: Map<string, Set<string>>
  teamMembers: Set<string>
  posts: Map<string, Post>
  sessions: Map<string, Session>
  /** Profile pictures that were set, by user id. */
  pictures: Map<string, Buffer>
  /** Key-value pairs of the plugin. */
  keyValues: Map<string, Buffer>
  events: Events
  /** Milliseconds since 1970, never the same twice: posts are ordered by it. */
  tick(): number
}

export function createWorld(): World {
  let last = 0
  return {
    users: new Map(),
    team: { id: newId(), name: 'ops', display_name: 'Ops', type: 'O', delete_at: 0 },
    channels: new Map(),
    members: new Map(),
    teamMembers: new Set(),
    posts: new Map(),
    sessions: new Map(),
    pictures: new Map(),
    keyValues: new Map(),
    events: createEvents(),
    tick: () => {
      last = Math.max(Date.now(), last + 1)
      return last
    },
  }
}

export type NewUser = Pick<User, 'username'> & Partial<User>

export function addUser(world: World, user: NewUser): User {
  const now = world.tick()
  const added: User = {
    id: newId(),
    create_at: now,
    update_at: now,
    delete_at: 0,
    email: `${user.username}@localhost`,
    nickname: '',
    first_name: '',
    last_name: '',
    position: '',
    roles: 'system_user',
    locale: 'en',
    is_bot: false,
    timezone: { useAutomaticTimezone: 'true', automaticTimezone: '', manualTimezone: '' },
    ...user,
  }
  world.users.set(added.id, added)
  if (!added.is_bot) world.teamMembers.add(added.id)
  return added
}

export type NewChannel = Pick<Channel, 'name'> & Partial<Channel>

export function addChannel(world: World, channel: NewChannel, members: User[]): Channel {
  const now = world.tick()
  const added: Channel = {
    id: newId(),
    create_at: now,
    update_at: now,
    delete_at: 0,
    team_id: world.team.id,
    type: 'O',
    display_name: channel.name,
    header: '',
    purpose: '',
    creator_id: '',
    ...channel,
  }
  world.channels.set(added.id, added)
  world.members.set(added.id, new Set(members.map((member) => member.id)))
  return added
}

export function userByName(world: World, username: string): User | undefined {
  return [...world.users.values()].find((user) => user.username === username)
}

export function channelByName(world: World, name: string): Channel | undefined {
  return [...world.channels.values()].find((channel) => channel.name === name)
}

/** Signs in without a password: everybody who reaches a stand-in may be anybody. */
export function openSession(world: World, userId: string): Session {
  const secret = () => randomBytes(16).toString('hex')
  const session = { token: secret(), csrf: secret(), userId }
  world.sessions.set(session.token, session)
  return session
}
