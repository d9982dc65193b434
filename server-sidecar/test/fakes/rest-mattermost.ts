/**
 * A Mattermost behind REST v4, small and on loopback: the routes our bot asks, with the answers and
 * error ids that a Mattermost 11.6 gave to the same requests.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { anId } from '../builders/refs'
import { isRefused, type Refused, refused, reply } from './rest-routes'

type Json = Record<string, unknown>
export interface RestUser {
  id: string
  username: string
  locale: string
  roles: string
  is_bot: boolean
}
export interface RestChannel {
  id: string
  team_id: string
  type: 'O' | 'P' | 'D'
  name: string
  display_name: string
  delete_at: number
  last_post_at: number
  /** Roles by member. */
  members: Map<string, string>
}
export interface RestPost extends Json {
  id: string
  user_id: string
  channel_id: string
  root_id: string
  message: string
  type: string
  props: Json
  create_at: number
  update_at: number
  delete_at: number
  original_id: string
  metadata: Json
}
export interface SeenCall {
  method: string
  path: string
  body: Json
}
/** Stands in for the usual answer; `hang` never answers, `drop` hangs up. */
export type Instead =
  | { status: number; type?: string; text: string; location?: string }
  | 'hang'
  | 'drop'

export async function openRestMattermost() {
  const world = {
    url: '',
    token: 'bot-token',
    bot: { ...aUser('deskbot'), is_bot: true },
    users: new Map<string, RestUser>(),
    channels: new Map<string, RestChannel>(),
    /** Roles in the one team, by member. */
    team: { id: anId(), name: 'ops', members: new Map<string, string>() },
    posts: [] as RestPost[],
    ephemeral: [] as Json[],
    dialogs: [] as Json[],
    calls: [] as SeenCall[],
    config: { SiteURL: 'https://chat.example.org/', AsymmetricSigningPublicKey: '' },
    priorities: true,
    instead: (_call: SeenCall): Instead | undefined => undefined,
    now: () => Date.now(),
    server: undefined as unknown as Server,
    addUser(username: string, roles = 'system_user'): RestUser {
      const user = { ...aUser(username), roles }
      world.users.set(user.id, user)
      world.team.members.set(user.id, roles === 'system_guest' ? 'team_guest' : 'team_user')
      return user
    },
    addChannel(type: RestChannel['type'], members: Record<string, string> = {}): RestChannel {
      const id = anId()
      const channel: RestChannel = {
        ...{ id, type, name: `c-${id}`, display_name: 'A [channel]', delete_at: 0 },
        team_id: type === 'D' ? '' : world.team.id,
        last_post_at: 0,
        members: new Map(Object.entries(members)),
      }
      world.channels.set(id, channel)
      return channel
    },
    addPost(
      post: Pick<RestPost, 'channel_id' | 'user_id' | 'message'> & Partial<RestPost>,
    ): RestPost {
      const at = world.now()
      const kept: RestPost = {
        ...{ id: anId(), root_id: '', type: '', props: {}, create_at: at, update_at: at },
        ...{ delete_at: 0, original_id: '', metadata: {} },
        ...post,
      }
      world.posts.push(kept)
      const channel = world.channels.get(kept.channel_id)
      if (channel) channel.last_post_at = Math.max(channel.last_post_at, kept.create_at)
      return kept
    },
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((done) => world.server.close(done))
    },
  }
  world.users.set(world.bot.id, world.bot)
  world.team.members.set(world.bot.id, 'team_user')

  const sockets = new Set<Socket>()
  world.server = createServer((request, response) => void answer(world, request, response))
  world.server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket)).on('error', () => {})
  })
  await new Promise<void>((ready) => world.server.listen(0, '127.0.0.1', ready))
  world.url = `http://127.0.0.1:${(world.server.address() as AddressInfo).port}`
  return world
}
export type RestMattermost = Awaited<ReturnType<typeof openRestMattermost>>

function aUser(username: string): RestUser {
  return { id: anId(), username, locale: 'de', roles: 'system_user', is_bot: false }
}

async function answer(world: RestMattermost, request: IncomingMessage, response: ServerResponse) {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  const text = Buffer.concat(chunks).toString()
  const path = (request.url ?? '').replace('/api/v4', '')
  const call = { method: request.method ?? '', path, body: text ? JSON.parse(text) : {} }
  world.calls.push(call)
  const instead = world.instead(call)
  if (instead === 'hang') return
  if (instead === 'drop') return void request.socket.destroy()
  if (instead) {
    const { status, type = 'text/html', location } = instead
    response.writeHead(status, { 'Content-Type': type, ...(location && { Location: location }) })
    return void response.end(instead.text)
  }
  const isBot = request.headers.authorization?.toLowerCase() === `bearer ${world.token}`
  const made = isBot ? reply(world, call) : refused('api.context.session_expired.app_error', 401)
  const { status, body } = isRefused(made) ? errorBody(made) : { status: 200, body: made }
  response.writeHead(status, { 'Content-Type': 'application/json' })
  response.end(JSON.stringify(body))
}

function errorBody({ id, status }: Refused) {
  const body = { id, message: id, detailed_error: '', request_id: anId(), status_code: status }
  return { status, body }
}
