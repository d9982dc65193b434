/**
 * Users, teams, channels, memberships, sessions and posts, in memory: what a small Mattermost knows.
 * The rules of posting are in `posts.ts`, of rights in `permissions.ts`; both work on this.
 */
import { randomBytes } from 'node:crypto'
import { createEvents, type Events } from './events'
import { newId } from './ids'
import { KeptPosts } from './kept-posts'
import type { AccessToken, Channel, Reaction, Session, Team, User } from './types'

/** Of a team or a channel. */
export interface Membership {
  /** Of the place: may change its roles. */
  admin: boolean
}
type Members = Map<string, Membership>

export interface World {
  users: Map<string, User>
  /** The team that was there first: pages begin in it. */
  team: Team
  teams: Map<string, Team>
  channels: Map<string, Channel>
  /** Channel id → members by user id. */
  members: Map<string, Members>
  /** Team id → members by user id. */
  teamMembers: Map<string, Members>
  posts: KeptPosts
  /** Post id → its reactions, oldest first. */
  reactions: Map<string, Reaction[]>
  sessions: Map<string, Session>
  /** By their own id; the token itself is also a session. */
  tokens: Map<string, AccessToken>
  /** By user id, of those who were given one. */
  passwords: Map<string, string>
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
  const tick = () => {
    last = Math.max(Date.now(), last + 1)
    return last
  }
  const team = makeTeam(tick(), { name: 'ops', display_name: 'Ops' })
  return {
    users: new Map(),
    team,
    teams: new Map([[team.id, team]]),
    channels: new Map(),
    members: new Map(),
    teamMembers: new Map([[team.id, new Map()]]),
    posts: new KeptPosts(),
    reactions: new Map(),
    sessions: new Map(),
    tokens: new Map(),
    passwords: new Map(),
    pictures: new Map(),
    keyValues: new Map(),
    events: createEvents(),
    tick,
  }
}

export type NewUser = Pick<User, 'username'> & Partial<User>

/** Somebody new, in no team yet. */
export function addUser(world: World, user: NewUser): User {
  const now = world.tick()
  const added: User = {
    id: newId(),
    create_at: now,
    update_at: now,
    delete_at: 0,
    auth_service: '',
    email: `${user.username}@localhost`,
    nickname: '',
    first_name: '',
    last_name: '',
    position: '',
    roles: 'system_user',
    locale: 'en',
    timezone: { useAutomaticTimezone: 'true', automaticTimezone: '', manualTimezone: '' },
    ...user,
  }
  world.users.set(added.id, added)
  return added
}

export type NewTeam = Pick<Team, 'name'> & Partial<Team>

function makeTeam(now: number, team: NewTeam): Team {
  return {
    id: newId(),
    create_at: now,
    update_at: now,
    delete_at: 0,
    display_name: team.name,
    description: '',
    email: '',
    type: 'O',
    allow_open_invite: false,
    ...team,
  }
}

export function addTeam(world: World, team: NewTeam): Team {
  const added = makeTeam(world.tick(), team)
  world.teams.set(added.id, added)
  world.teamMembers.set(added.id, new Map())
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
  world.members.set(added.id, new Map(members.map(({ id }) => [id, { admin: false }])))
  return added
}

export function join(members: Members | undefined, userId: string, admin = false): void {
  members?.set(userId, { admin })
}

export function userByName(world: World, username: string): User | undefined {
  return [...world.users.values()].find((user) => user.username === username)
}

export function teamByName(world: World, name: string): Team | undefined {
  return [...world.teams.values()].find((team) => team.name === name)
}

/** Archived ones are found as well. */
export function channelByName(
  world: World,
  name: string,
  teamId: string = world.team.id,
): Channel | undefined {
  return [...world.channels.values()].find(
    (channel) => channel.name === name && channel.team_id === teamId,
  )
}

/** Signs in without a password: everybody who reaches a stand-in may be anybody. */
export function openSession(world: World, userId: string): Session {
  const secret = () => randomBytes(16).toString('hex')
  return keepSession(world, { token: secret(), csrf: secret(), userId })
}

/** A personal access token: a session without an end, and without cookies. */
export function addToken(world: World, userId: string, description: string): AccessToken {
  const token = { id: newId(), token: newId(), user_id: userId, description, is_active: true }
  world.tokens.set(token.id, token)
  keepSession(world, { token: token.token, csrf: '', userId })
  return token
}

function keepSession(world: World, session: Session): Session {
  world.sessions.set(session.token, session)
  return session
}
