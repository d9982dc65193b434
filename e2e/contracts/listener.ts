/** A person or bot on the WebSocket, through Mattermost's own client over `ws`. */
import { WebSocketClient } from '@mattermost/client'
import { WebSocket } from 'ws'

export interface Heard {
  event: string
  seq: number
  // What an event carries differs from event to event.
  // biome-ignore lint/suspicious/noExplicitAny: as Mattermost's own types have it
  data: any
  broadcast: Record<string, unknown>
}

/** Of all listeners there were. */
export const heardEvents = new Set<string>()
const open = new Set<WebSocketClient>()

/** After each test: a client that is left open comes back for ever. */
export function closeListeners(): void {
  for (const client of open) client.close()
  open.clear()
}

export interface Listener {
  heard: Heard[]
  /** The first event that fits, once it has come; those before `from` do not count. */
  next(event: string, fits?: (heard: Heard) => boolean, from?: number): Promise<Heard>
  /** Anything else that is waited for, looked at whenever something has come. */
  until(come: () => boolean): Promise<void>
  /** How often the client found that it had missed something. */
  missed(): number
  /** Breaks the connection without a word; the client comes back by itself. */
  breakOff(): void
  client: WebSocketClient
}

export interface Arrival {
  url: string
  token: string
  /** How the token is shown: by a first message (the default), or by a header. */
  by?: 'challenge' | 'header'
}

/** Resolves when the server has said hello. */
export async function listen({ url, token, by = 'challenge' }: Arrival): Promise<Listener> {
  let socket: WebSocket | undefined
  const headers = by === 'header' ? { Authorization: `Bearer ${token}` } : {}
  const client = new WebSocketClient({
    minWebSocketRetryTime: 50,
    reconnectJitterRange: 10,
    newWebSocketFn: (address: string) => {
      socket = new WebSocket(address, { headers })
      return socket as unknown as globalThis.WebSocket
    },
  })
  open.add(client)
  const heard: Heard[] = []
  const waiting = new Set<() => void>()
  const look = () => {
    for (const one of waiting) one()
  }
  let missed = 0
  client.addMessageListener((message) => {
    heard.push(message as unknown as Heard)
    heardEvents.add(message.event)
    look()
  })
  client.addMissedMessageListener(() => {
    missed += 1
    look()
  })
  const until = (come: () => boolean) =>
    new Promise<void>((resolve) => {
      const one = () => {
        if (!come()) return
        waiting.delete(one)
        resolve()
      }
      waiting.add(one)
      one()
    })
  const next: Listener['next'] = async (event, fits = () => true, from = 0) => {
    const find = () => heard.slice(from).find((one) => one.event === event && fits(one))
    await until(() => find() !== undefined)
    return find() as Heard
  }
  const address = `${url.replace(/^http/, 'ws')}/api/v4/websocket`
  client.initialize(address, by === 'challenge' ? token : undefined)
  await next('hello')
  return {
    ...{ heard, next, until, client },
    missed: () => missed,
    breakOff: () => socket?.terminate(),
  }
}
