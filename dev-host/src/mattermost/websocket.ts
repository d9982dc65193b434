/** `/api/v4/websocket`: tells each page what its user may hear, in Mattermost's envelope. */
import type { IncomingMessage, Server } from 'node:http'
import { type WebSocket, WebSocketServer } from 'ws'
import type { WorldEvent } from './events'
import { isMember } from './permissions'
import { readCaller } from './sessions'
import type { World } from './world'

export const WEBSOCKET_PATH = '/api/v4/websocket'

export interface WebsocketDoor {
  /** Cuts every connection, as a network would; pages come back by themselves. */
  cut(): void
  close(): void
}

// biome-ignore lint/complexity/noExcessiveLinesPerFunction: a factory; its functions share one state
export function openWebsocketDoor(server: Server, world: World): WebsocketDoor {
  const sockets = new WebSocketServer({ noServer: true })
  const connected = new Map<WebSocket, { userId: string; seq: number }>()

  server.on('upgrade', (request, socket, head) => {
    if (request.url?.split('?')[0] !== WEBSOCKET_PATH) return void socket.destroy()
    sockets.handleUpgrade(request, socket, head, (opened) => greet(opened, request))
  })

  function greet(socket: WebSocket, request: IncomingMessage) {
    const query = new URLSearchParams(request.url?.split('?')[1])
    const { session } = readCaller(world, { method: 'GET', headers: request.headers, query })
    if (session) admit(socket, session.userId)
    socket.on('message', (raw) => hear(socket, String(raw)))
    socket.on('close', () => connected.delete(socket))
    socket.on('error', () => socket.terminate())
  }

  function admit(socket: WebSocket, userId: string) {
    connected.set(socket, { userId, seq: 0 })
    send(socket, {
      event: 'hello',
      data: { server_version: '11.6.0', connection_id: '' },
      broadcast: { user_id: userId },
    })
  }

  /** A client without cookies proves itself by its first message. */
  function hear(socket: WebSocket, raw: string) {
    const message = parseMessage(raw)
    if (!message) return
    if (message.action === 'authentication_challenge') {
      const session = world.sessions.get(String(message.data?.['token'] ?? ''))
      if (!session) return socket.close()
      admit(socket, session.userId)
    }
    socket.send(JSON.stringify({ status: 'OK', seq_reply: message.seq }))
  }

  function send(socket: WebSocket, event: WorldEvent) {
    const client = connected.get(socket)
    if (!client || !concerns(world, event, client.userId)) return
    socket.send(JSON.stringify({ ...event, seq: client.seq }))
    client.seq += 1
  }

  const unsubscribe = world.events.subscribe((event) => {
    for (const socket of connected.keys()) send(socket, event)
  })
  const cut = () => {
    for (const socket of sockets.clients) socket.terminate()
  }
  return {
    cut,
    close: () => {
      unsubscribe()
      cut()
      sockets.close()
    },
  }
}

interface ClientMessage {
  seq: number
  action: string
  data?: Record<string, unknown>
}

function parseMessage(raw: string): ClientMessage | undefined {
  try {
    return JSON.parse(raw)
  } catch {
    return undefined
  }
}

function concerns(world: World, { broadcast }: WorldEvent, userId: string): boolean {
  if (broadcast.omit_users?.[userId]) return false
  if (broadcast.user_id) return broadcast.user_id === userId
  if (broadcast.channel_id) return isMember(world, userId, broadcast.channel_id)
  if (broadcast.team_id) return world.teamMembers.has(userId)
  return true
}
