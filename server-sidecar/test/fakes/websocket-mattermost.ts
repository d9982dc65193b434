/**
 * The WebSocket of `rest-mattermost.ts`: knows who comes by the header or by the challenge, answers
 * pings, and remembers connections that it knew from their first request, as Mattermost 11.6 does
 * (`web_conn.go`, `websocket_router.go`).
 */
import type { IncomingMessage } from 'node:http'
import { type WebSocket, WebSocketServer } from 'ws'
import { anId } from '../builders/refs'
import type { RestMattermost } from './rest-mattermost'

interface Line {
  socket: WebSocket | undefined
  id: string
  known: boolean
  /** What was sent or waits, by its number. */
  sent: string[]
}

export interface SocketMattermost {
  /** How often somebody came. */
  attempts: number
  /** Sends an event to all who are known, now or when they are back. */
  emit(event: string, data: object): void
  /** Sends a frame that is no event. */
  babble(frame: string | Buffer): void
  /** Breaks every line; the next attempts fail until `letIn`. */
  shutOut(): void
  letIn(): void
  /** Forgets whom it knew, as a restart does. */
  forget(): void
  /** Takes the token away: lines stay open, and silent. */
  revoke(): void
  /** Lets in, and never says a word. */
  mute: boolean
  /** Sees no header, as behind some proxies. */
  blind: boolean
  /** Answers no pings. */
  deaf: boolean
  open(): number
}

export function openWebSocket(mattermost: RestMattermost): SocketMattermost {
  const server = new WebSocketServer({ noServer: true })
  let lines: Line[] = []
  let closed = false

  mattermost.server.on('upgrade', (request, socket, head) => {
    world.attempts += 1
    if (closed) return void socket.destroy()
    server.handleUpgrade(request, socket, head, (ws) => meet(ws, request))
  })
  const isToken = (token: unknown) => token === mattermost.token

  function meet(ws: WebSocket, request: IncomingMessage): void {
    const { searchParams } = new URL(request.url ?? '', 'http://localhost')
    const known = !world.blind && isToken(request.headers.authorization?.replace('Bearer ', ''))
    const before = lines.find(({ id }) => known && id === searchParams.get('connection_id'))
    const line = before ?? { socket: ws, id: anId(), known: false, sent: [] }
    line.socket = ws
    ws.on('message', (text) => listen(line, ws, JSON.parse(String(text))))
    ws.on('close', () => {
      if (line.socket === ws) line.socket = undefined
    })
    if (before) {
      const from = Number(searchParams.get('sequence_number'))
      for (const text of before.sent.slice(from)) ws.send(text)
      return
    }
    lines.push(line)
    if (known) welcome(line)
  }

  function welcome(line: Line): void {
    line.known = true
    if (!world.mute) tell(line, 'hello', { connection_id: line.id, server_version: '11.6.0' })
  }

  function listen(line: Line, ws: WebSocket, { action, seq, data }: Request): void {
    if (world.mute) return
    if (action === 'authentication_challenge') {
      if (line.known) return
      if (!isToken(data?.token)) return void ws.terminate()
      welcome(line)
      ws.send(JSON.stringify({ status: 'OK', seq_reply: seq }))
    }
    if (action !== 'ping' || world.deaf) return
    const fine = line.known && !revoked.has(line.id)
    const error = { id: 'api.web_socket_router.not_authenticated.app_error', status_code: 401 }
    ws.send(
      JSON.stringify(
        fine
          ? { status: 'OK', data: { text: 'pong' }, seq_reply: seq }
          : { status: 'FAIL', error, seq_reply: seq },
      ),
    )
  }
  const revoked = new Set<string>()

  function tell(line: Line, event: string, data: object): void {
    const text = JSON.stringify({ event, data, broadcast: {}, seq: line.sent.length })
    line.sent.push(text)
    line.socket?.send(text)
  }

  const world: SocketMattermost = {
    attempts: 0,
    mute: false,
    blind: false,
    deaf: false,
    emit(event, data) {
      for (const line of lines) if (line.known && !revoked.has(line.id)) tell(line, event, data)
    },
    babble(frame) {
      for (const { socket } of lines) socket?.send(frame)
    },
    shutOut() {
      closed = true
      for (const { socket } of lines) socket?.terminate()
    },
    letIn() {
      closed = false
    },
    forget() {
      lines = lines.filter(({ socket }) => socket)
    },
    open: () => lines.filter(({ socket }) => socket?.readyState === 1).length,
    revoke() {
      mattermost.token = 'another'
      for (const { id } of lines) revoked.add(id)
    },
  }
  return world
}

interface Request {
  action: string
  seq: number
  data?: { token?: string }
}
