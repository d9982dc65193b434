import type { ByteStream } from '../bytes/byte-stream'
import { systemTimers, type Timers } from '../bytes/timers'
import type { Broker } from '../go-plugin/broker'
import { guardProcess } from '../go-plugin/guard-process'
import { createV8Heap } from '../go-plugin/idle-collection'
import {
  type EndReason,
  type PluginEnd,
  type ServedPlugin,
  serveGoPlugin,
} from '../go-plugin/serve'
import { renderLogLine } from '../go-plugin/stdio'
import { createRpcClient, createRpcServer, type RpcProblem } from '../net-rpc'
import { createApi } from './api'
import { MATTERMOST_COOKIE, PROTOCOL_VERSION } from './constants'
import { createHookMethods, type Log } from './hooks'
import type { PluginHooks } from './hooks-interface'
import type { OnActivateArgs } from './wire/http-calls'
import { MATTERMOST_TYPES } from './wire/shape'

export interface ServePluginOptions {
  /**
   * Loads the plugin proper. Called right after the handshake line is out, so that slow loading does
   * not count against the server's 3 s. If it fails, the activation is refused with its message.
   */
  readonly load: () => PluginHooks | Promise<PluginHooks>
  readonly env?: Readonly<Record<string, string | undefined>>
  /**
   * Where the handshake line goes. By default process.stdout, and the process is guarded: nothing
   * else reaches stdout, nothing harmful stderr, uncaught exceptions are logged and end it.
   */
  readonly stdout?: { write(text: string): unknown }
  readonly stderr?: { write(text: string): unknown }
  /** Default: structured lines on stderr, which the server takes over into its own log. */
  readonly log?: Log
  /** Default: process.exit. */
  readonly exit?: (code: number, reason: EndReason | 'stream_lost' | 'uncaught') => void
  /** Time limit of each API call in ms, 30 s by default. */
  readonly apiTimeoutMs?: number
  /**
   * After ten seconds without traffic garbage is collected (some 30 ms) if the heap has grown by
   * 8 MiB since the last time. Node alone keeps what a burst of requests took. Default: true.
   */
  readonly collectWhenIdle?: boolean
  readonly timers?: Timers
}

/**
 * A stream that ends on its own is fatal; one that ends because the session does is not. Both show
 * within the same moment, so the verdict waits this long.
 */
const VERDICT_MS = 250

/** Does the environment say that Mattermost started this process, and nobody by hand? */
export function isStartedByMattermost(env: Readonly<Record<string, string | undefined>>): boolean {
  return env[MATTERMOST_COOKIE.key] === MATTERMOST_COOKIE.value
}

/**
 * Runs this process as a Mattermost plugin: handshake, hooks, API, and the end of the process when
 * the server asks for it, is gone, or the connection is broken beyond repair.
 */
export function servePlugin(options: ServePluginOptions): ServedPlugin {
  const stderr = options.stderr ?? process.stderr
  const log: Log =
    options.log ??
    ((level, message, fields) => void stderr.write(renderLogLine(level, message, fields)))
  const exit = options.exit ?? ((code) => process.exit(code))
  const stdout = options.stdout ?? guardedStdout(log, () => exit(1, 'uncaught'))
  let startLoading = () => {}
  const hooks = new Promise<PluginHooks>((resolve) => {
    startLoading = () => resolve(loadHooks(options.load, log))
  })
  const connection = new PluginConnection({ ...options, log, exit, hooks })
  const served = serveGoPlugin({
    cookie: MATTERMOST_COOKIE,
    protocolVersion: PROTOCOL_VERSION,
    env: options.env ?? process.env,
    stdout: {
      write(line) {
        stdout.write(line)
        // The line must have left the process before anything slow blocks it.
        setImmediate(startLoading)
      },
    },
    stderr,
    dispense: { hooks: (broker) => (stream) => connection.serveHooks(broker, stream) },
    onProblem: (error) => log('warn', 'connection problem', { error }),
    onEnd(end) {
      const { reason, exitCode } = end
      connection.ended = true
      // Whoever starts it by hand has got a sentence, and no use for a log line.
      if (reason !== 'started_by_hand') logEnd(log, end)
      exit(exitCode, reason)
    },
    ...(options.collectWhenIdle !== false && { heap: createV8Heap() }),
    ...(options.timers && { timers: options.timers }),
  })
  return served
}

function logEnd(log: Log, { reason, exitCode, error }: PluginEnd): void {
  log(exitCode === 0 ? 'debug' : 'error', 'plugin ends', { reason, ...(error && { error }) })
}

function guardedStdout(log: Log, onFatal: () => void): { write(text: string): unknown } {
  return guardProcess({ process, log, onFatal }).stdout
}

async function loadHooks(load: ServePluginOptions['load'], log: Log): Promise<PluginHooks> {
  try {
    return await load()
  } catch (error) {
    log('error', 'plugin could not be loaded', { error })
    const refuse = () => {
      throw error
    }
    return { OnActivate: refuse }
  }
}

interface ConnectionOptions extends ServePluginOptions {
  readonly log: Log
  readonly exit: NonNullable<ServePluginOptions['exit']>
  readonly hooks: Promise<PluginHooks>
}

/** The streams a plugin lives on. Losing one of them while the session goes on is fatal. */
class PluginConnection {
  ended = false
  private readonly timers: Timers

  constructor(private readonly options: ConnectionOptions) {
    this.timers = options.timers ?? systemTimers
  }

  /** Bytes that come before the plugin is loaded wait in the stream. */
  async serveHooks(broker: Broker, stream: ByteStream): Promise<void> {
    const { log } = this.options
    const hooks = await this.options.hooks
    const connectApi = (ids: OnActivateArgs) => this.connectApi(broker, ids)
    createRpcServer(stream, createHookMethods({ hooks, broker, log, connectApi }), {
      types: MATTERMOST_TYPES,
      onProblem: (problem) => logProblem(log, problem),
      onEnd: (error) => this.handleLoss('hooks', error),
    })
  }

  private connectApi(broker: Broker, ids: OnActivateArgs) {
    const client = createRpcClient(broker.dial(ids.APIMuxId), {
      types: MATTERMOST_TYPES,
      onClose: (error) => this.handleLoss('api', error),
    })
    // The database driver is of no use to us, but the server complains if nobody comes for it.
    const driver = broker.dial(ids.DriverMuxId)
    driver.start(
      () => {},
      () => driver.end(),
    )
    return createApi(client, this.options.apiTimeoutMs)
  }

  /** No second stream of this kind can be had; the server's health check starts us afresh. */
  private handleLoss(stream: 'hooks' | 'api', error: Error | undefined): void {
    this.timers.after(VERDICT_MS, () => {
      if (this.ended) return
      this.options.log('error', 'stream lost', { stream, ...(error && { error }) })
      this.options.exit(1, 'stream_lost')
    })
  }
}

function logProblem(log: Log, problem: RpcProblem): void {
  const { kind, method } = problem
  const error = 'error' in problem ? { error: problem.error } : {}
  log('warn', 'call went wrong', { kind, method, ...error })
}
