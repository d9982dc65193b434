/**
 * As much of a Mattermost as the doctor asks: who the bot is, its teams, the WebSocket's hello, and
 * slash commands that are really carried to their request URL (`app.DoCommandRequest` of 11.6).
 */
import { generateKeyPairSync } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type WebSocket, WebSocketServer } from 'ws'
import { aTrigger } from '../a-service'
import { anId } from '../builders/refs'

const error = (id: string, status: number, message = id) => ({
  status,
  body: { id, message, status_code: status },
})
const answer = (body: unknown) => ({ status: 200, body })

export async function openDoctorMattermost() {
  const world = {
    url: '',
    me: { id: anId(), username: 'deskbot', is_bot: true },
    token: 'bot-token',
    team: { id: anId(), name: 'ops' },
    hasTeam: true,
    channel: { id: anId(), type: 'O', delete_at: 0 },
    config: {
      Version: '11.6.0',
      SiteURL: 'https://chat.example.org',
      EnableCommands: 'true',
      AsymmetricSigningPublicKey: aPublicKey(),
    } as Record<string, string>,
    /** By their ids. */
    posts: {} as Record<string, object>,
    /** Request URL and token by trigger. */
    commands: new Map<string, { url: string; token: string }>(),
    /** Milliseconds that its clock is ahead. */
    ahead: 0,
    /** The path from which on nobody answers, or a proxy does. */
    endsAt: { path: '', as: undefined as number | undefined },
    speaks: true,
    asked: [] as string[],
    close: async () => {},
  }
  const server = createServer(async (request, response) => {
    const { path, as } = world.endsAt
    if (path !== '' && request.url?.includes(path)) {
      if (as === undefined) return void request.socket.destroy()
      response.writeHead(as)
      return void response.end('<html>Bad Gateway</html>')
    }
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const { status, body } = await reply(world, request, Buffer.concat(chunks).toString())
    send(response, status, { body, date: Date.now() + world.ahead })
  })
  const sockets = new WebSocketServer({ noServer: true })
  server.on('upgrade', (request, socket, head) => {
    if (!world.speaks) return void socket.destroy()
    sockets.handleUpgrade(request, socket, head, (line) => greet(world, line))
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  world.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  world.close = async () => {
    for (const line of sockets.clients) line.terminate()
    server.closeAllConnections()
    await new Promise((done) => server.close(done))
  }
  return world
}
export type DoctorMattermost = Awaited<ReturnType<typeof openDoctorMattermost>>

function greet(world: DoctorMattermost, line: WebSocket): void {
  line.on('message', (frame) => {
    const { action, data } = JSON.parse(String(frame)) as {
      action: string
      data: { token: string }
    }
    if (action !== 'authentication_challenge' || data.token !== world.token) return line.close()
    line.send(JSON.stringify({ event: 'hello', data: {}, seq: 0 }))
  })
}

async function reply(world: DoctorMattermost, request: IncomingMessage, text: string) {
  const path = (request.url ?? '').replace('/api/v4', '')
  world.asked.push(`${request.method} ${path}`)
  if (path === '/system/ping') return answer({ status: 'OK' })
  if (request.headers.authorization !== `Bearer ${world.token}`) {
    return error('api.context.session_expired.app_error', 401)
  }
  if (path === '/users/me') return answer(world.me)
  if (path === '/users/me/teams') return answer(world.hasTeam ? [world.team] : [])
  if (path === `/users/me/teams/${world.team.id}/channels`) return answer([world.channel])
  if (path.startsWith(`/channels/${world.channel.id}/posts`)) return answer({ posts: world.posts })
  if (path.startsWith('/config/client')) return answer(world.config)
  if (path === '/commands/execute') return execute(world, JSON.parse(text))
  if (path === '/actions/dialogs/submit') return submit(world, JSON.parse(text))
  return error('api.context.404.app_error', 404)
}

async function execute(world: DoctorMattermost, given: { command: string; channel_id: string }) {
  const [, trigger = '', words = ''] = /^\/(\S+) ?(.*)$/.exec(given.command) ?? []
  const command = world.commands.get(trigger)
  if (!command) return error('api.command.execute_command.not_found.app_error', 404)
  const { token, url } = command
  const form = {
    ...{ token, team_id: world.team.id, channel_id: given.channel_id, user_id: world.me.id },
    ...{ user_name: world.me.username, command: `/${trigger}`, text: words, root_id: '' },
    trigger_id: aTrigger(world.me.id, { at: Date.now() }),
  }
  const response = await fetch(url, { method: 'POST', body: new URLSearchParams(form) }).catch(
    () => undefined,
  )
  if (!response) return error('api.command.execute_command.failed.app_error', 500)
  if (response.status !== 200) {
    const message = `Command with a trigger of '${trigger}' returned response ${response.status} ${response.statusText}.`
    return error('api.command.execute_command.failed_resp.app_error', 500, message)
  }
  return answer(await response.json())
}

/** `app.SubmitInteractiveDialog` of 11.6: carried to the address in it, as the session's user. */
async function submit(world: DoctorMattermost, { url, ...given }: { url: string }) {
  const body = JSON.stringify({ ...given, type: 'dialog_submission', user_id: world.me.id })
  const response = await fetch(url, { method: 'POST', body }).catch(() => undefined)
  if (response?.status !== 200) return error('api.post.do_action.action_integration.app_error', 400)
  return answer(await response.json())
}

function send(
  response: ServerResponse,
  status: number,
  { body, date }: { body: unknown; date: number },
): void {
  response.sendDate = false
  response.setHeader('Date', new Date(date).toUTCString())
  response.writeHead(status, { 'Content-Type': 'application/json' })
  response.end(JSON.stringify(body))
}

function aPublicKey(): string {
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return publicKey.export({ format: 'der', type: 'spki' }).toString('base64')
}
