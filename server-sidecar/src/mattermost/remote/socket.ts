/**
 * A WebSocket as `@mattermost/client` wants one, over `ws`, with what it leaves open: the bot's
 * token goes along with the first request (Mattermost keeps missed events only for connections it
 * knows from their beginning), opening ends in time, and no frame is so large or so odd that it
 * takes the process down.
 */
import { WebSocket as Socket } from 'ws'

export interface SocketNeeds {
  token: string
  /** Until the connection stands, milliseconds. */
  openMs: number
}

/** Mattermost's largest post, twice encoded, fits several times. */
const MAX_FRAME = 16 * 1024 * 1024

export type OpenSocket = ReturnType<typeof createSockets>

export function createSockets({ token, openMs }: SocketNeeds) {
  /** @param url `ws:` or `wss:` */
  return function openSocket(url: string): WebSocket {
    const socket = new Socket(url, {
      headers: { Authorization: `Bearer ${token}`, 'User-Agent': 'ticketdesk' },
      handshakeTimeout: openMs,
      maxPayload: MAX_FRAME,
      followRedirects: false,
      perMessageDeflate: false,
    })
    return guarded(socket)
  }
}

type Listener = (event: { data?: unknown }) => void

/**
 * The same, but for frames that are no JSON, which end the connection instead of the process, and
 * for errors, which the library shows to the console: a socket's own has the token in it.
 */
function guarded(socket: Socket): WebSocket {
  const guards: Record<string, (listener: Listener) => Listener> = {
    onmessage: (listener) => (event) => {
      if (isJson(event.data)) listener(event)
      else socket.terminate()
    },
    onerror: (listener) => () => listener(new Event('error') as { data?: unknown }),
  }
  return new Proxy(socket, {
    get(target, name) {
      const value = Reflect.get(target, name, target) as unknown
      return typeof value === 'function' ? value.bind(target) : value
    },
    set(target, name, value) {
      const guard = guards[String(name)]
      return Reflect.set(target, name, guard ? guard(value) : value, target)
    },
  }) as unknown as WebSocket
}

function isJson(data: unknown): boolean {
  if (typeof data !== 'string') return false
  try {
    return typeof JSON.parse(data) === 'object'
  } catch {
    return false
  }
}
