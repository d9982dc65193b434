import { connect, type Socket } from 'node:net'
import type { ByteStream } from '../bytes/byte-stream'
import { createSocketStream } from '../bytes/socket-stream'
import { systemTimers, type Timers } from '../bytes/timers'
import { createRpcClient, type RpcClient } from '../net-rpc'
import type { KeepaliveOptions } from '../yamux/pings'
import { createSession, type Session } from '../yamux/session'
import { type Broker, createBroker } from './broker'
import { dispenseCall, pingCall, quitCall } from './control'
import { GoPluginError } from './errors'
import type { Handshake } from './handshake'
import {
  type HostProcess,
  type HostProcessOptions,
  type ProcessExit,
  startHostProcess,
} from './host-process'

/** How long a plugin may take to end after Quit, as long as the real host waits. */
const QUIT_LIMIT_MS = 2000

export interface LaunchOptions extends HostProcessOptions {
  /** Own yamux keepalive, like the real host's (GO_KEEPALIVE); none by default. */
  readonly keepalive?: KeepaliveOptions
  readonly timers?: Timers
  /** The connection is over, whoever ended it. */
  readonly onEnd?: (error?: Error) => void
}

/** A plugin process that runs and is connected: the host's side. */
export interface LaunchedPlugin {
  readonly pid: number
  readonly broker: Broker
  /** Asks for one of the plugin's services and dials it. */
  dispense(name: string): Promise<ByteStream>
  ping(): Promise<void>
  /** Asks the plugin to end, waits 2 s, then kills it. Resolves when the process is gone. */
  quit(): Promise<ProcessExit>
  kill(): void
  readonly exited: Promise<ProcessExit>
}

function dial({ network, address }: Handshake): Promise<Socket> {
  const colon = address.lastIndexOf(':')
  const socket =
    network === 'unix'
      ? connect(address)
      : connect({ host: address.slice(0, colon), port: Number(address.slice(colon + 1)) })
  return new Promise((resolve, reject) => {
    socket.once('connect', () => resolve(socket))
    socket.once('error', (error) => reject(new GoPluginError('connection_lost', error.message)))
  })
}

interface Connection {
  readonly session: Session
  readonly broker: Broker
  readonly control: RpcClient
}

function ignore(stream: ByteStream): void {
  stream.start(
    () => {},
    () => stream.end(),
  )
}

/** The host opens three streams; their order is what names them. */
function openConnection(socket: Socket, options: LaunchOptions, timers: Timers): Connection {
  const { keepalive, onEnd } = options
  const broker = createBroker({ open: () => session.open(), timers })
  const session: Session = createSession(createSocketStream(socket), {
    role: 'client',
    timers,
    ...(keepalive && { keepalive }),
    onStream: (stream) => broker.handleIncoming(stream),
    onEnd(error) {
      broker.close()
      onEnd?.(error)
    },
  })
  const control = createRpcClient(session.open())
  for (const stream of [session.open(), session.open()]) ignore(stream)
  return { session, broker, control }
}

async function quit(
  child: HostProcess,
  connection: Connection,
  timers: Timers,
): Promise<ProcessExit> {
  const cancel = timers.after(QUIT_LIMIT_MS, () => child.kill())
  try {
    await connection.control.call(quitCall, true)
  } catch {
    // It may have ended before its reply was out, or hang: either way the clock decides.
  }
  connection.session.close()
  const exit = await child.exited
  cancel()
  return exit
}

function present(child: HostProcess, connection: Connection, timers: Timers): LaunchedPlugin {
  const { broker, control } = connection
  return {
    pid: child.pid,
    broker,
    exited: child.exited,
    async dispense(name) {
      return broker.dial(await control.call(dispenseCall, name))
    },
    async ping() {
      await control.call(pingCall, true)
    },
    quit: () => quit(child, connection, timers),
    kill: () => child.kill(),
  }
}

/**
 * Starts a plugin and connects to it. Rejects with GoPluginError, the process killed, when the
 * handshake is late or wrong or nobody listens where it says.
 */
export async function launchGoPlugin(options: LaunchOptions): Promise<LaunchedPlugin> {
  const timers = options.timers ?? systemTimers
  const child = startHostProcess(options, timers)
  try {
    const socket = await dial(await child.handshake)
    return present(child, openConnection(socket, options, timers), timers)
  } catch (error) {
    child.kill()
    throw error
  }
}
