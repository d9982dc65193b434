/**
 * A Mattermost in memory, behind the calls we make: users, channels, rights, posts, dialogs. It
 * refuses what the real one refuses, with its error ids, and can be told to fail.
 */
import {
  type ChannelPermission,
  type Dialog,
  MattermostError,
  type NewPost,
  type PluginApi,
  type Post,
  type SlashCommand,
} from '../../src/mattermost/api'
import { anId } from '../builders/refs'

export interface FakeUser {
  id: string
  username: string
  locale: string
  isBot: boolean
}
export interface FakeChannel {
  id: string
  name: string
  displayName: string
  type: 'O' | 'P' | 'D'
  teamId: string
  archived: boolean
  members: Set<string>
  /** Members who may read but not write. */
  muted: Set<string>
  admins: Set<string>
}
type Method = keyof PluginApi
/** `before`: nothing happened. `after`: it happened, but the answer was lost. */
export type Failure = { error?: Error; when?: 'before' | 'after'; times?: number }

export interface FakeMattermost extends PluginApi {
  posts: (Post & NewPost)[]
  ephemeral: {
    userId: string
    channelId: string
    rootId: string
    message: string
    props?: Record<string, unknown>
  }[]
  dialogs: { triggerId: string; url: string; dialog: Dialog }[]
  commands: SlashCommand[]
  events: { event: string; data: Record<string, unknown> }[]
  calls: Method[]
  /** Who may read the public channels of the team without being in them. */
  teamReaders: Set<string>
  systemAdmins: Set<string>
  /** The groups a user is in, by the user's id. */
  groups: Map<string, string[]>
  configuration: Record<string, unknown>
  allowedInternal: string
  /** What the bot is called where it must be invited first. */
  uninvitedBot: string | undefined
  driverName: string
  dataSource: string
  addUser(user?: Partial<FakeUser>): FakeUser
  addChannel(channel?: Partial<Omit<FakeChannel, 'members'>>, members?: FakeUser[]): FakeChannel
  addPost(post: { channelId: string; userId: string; rootId?: string; message?: string }): Post
  deletePost(id: string): void
  removeChannel(id: string): void
  /** Makes a call fail; for ever, unless it says how often. */
  fail(method: Method, failure?: Failure): void
  heal(method?: Method): void
  /** Holds every call of the method until the returned function is called. */
  hold(method: Method): () => void
}

export const UNREACHABLE = new MattermostError('', 0, 'no answer within 30 s')

const refuse = (id: string, status: number) => new MattermostError(id, status, id)

export function createFakeMattermost(now: () => number = Date.now): FakeMattermost {
  const users = new Map<string, FakeUser>()
  const channels = new Map<string, FakeChannel>()
  const kv = new Map<string, Buffer>()
  const failures = new Map<Method, Failure>()
  const gates = new Map<Method, Promise<void>>()

  const channelOf = (id: string) => {
    const channel = channels.get(id)
    if (!channel) throw refuse('app.channel.get.existing.app_error', 404)
    return channel
  }
  const rootOf = (post: NewPost) => {
    const root = fake.posts.find(({ id }) => id === post.rootId)
    if (!root || root.deleteAt > 0 || root.rootId !== '') {
      throw refuse('api.post.create_post.root_id.app_error', 400)
    }
    if (root.channelId !== post.channelId) {
      throw refuse('api.post.create_post.channel_root_id.app_error', 500)
    }
  }
  const keep = (post: NewPost): Post & NewPost => {
    const kept = {
      ...structuredClone(post),
      id: anId(),
      rootId: post.rootId ?? '',
      createAt: now(),
      deleteAt: 0,
    }
    fake.posts.push(kept)
    return kept
  }
  const may = (userId: string, channelId: string, permission: ChannelPermission) => {
    const channel = channels.get(channelId)
    if (permission === 'manage_channel_roles') return Boolean(channel?.admins.has(userId))
    if (!channel?.members.has(userId)) return false
    return permission === 'read_channel_content' || !channel.muted.has(userId)
  }

  const api: PluginApi = {
    async createPost(post) {
      channelOf(post.channelId)
      if ([...post.message].length > 16_383) {
        throw refuse('model.post.is_valid.message_length.app_error', 400)
      }
      if (JSON.stringify(post.props).length > 800_000) {
        throw refuse('model.post.is_valid.props.app_error', 400)
      }
      if (post.rootId) rootOf(post)
      return keep(post)
    },
    async getPost(id) {
      const post = fake.posts.find((candidate) => candidate.id === id && candidate.deleteAt === 0)
      if (!post) throw refuse('app.post.get.app_error', 404)
      return post
    },
    async updatePost(id, { message, props }) {
      const post = fake.posts.find((candidate) => candidate.id === id)
      if (!post) throw refuse('app.post.get.app_error', 404)
      if (post.deleteAt > 0) throw refuse('api.post.update_post.permissions_details.app_error', 400)
      if (channelOf(post.channelId).archived) {
        throw refuse('api.post.update_post.can_not_update_post_in_deleted.error', 400)
      }
      Object.assign(post, structuredClone({ props, ...(message !== undefined && { message }) }))
    },
    async getPostsSince(channelId, since) {
      const recent = fake.posts.filter(
        (post) => post.channelId === channelId && Math.max(post.createAt, post.deleteAt) > since,
      )
      // The real one takes any thousand; here the newest are missing, which hurts most.
      return recent.slice(0, 1000)
    },
    async getPostsForChannel(channelId, page, perPage) {
      const newest = fake.posts.filter((post) => post.channelId === channelId).reverse()
      return newest.slice(page * perPage, (page + 1) * perPage)
    },
    async sendEphemeralPost(userId, { channelId, rootId = '', message, props }) {
      fake.ephemeral.push({ userId, channelId, rootId, message, ...(props && { props }) })
    },
    async getUser(id) {
      const user = users.get(id)
      if (!user) throw refuse('app.user.missing_account.const', 404)
      return user
    },
    async getUserByName(username) {
      const user = [...users.values()].find((one) => one.username === username)
      if (!user) throw refuse('store.sql_user.get_by_username.app_error', 404)
      return user
    },
    async getDirectChannel(userId, otherUserId) {
      const pair = [userId, otherUserId].sort()
      for (const id of pair) await api.getUser(id)
      const name = pair.join('__')
      const known = [...channels.values()].find((one) => one.type === 'D' && one.name === name)
      const people = pair.map((id) => users.get(id) as FakeUser)
      const made =
        known ?? fake.addChannel({ type: 'D', teamId: '', name, displayName: '' }, people)
      return api.getChannel(made.id)
    },
    async getChannel(id) {
      const { archived, members: _, muted: __, admins: ___, ...channel } = channelOf(id)
      return { ...channel, deleteAt: archived ? 1 : 0 }
    },
    async getChannelByName(team, name) {
      const found = [...channels.values()].find((channel) => channel.name === name)
      if (!found || team !== 'team') throw refuse('app.channel.get_by_name.missing.app_error', 404)
      return api.getChannel(found.id)
    },
    async getChannelInTeam(teamId, name) {
      const found = [...channels.values()].find((one) => one.teamId === teamId && one.name === name)
      if (!found) throw refuse('app.channel.get_by_name.missing.app_error', 404)
      return api.getChannel(found.id)
    },
    async getGroupNames(userId) {
      return fake.groups.get(userId) ?? []
    },
    async hasPermissionTo(userId) {
      return fake.systemAdmins.has(userId)
    },
    async hasPermissionToChannel(userId, channelId, permission) {
      return may(userId, channelId, permission)
    },
    async hasPermissionToTeam(userId) {
      return fake.teamReaders.has(userId)
    },
    async missingBot() {
      return fake.uninvitedBot
    },
    async openInteractiveDialog(request) {
      if (request.triggerId === '') throw refuse('interactive_message.decode_trigger_id', 400)
      fake.dialogs.push(request)
    },
    async registerCommand(command) {
      fake.commands.push(command)
    },
    async ensureBotUser({ username }) {
      const known = [...users.values()].find((user) => user.username === username)
      return (known ?? fake.addUser({ username, isBot: true })).id
    },
    async setProfileImage() {},
    async kvGet(key) {
      return kv.get(key)
    },
    async kvSet(key, value) {
      kv.set(key, value)
    },
    async publishWebSocketEvent(event, data) {
      fake.events.push({ event, data })
    },
    async loadPluginConfiguration() {
      return fake.configuration
    },
    async getServerConfig() {
      return {
        siteUrl: 'https://chat.example.org',
        allowedInternal: fake.allowedInternal,
        sql: { driverName: fake.driverName, dataSource: fake.dataSource },
      }
    },
    async getBundlePath() {
      return '/nowhere'
    },
  }

  /** Counts, holds and fails calls around the real ones. */
  function instrument<M extends Method>(method: M): PluginApi[M] {
    const call = api[method] as (...args: unknown[]) => Promise<unknown>
    return (async (...args: unknown[]) => {
      fake.calls.push(method)
      await gates.get(method)
      const failure = failures.get(method)
      if (failure?.times !== undefined) {
        failure.times -= 1
        if (failure.times <= 0) failures.delete(method)
      }
      if (failure && failure.when !== 'after') throw failure.error ?? UNREACHABLE
      const answer = await call(...args)
      if (failure) throw failure.error ?? UNREACHABLE
      return answer
    }) as PluginApi[M]
  }

  const fake = {
    ...(Object.fromEntries(
      (Object.keys(api) as Method[]).map((method) => [method, instrument(method)]),
    ) as unknown as PluginApi),
    posts: [],
    ephemeral: [],
    dialogs: [],
    commands: [],
    events: [],
    calls: [],
    teamReaders: new Set(),
    systemAdmins: new Set(),
    groups: new Map(),
    configuration: {},
    allowedInternal: '',
    uninvitedBot: undefined,
    driverName: 'postgres',
    dataSource: '',
    addUser(user = {}) {
      const id = user.id ?? anId()
      const added = { id, username: `user${users.size}`, locale: 'en', isBot: false, ...user }
      users.set(id, added)
      return added
    },
    addChannel(channel = {}, members = []) {
      const id = channel.id ?? anId()
      const added: FakeChannel = {
        id,
        name: `channel-${channels.size}`,
        displayName: 'A channel',
        type: 'O',
        teamId: 'team'.padEnd(26, 'x'),
        archived: false,
        members: new Set(members.map((user) => user.id)),
        muted: new Set(),
        admins: new Set(),
        ...channel,
      }
      channels.set(id, added)
      return added
    },
    addPost: (post) => keep({ message: 'hello', props: {}, ...post }),
    deletePost(id) {
      const post = fake.posts.find((candidate) => candidate.id === id)
      if (post) post.deleteAt = now()
    },
    removeChannel: (id) => void channels.delete(id),
    fail: (method, failure = {}) => void failures.set(method, { ...failure }),
    heal: (method) => (method ? void failures.delete(method) : failures.clear()),
    hold(method) {
      let release = () => {}
      gates.set(method, new Promise((resolve) => (release = resolve)))
      return () => {
        gates.delete(method)
        release()
      }
    },
  } as FakeMattermost
  return fake
}
