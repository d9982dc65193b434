/** What a Mattermost 11.6 answers to the requests of our bot: `rest-mattermost.ts` is the server around. */
import type { RestChannel, RestMattermost, RestPost, SeenCall } from './rest-mattermost'

type Json = Record<string, unknown>
export const refused = (id: string, status: number) => ({ id, status })
const NO_RIGHT = refused('api.context.permissions.app_error', 403)

/** What the roles of a fresh server permit, of what we ask for. */
export const ROLES: Record<string, string[]> = {
  system_admin: [
    ...['manage_system', 'create_post', 'read_channel', 'read_channel_content', 'view_team'],
    ...['manage_channel_roles', 'read_public_channel', 'create_post_ephemeral'],
    'join_public_channels',
  ],
  system_user: ['view_members'],
  system_guest: [],
  team_user: ['read_public_channel', 'join_public_channels', 'view_team'],
  team_guest: ['view_team'],
  channel_user: ['create_post', 'read_channel', 'read_channel_content'],
  channel_guest: ['create_post', 'read_channel', 'read_channel_content'],
  channel_admin: ['manage_channel_roles'],
  /** Of a moderated channel: reading only. */
  quiet_channel_user: ['read_channel', 'read_channel_content'],
}

export type Refused = ReturnType<typeof refused>
export const isRefused = (made: unknown): made is Refused =>
  typeof made === 'object' && made !== null && Object.keys(made).join() === 'id,status'

const grants = (roles: string | undefined, permission: string) =>
  (roles ?? '').split(' ').some((role) => ROLES[role]?.includes(permission))

/** Of the bot itself, as Mattermost decides for whoever asks. */
function may(world: RestMattermost, channel: RestChannel, permission: string): boolean {
  return (
    grants(channel.members.get(world.bot.id), permission) ||
    (channel.team_id !== '' && grants(world.team.members.get(world.bot.id), permission)) ||
    grants(world.bot.roles, permission)
  )
}

/** Everything but what a test puts in its place. */
export function reply(world: RestMattermost, { method, path, body }: SeenCall): unknown {
  for (const [pattern, route] of routes) {
    const found = pattern.exec(`${method} ${path}`)
    if (found) return route(world, { parts: found.slice(1) as string[], body })
  }
  return refused('api.context.404.app_error', 404)
}

type Route = (world: RestMattermost, asked: { parts: string[]; body: Json }) => unknown

/** The channel, or why the bot does not see it. */
function seen(world: RestMattermost, id: string | undefined): RestChannel | Refused {
  const channel = world.channels.get(id ?? '')
  if (!channel) return refused('app.channel.get.existing.app_error', 404)
  const readable = channel.type === 'O' && may(world, channel, 'read_public_channel')
  return readable || may(world, channel, 'read_channel') ? channel : NO_RIGHT
}

const show = ({ members: _, ...channel }: RestChannel) => channel

const listed = (posts: RestPost[]) => ({
  order: posts.map(({ id }) => id),
  posts: Object.fromEntries(posts.map((post) => [post.id, post])),
})

const newestFirst = (world: RestMattermost, channelId: string | undefined) =>
  world.posts
    .filter((post) => post.channel_id === channelId)
    .sort((a, b) => b.create_at - a.create_at)

const createPost: Route = (world, { body }) => {
  const channel = world.channels.get(String(body['channel_id']))
  if (!channel || !may(world, channel, 'create_post')) return NO_RIGHT
  const { metadata } = body as { metadata?: Json }
  if (metadata?.['priority'] && !world.priorities) {
    return refused('api.post.post_priority.priority_post_not_allowed_for_user.request_error', 403)
  }
  if (channel.delete_at > 0)
    return refused('api.post.create_post.can_not_post_to_deleted.error', 400)
  const given = body as Parameters<RestMattermost['addPost']>[0]
  const props = { ...(given.props ?? {}), from_bot: 'true' }
  return world.addPost({ ...given, user_id: world.bot.id, props })
}

const patchPost: Route = (world, { parts: [id], body }) => {
  const post = world.posts.find((one) => one.id === id && one.delete_at === 0)
  if (!post) return NO_RIGHT
  const { message = post.message, props = post.props } = body as Partial<RestPost>
  return Object.assign(post, { message, props })
}

const getMember: Route = (world, { parts: [id, userId] }) => {
  const channel = world.channels.get(id ?? '')
  if (!channel || !may(world, channel, 'read_channel')) return NO_RIGHT
  const roles = channel.members.get(userId ?? '')
  if (roles === undefined) return refused('app.channel.get_member.missing.app_error', 404)
  return { channel_id: id, user_id: userId, roles }
}

const addMember: Route = (world, { parts: [id], body }) => {
  const channel = world.channels.get(id ?? '')
  if (channel?.type !== 'O' || !may(world, channel, 'join_public_channels')) return NO_RIGHT
  channel.members.set(String(body['user_id']), 'channel_user')
  return { channel_id: id, user_id: body['user_id'], roles: 'channel_user' }
}

const direct: Route = (world, { body }) => {
  const ids = body as unknown as string[]
  const known = [...world.channels.values()].find(
    ({ type, members }) => type === 'D' && ids.every((id) => members.has(id)),
  )
  return show(
    known ?? world.addChannel('D', Object.fromEntries(ids.map((id) => [id, 'channel_user']))),
  )
}

const ephemeral: Route = (world, { body }) => {
  if (!grants(world.bot.roles, 'create_post_ephemeral')) return NO_RIGHT
  world.ephemeral.push(body)
  return body['post']
}

const showOr = (channel: RestChannel | Refused) => (isRefused(channel) ? channel : show(channel))
const byName = (world: RestMattermost, name: string | undefined) =>
  showOr(
    [...world.channels.values()].find(
      (one) => one.name === name && !isRefused(seen(world, one.id)),
    ) ?? refused('app.channel.get_by_name.missing.app_error', 404),
  )

const routes: [RegExp, Route][] = [
  [/^GET \/users\/me$/, (world) => world.bot],
  [
    /^GET \/users\/(\w{26})$/,
    (world, { parts: [id] }) =>
      world.users.get(id ?? '') ?? refused('app.user.missing_account.const', 404),
  ],
  [/^GET \/users\/(\w{26})\/groups$/, () => refused('api.license_error', 501)],
  [
    /^GET \/users\/username\/(.+)$/,
    (world, { parts: [name] }) =>
      [...world.users.values()].find(({ username }) => username === name) ??
      refused('app.user.get_by_username.app_error', 404),
  ],
  [
    /^GET \/users\/me\/channels$/,
    (world) =>
      [...world.channels.values()].filter((one) => one.members.has(world.bot.id)).map(show),
  ],
  [
    /^POST \/roles\/names$/,
    (_, { body }) =>
      (body as unknown as string[]).flatMap((name) =>
        ROLES[name] ? [{ name, permissions: ROLES[name], delete_at: 0 }] : [],
      ),
  ],
  [/^GET \/config\/client/, (world) => world.config],
  [/^GET \/channels\/(\w{26})$/, (world, { parts: [id] }) => showOr(seen(world, id))],
  [/^GET \/channels\/(\w{26})\/members\/(\w{26})$/, getMember],
  [/^POST \/channels\/(\w{26})\/members$/, addMember],
  [/^POST \/channels\/direct$/, direct],
  [
    /^GET \/teams\/name\/([^/]+)\/channels\/name\/([^?]+)/,
    (world, { parts: [team, name] }) => byName(world, team === world.team.name ? name : undefined),
  ],
  [
    /^GET \/teams\/\w{26}\/channels\/name\/([^?]+)/,
    (world, { parts: [name] }) => byName(world, name),
  ],
  [/^GET \/teams\/(\w{26})$/, (world) => ({ id: world.team.id, name: world.team.name })],
  [
    /^GET \/teams\/\w{26}\/members\/(\w{26})$/,
    (world, { parts: [id] }) => {
      const roles = world.team.members.get(id ?? '')
      return roles === undefined
        ? refused('app.team.get_member.missing.app_error', 404)
        : { user_id: id, roles, delete_at: 0 }
    },
  ],
  [/^POST \/posts$/, createPost],
  [/^POST \/posts\/ephemeral$/, ephemeral],
  [/^PUT \/posts\/(\w{26})\/patch$/, patchPost],
  [
    /^GET \/posts\/(\w{26})/,
    (world, { parts: [id] }) =>
      world.posts.find((post) => post.id === id && post.delete_at === 0) ??
      refused('app.post.get.app_error', 404),
  ],
  [
    /^GET \/channels\/(\w{26})\/posts\?since=(\d+)/,
    (world, { parts: [id, since] }) => {
      const channel = seen(world, id)
      if (isRefused(channel)) return channel
      const newer = newestFirst(world, id).filter((post) => post.update_at > Number(since))
      return listed(newer.slice(-1000))
    },
  ],
  [
    /^GET \/channels\/(\w{26})\/posts\?page=(\d+)&per_page=(\d+)/,
    (world, { parts: [id, page, size] }) => {
      const from = Number(page) * Number(size)
      return listed(newestFirst(world, id).slice(from, from + Number(size)))
    },
  ],
  [
    /^POST \/actions\/dialogs\/open$/,
    (world, { body }) => world.dialogs.push(body) && { status: 'OK' },
  ],
]
