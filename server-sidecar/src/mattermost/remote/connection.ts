/**
 * A WebSocket to Mattermost that is there again by itself, for hours if need be.
 * `@mattermost/client` connects, answers the authentication challenge, pings, counts and resumes;
 * added here: an end to waiting for a server that lets in and then says nothing, a look whether it
 * still knows us, and a slow pace while the token is refused.
 */
import { WebSocketClient } from '@mattermost/client'
import type { After } from '../../delivery/after'
import type { Log } from '../../ports/log'
import { MattermostError } from '../api'
import { ask, type RemoteClient } from './client'
import { createSockets } from './socket'

export interface ConnectionOptions {
  after: After
  /** Until the connection stands; and until the server knows us on it. Milliseconds, as all here. */
  openMs: number
  /** The first pauses between two attempts; after seven they grow. */
  retryMs: number
  maxRetryMs: number
  /** Added to every pause, at random. */
  jitterMs: number
  /** Two of these without an answer end a connection. */
  pingMs: number
  /** The pause while Mattermost refuses the token. */
  refusedMs: number
}

export interface ConnectionNeeds {
  client: RemoteClient
  /** The bot's access token. */
  token: string
  log: Log
  options: ConnectionOptions
  onEvent: (event: unknown) => void
  /** The server knows us, on this connection. */
  onUp: () => void
  /** Events were lost since the last one. */
  onMissed: () => void
}

export interface Connection {
  /** Connects, and stays connected until it is closed. */
  start(): void
  close(): void
  isUp(): boolean
}

/** Mattermost's answer to a ping. */
interface PingReply {
  error?: unknown
}

// biome-ignore lint/complexity/noExcessiveLinesPerFunction: a factory; its functions share what it was given
export function createConnection(needs: ConnectionNeeds): Connection {
  const { client, token, log, options } = needs
  const openSocket = createSockets({ token, openMs: options.openMs })
  const url = client.getWebSocketUrl().replace(/^http/, 'ws')

  let events: WebSocketClient | undefined
  let socket: WebSocket | undefined
  let up = false
  let refused = false
  let closed = false
  let cancelWait = () => {}
  let cancelBeat = () => {}
  let cancelRest = () => {}

  function connect(): void {
    if (closed) return
    events = new WebSocketClient({
      minWebSocketRetryTime: options.retryMs,
      maxWebSocketRetryTime: options.maxRetryMs,
      reconnectJitterRange: options.jitterMs,
      clientPingInterval: options.pingMs,
      newWebSocketFn(address) {
        socket = openSocket(address)
        return socket
      },
    })
    events.addFirstConnectListener(knock)
    events.addReconnectListener(knock)
    events.addMessageListener(needs.onEvent)
    events.addMissedMessageListener(needs.onMissed)
    events.addCloseListener(() => void lost())
    events.initialize(url, token)
  }

  /** An open line is not enough: only whom the server knows gets an answer that is no error. */
  function knock(): void {
    const waiting = socket
    cancelWait()
    cancelWait = options.after(options.openMs, () => waiting?.close())
    events?.ping((reply: PingReply) => {
      if (!reply.error && waiting === socket) welcome()
    })
  }

  function welcome(): void {
    cancelWait()
    if (refused) log.info('Mattermost takes the bot token again')
    log.info('listening to Mattermost')
    up = true
    refused = false
    needs.onUp()
    cancelBeat()
    beat()
  }

  /** A revoked token leaves the line open and silent; the library takes any answer for a good one. */
  function beat(): void {
    cancelBeat = options.after(options.pingMs, () => {
      const asked = socket
      events?.ping((reply: PingReply) => {
        if (reply.error) asked?.close()
      })
      beat()
    })
  }

  async function lost(): Promise<void> {
    const was = up
    up = false
    cancelWait()
    cancelBeat()
    if (closed) return
    if (was) log.warn('the connection to Mattermost is lost; it is tried again')
    else if (await isRefused()) rest()
  }

  /** Whoever is turned away before a word was said asks why. */
  async function isRefused(): Promise<boolean> {
    try {
      await ask(() => client.getMe())
      return false
    } catch (error) {
      return error instanceof MattermostError && error.status === 401
    }
  }

  function rest(): void {
    if (closed || up) return
    if (!refused) {
      log.error('Mattermost refuses the bot token: make a new one for the bot and set BOT_TOKEN', {
        retrySeconds: options.refusedMs / 1000,
      })
    }
    refused = true
    drop()
    // Whatever happens until then is missed.
    needs.onMissed()
    cancelRest()
    cancelRest = options.after(options.refusedMs, connect)
  }

  /** The library does not let go of a connection that is only just being made. */
  function drop(): void {
    cancelWait()
    cancelBeat()
    up = false
    events?.close()
    events = undefined
    if (socket) Object.assign(socket, { onopen() {}, onmessage() {}, onerror() {}, onclose() {} })
    socket?.close()
    socket = undefined
  }

  return {
    start: connect,
    close() {
      closed = true
      cancelRest()
      drop()
    },
    isUp: () => up,
  }
}
