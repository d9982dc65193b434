/** Starts a plugin executable the way Mattermost's plugin host does, as far as its first line. */
import { type ChildProcess, spawn } from 'node:child_process'

/** What the host puts into the environment of every plugin. */
export const hostEnvironment = {
  MATTERMOST_PLUGIN: 'Securely message teams, anywhere.',
  PLUGIN_PROTOCOL_VERSIONS: '1',
  PLUGIN_MIN_PORT: '10000',
  PLUGIN_MAX_PORT: '25000',
} as const

/** The host gives up after this many milliseconds. */
export const startLimit = 3_000

export interface Command {
  file: string
  args?: readonly string[]
  env?: Record<string, string>
}

export interface Ended {
  code: number | null
  signal: NodeJS.Signals | null
  stdout: string
  stderr: string
}

export interface Started {
  /** The handshake line without its newline. */
  line: string
  /** Milliseconds from start to that line. */
  milliseconds: number
  /** Sends SIGTERM, waits for the end and tells how it came. */
  stop(): Promise<Ended>
}

const handshakeLine = /^1\|1\|unix\|[^|\n]+\|netrpc\|\n/

/** Starts the plugin. Throws with its last words when no handshake line comes in time. */
export async function startPlugin({ file, args = [], env = {} }: Command): Promise<Started> {
  const from = performance.now()
  const child = spawn(file, args, {
    env: { ...hostEnvironment, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = collect(child)
  const late = setTimeout(() => child.kill('SIGKILL'), startLimit)
  try {
    const line = await firstLine(child, ended)
    const milliseconds = performance.now() - from
    const stop = () => {
      child.kill('SIGTERM')
      return ended
    }
    return { line, milliseconds, stop }
  } finally {
    clearTimeout(late)
  }
}

/** Runs a command to its end, with nothing in its environment but what is given. */
export function runToEnd({ file, args = [], env = {} }: Command): Promise<Ended> {
  const child = spawn(file, args, { env, stdio: ['ignore', 'pipe', 'pipe'], timeout: startLimit })
  return collect(child)
}

function collect(child: ChildProcess): Promise<Ended> {
  let stdout = ''
  let stderr = ''
  child.stdout?.on('data', (chunk: Buffer) => {
    stdout += chunk.toString()
  })
  child.stderr?.on('data', (chunk: Buffer) => {
    stderr += chunk.toString()
  })
  return new Promise((done, fail) => {
    child.once('error', fail)
    child.once('close', (code, signal) => done({ code, signal, stdout, stderr }))
  })
}

function firstLine(child: ChildProcess, ended: Promise<Ended>): Promise<string> {
  let said = ''
  return new Promise((done, fail) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      if (!said.includes('\n')) return
      if (handshakeLine.test(said)) done(said.slice(0, said.indexOf('\n')))
      else fail(new Error(`The first line on stdout is no handshake: ${said.slice(0, 200)}`))
    })
    ended.then(({ code, signal, stderr }) => {
      fail(new Error(`No handshake within 3 s (ended with ${code ?? signal}): ${stderr.trim()}`))
    }, fail)
  })
}
