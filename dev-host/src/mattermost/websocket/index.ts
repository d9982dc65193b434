/** `/api/v4/websocket`: tells each client what its user may hear, in Mattermost's envelope. */
import type { IncomingMessage, Server } from 'node:http'
import { type WebSocket, WebSocketServer } from 'ws'
import type { WorldEvent } from '../events'
import { isMember } from '../permissions'
import { readCaller } from '../sessions'
import type { World } from '../world'
import { type Connection, createConnection } from './connection'
import { answerQuestion, fine, readQuestion } from './questions'

export const WEBSOCKET_PATH = '/api/v4/websocket'

export interface WebsocketDoor {
  /**
   * Breaks every connection, as a network would; clients come back by themselves. `forget`: as a
   * restart of the server would, so that what happens meanwhile is missed.
   */
  cut(forget?: boolean): void
  /** Lets nobody connect, or everybody again. */
  refuse(refused: boolean): void
  /** The next events are counted for everybody connected, but not sent. */
  lose(count: number): void
  close(): void
}

/** How a client comes: what it shows in the address. */
interface Arrival {
  userId: string
  connectionId: string
  expected: number
}

// biome-ignore lint/complexity/noExcessiveLinesPerFunction: a factory; its functions share one state
export function openWebsocketDoor(server: Server, world: World): WebsocketDoor {
  const sockets = new WebSocketServer({ noServer: true })
  const connections = new Set<Connection>()
  let refused = false

  server.on('upgrade', (request, socket, head) => {
    if (request.url?.split('?')[0] !== WEBSOCKET_PATH) return void socket.destroy()
    if (refused) return void socket.end('HTTP/1.1 503 Service Unavailable\r\n\r\n')
    sockets.handleUpgrade(request, socket, head, (opened) => greet(opened, request))
  })

  function greet(socket: WebSocket, request: IncomingMessage) {
    const arrival = readArrival(world, request)
    let connection = arrival.userId === '' ? undefined : admit(socket, arrival)
    socket.on('message', (raw) => {
      const question = readQuestion(String(raw))
      if (!question) return socket.close()
      if (question.action !== 'authentication_challenge') {
        // Whoever is not known yet is not answered at all.
        return connection && socket.send(answerQuestion(question))
      }
      if (connection) return
      const session = world.sessions.get(String(question.data?.['token'] ?? ''))
      if (!session) return socket.close()
      // The address alone brought nobody back: who it was is only known now.
      connection = admit(socket, { userId: session.userId, connectionId: '', expected: 0 })
      socket.send(fine(question.seq))
    })
    socket.on('close', () => connection?.detach())
    socket.on('error', () => socket.terminate())
  }

  function admit(socket: WebSocket, { userId, connectionId, expected }: Arrival): Connection {
    const known = [...connections].find(
      (one) => one.id === connectionId && one.userId === userId && !one.isOpen(),
    )
    const connection = known ?? createConnection(userId)
    connections.add(connection)
    connection.attach((text) => socket.send(text), expected)
    return connection
  }

  const unsubscribe = world.events.subscribe((event) => {
    for (const connection of connections) {
      if (!concerns(world, event, connection.userId)) continue
      if (!connection.tell(event)) connections.delete(connection)
    }
  })
  const cut = (forget = false) => {
    for (const connection of connections) connection.detach()
    if (forget) connections.clear()
    for (const socket of sockets.clients) socket.terminate()
  }
  return {
    cut,
    refuse: (now) => {
      refused = now
    },
    lose: (count) => {
      for (const connection of connections) connection.lose(count)
    },
    close: () => {
      unsubscribe()
      cut(true)
      sockets.close()
    },
  }
}

function readArrival(world: World, request: IncomingMessage): Arrival {
  const query = new URLSearchParams(request.url?.split('?')[1])
  const { session } = readCaller(world, { method: 'GET', headers: request.headers, query })
  return {
    userId: session?.userId ?? '',
    connectionId: query.get('connection_id') ?? '',
    expected: Number(query.get('sequence_number')),
  }
}

function concerns(world: World, { broadcast }: WorldEvent, userId: string): boolean {
  if (broadcast.user_id) return broadcast.user_id === userId
  if (broadcast.omit_users?.[userId]) return false
  if (broadcast.channel_id) return isMember(world, userId, broadcast.channel_id)
  if (broadcast.team_id) return world.teamMembers.get(broadcast.team_id)?.has(userId) ?? false
  return true
}
