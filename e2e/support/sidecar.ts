/** Ticket Desk as a service of its own: the built executable, started as people start it. */
import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { findBuiltPlugin } from '@ticketdesk/build/providers/built-plugin'
import { eventually } from './eventually'

export interface Sidecar {
  url: string
  /** Resolves when it can serve. */
  start(): Promise<void>
  /** As systemd does it; resolves when the process has ended, with its exit code. */
  stop(): Promise<number | null>
  /** As the kernel does it; resolves when the process has ended. */
  kill(): Promise<void>
  /** Everything it has written. */
  log(): string
}

/** An address on this machine that nobody has yet. */
export async function freeAddress(): Promise<string> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return `http://127.0.0.1:${port}`
}

type Environment = Record<string, string>
/** What is started, and the environment it is started with. */
export type Program = (env: Environment) => {
  file: string
  args?: readonly string[]
  env?: Environment
}

/** The executable that `make build` made; TICKETDESK_SCRIPT chooses a script instead. */
const builtProgram: Program = (env) => {
  const { TICKETDESK_SCRIPT: script } = process.env
  return script
    ? { file: process.execPath, args: [script], env }
    : { file: findBuiltPlugin().executable, env }
}

/** @param env what it is told besides its address */
export function sidecarAt(url: string, env: Environment, program = builtProgram): Sidecar {
  let child: ChildProcess | undefined
  let written = ''

  function run(): ChildProcess {
    const address = { HOST: '127.0.0.1', PORT: new URL(url).port, CALLBACK_URL: url }
    const { file, args = [], env: all } = program({ ...address, ...env })
    const stdio: StdioOptions = ['ignore', 'pipe', 'pipe']
    const started = spawn(file, args, { env: all, stdio })
    for (const stream of [started.stdout, started.stderr]) {
      stream?.on('data', (chunk) => {
        written += chunk
      })
    }
    return started
  }

  async function end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null> {
    const ending = child
    child = undefined
    if (!ending || ending.exitCode !== null) return ending?.exitCode ?? null
    const gone = new Promise<number | null>((resolve) => ending.once('exit', resolve))
    ending.kill(signal)
    return gone
  }

  return {
    url,
    log: () => written,
    async start() {
      child = run()
      await eventually('the sidecar serves', async () => {
        if (child?.exitCode !== null) throw new Error(`The sidecar has ended:\n${written}`)
        return (await fetch(`${url}/health/ready`).catch(() => undefined))?.ok
      })
    },
    stop: () => end('SIGTERM'),
    kill: async () => void (await end('SIGKILL')),
  }
}
