import { createServer, type Server, type Socket } from 'node:net'
import { createSocketStream } from '../bytes/socket-stream'
import { systemTimers, type Timers } from '../bytes/timers'
import type { Session } from '../yamux/session'
import type { Dispensers } from './control'
import { type Cookie, renderHandshake, renderStartedByHand } from './handshake'
import { type CollectedHeap, createIdleCollection } from './idle-collection'
import { createPluginSession } from './plugin-session'
import { createSocketPlace, type SocketPlace } from './socket-path'

/** After the reply to Quit the host closes the connection; if it does not, we do not wait for ever. */
const QUIT_GRACE_MS = 500
/** The host dials as soon as it has read the line. One that never does was killed in between. */
const CONNECT_LIMIT_MS = 30_000

/** Why the process should end now. */
export type EndReason =
  | 'started_by_hand'
  | 'quit'
  | 'terminated'
  | 'host_vanished'
  | 'connection_failed'
  | 'cannot_listen'

export interface PluginEnd {
  readonly reason: EndReason
  /** What the process should exit with. */
  readonly exitCode: 0 | 1
  readonly error?: Error
}

/** The part of a Node process that serving touches. */
export interface ProcessEvents {
  on(event: 'SIGTERM' | 'SIGINT' | 'exit', listener: () => void): unknown
  off(event: 'SIGTERM' | 'SIGINT' | 'exit', listener: () => void): unknown
}

export interface ServeOptions {
  readonly cookie: Cookie
  /** Version of the application's protocol, told to the host in the handshake. */
  readonly protocolVersion: number
  readonly dispense: Dispensers
  readonly env: Readonly<Record<string, string | undefined>>
  /** Gets the handshake line and nothing else. */
  readonly stdout: { write(text: string): unknown }
  /** Gets the sentence for whoever starts the plugin by hand. */
  readonly stderr: { write(text: string): unknown }
  /** Called once, when the socket file is gone: the process should exit with `exitCode`. */
  onEnd(end: PluginEnd): void
  /** Something went wrong that serving survives, for the log. */
  readonly onProblem?: (error: Error) => void
  readonly process?: ProcessEvents
  readonly timers?: Timers
  /** Collected whenever the host is quiet; without one nothing is. */
  readonly heap?: CollectedHeap
}

/** A plugin being served; `close` ends it as if the host had vanished. */
export interface ServedPlugin {
  close(): void
}

const EXIT_CODES: Readonly<Record<EndReason, 0 | 1>> = {
  started_by_hand: 1,
  quit: 0,
  terminated: 0,
  host_vanished: 0,
  connection_failed: 1,
  cannot_listen: 1,
}

/** One attempt at being a plugin: listens, takes one connection, ends once. */
class PluginServer implements ServedPlugin {
  readonly #options: ServeOptions
  readonly #timers: Timers
  readonly #process: ProcessEvents
  readonly #onTerminate = () => this.#end('terminated')
  readonly #onExit = () => this.#place?.remove()
  readonly #onInterrupt = () => {}
  #place: SocketPlace | undefined
  #listener: Server | undefined
  #session: Session | undefined
  #quitting = false
  #ended = false
  #cancelConnectLimit = () => {}
  #closeCollection = () => {}

  constructor(options: ServeOptions) {
    this.#options = options
    this.#timers = options.timers ?? systemTimers
    this.#process = options.process ?? process
  }

  open(): void {
    this.#process.on('SIGTERM', this.#onTerminate)
    // Ctrl-C in a terminal reaches the whole process group; the host decides what it means for us.
    this.#process.on('SIGINT', this.#onInterrupt)
    this.#process.on('exit', this.#onExit)
    try {
      this.#listen(createSocketPlace(this.#options.env))
    } catch (error) {
      this.#end('cannot_listen', error as Error)
    }
  }

  close(): void {
    this.#end('host_vanished')
  }

  #listen(place: SocketPlace): void {
    this.#place = place
    const listener = createServer((socket) => this.#accept(socket))
    this.#listener = listener
    listener.on('error', (error) => this.#end('cannot_listen', error))
    listener.listen(place.path, () => {
      place.makePrivate()
      const { protocolVersion, stdout } = this.#options
      stdout.write(renderHandshake({ protocolVersion, network: 'unix', address: place.path }))
    })
    this.#cancelConnectLimit = this.#timers.after(CONNECT_LIMIT_MS, () => {
      this.#end('host_vanished')
    })
  }

  /** The host connects exactly once, so the door is closed and taken away behind it. */
  #accept(socket: Socket): void {
    if (this.#session) {
      socket.destroy()
      return
    }
    this.#cancelConnectLimit()
    this.#listener?.close()
    this.#place?.remove()
    const { dispense, onProblem = () => {} } = this.#options
    this.#session = createPluginSession(createSocketStream(socket), {
      dispense,
      timers: this.#timers,
      onProblem,
      onQuit: () => this.#quit(),
      onEnd: (error) => this.#handleSessionEnd(error),
    }).session
    if (this.#options.heap) this.#collectWhenQuiet(socket, this.#options.heap)
  }

  /** Behind the session, which reads the socket: a listener alone would lose what comes before. */
  #collectWhenQuiet(socket: Socket, heap: CollectedHeap): void {
    const { touch, close } = createIdleCollection(this.#timers, heap)
    socket.on('data', touch)
    this.#closeCollection = close
  }

  #quit(): void {
    this.#quitting = true
    this.#timers.after(QUIT_GRACE_MS, () => this.#end('quit'))
  }

  #handleSessionEnd(error: Error | undefined): void {
    if (this.#quitting) this.#end('quit')
    else if (error) this.#end('connection_failed', error)
    else this.#end('host_vanished')
  }

  #end(reason: EndReason, error?: Error): void {
    if (this.#ended) return
    this.#ended = true
    this.#cancelConnectLimit()
    this.#closeCollection()
    this.#process.off('SIGTERM', this.#onTerminate)
    this.#process.off('exit', this.#onExit)
    this.#listener?.close()
    this.#place?.remove()
    this.#session?.close()
    this.#options.onEnd({ reason, exitCode: EXIT_CODES[reason], ...(error && { error }) })
  }
}

/**
 * Serves as a go-plugin plugin over net/rpc. The handshake line is out a moment after this returns,
 * so slow work belongs behind it. Ends on Quit, SIGTERM and when the host is gone.
 */
export function serveGoPlugin(options: ServeOptions): ServedPlugin {
  const sentence = renderStartedByHand(options.env, options.cookie)
  const server = new PluginServer(options)
  if (sentence === undefined) server.open()
  else {
    options.stderr.write(sentence)
    options.onEnd({ reason: 'started_by_hand', exitCode: EXIT_CODES.started_by_hand })
  }
  return server
}
