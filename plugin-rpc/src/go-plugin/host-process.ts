import { type ChildProcess, spawn } from 'node:child_process'
import type { Timers } from '../bytes/timers'
import { GoPluginError } from './errors'
import { type Cookie, type Handshake, MAX_HANDSHAKE_LENGTH, parseHandshake } from './handshake'
import { createHostLog } from './host-log'
import type { LogRecord } from './log-line'

/** How a process ended. */
export interface ProcessExit {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

export interface HostProcessOptions {
  readonly executable: string
  readonly args?: readonly string[]
  /** The whole environment of the child; what go-plugin needs is added. Default: our own. */
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly cwd?: string
  readonly cookie: Cookie
  readonly protocolVersion: number
  /** Time for the handshake line; the real host allows 3 s. */
  readonly startLimitMs?: number
  readonly onLog?: (record: LogRecord) => void
}

/** A started plugin process, up to the handshake. */
export interface HostProcess {
  readonly pid: number
  readonly exited: Promise<ProcessExit>
  /** Resolves with the handshake; rejects with GoPluginError when it is late, wrong or missing. */
  readonly handshake: Promise<Handshake>
  kill(): void
}

const START_LIMIT_MS = 3000

function environmentFor(options: HostProcessOptions): NodeJS.ProcessEnv {
  return {
    ...(options.env ?? process.env),
    [options.cookie.key]: options.cookie.value,
    PLUGIN_PROTOCOL_VERSIONS: String(options.protocolVersion),
    PLUGIN_MIN_PORT: '10000',
    PLUGIN_MAX_PORT: '25000',
  }
}

/** The first line of the child's stdout; everything after it is read and thrown away. */
function readFirstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    child.stdout?.on('data', (chunk: Buffer) => {
      if (text.includes('\n')) return
      text += chunk.toString('utf8')
      if (text.includes('\n')) resolve(text.slice(0, text.indexOf('\n')))
      else if (text.length > MAX_HANDSHAKE_LENGTH) {
        reject(new GoPluginError('bad_handshake', 'line too long'))
      }
    })
    child.stdout?.on('end', () => {
      if (!text.includes('\n')) reject(new GoPluginError('process_ended', 'before the handshake'))
    })
  })
}

async function readHandshake(
  child: ChildProcess,
  options: HostProcessOptions,
  timers: Timers,
): Promise<Handshake> {
  let cancel = () => {}
  const tooLate = new Promise<never>((_resolve, reject) => {
    cancel = timers.after(options.startLimitMs ?? START_LIMIT_MS, () => {
      reject(new GoPluginError('handshake_timeout'))
    })
  })
  const failed = new Promise<never>((_resolve, reject) => {
    child.on('error', (error) => reject(new GoPluginError('process_ended', error.message)))
  })
  try {
    const handshake = parseHandshake(await Promise.race([readFirstLine(child), tooLate, failed]))
    if (handshake.protocolVersion === options.protocolVersion) return handshake
    throw new GoPluginError('incompatible', `version ${handshake.protocolVersion}`)
  } finally {
    cancel()
  }
}

/** Starts the executable as a plugin: no shell, own stdin, stderr read as log. */
export function startHostProcess(options: HostProcessOptions, timers: Timers): HostProcess {
  const child = spawn(options.executable, options.args ?? [], {
    cwd: options.cwd,
    env: environmentFor(options),
    stdio: ['inherit', 'pipe', 'pipe'],
  })
  const log = createHostLog(options.onLog ?? (() => {}))
  child.stderr?.on('data', (chunk: Buffer) => log.push(chunk))
  child.stderr?.on('end', () => log.flush())
  const exited = new Promise<ProcessExit>((resolve) => {
    // "close" comes when the output has been read as well, so that the last log lines are in.
    child.on('close', (code, signal) => resolve({ code, signal }))
    child.on('error', () => child.pid === undefined && resolve({ code: null, signal: null }))
  })
  return {
    pid: child.pid ?? -1,
    exited,
    handshake: readHandshake(child, options, timers),
    kill: () => void child.kill('SIGKILL'),
  }
}
