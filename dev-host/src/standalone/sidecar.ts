/** Ticket Desk as a service of its own: a process with an HTTP port, told everything by environment. */
import { type ChildProcess, spawn } from 'node:child_process'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Sidecar {
  /** Where Mattermost and browsers reach it. */
  url: string
  status(): { url: string; pid: number; running: boolean }
  /** Resolves when it answers; rejects with what it wrote when it ends instead. */
  start(): Promise<void>
  /** As systemd does: SIGTERM, and patience. */
  stop(): Promise<void>
  /** SIGKILL, as the kernel would. */
  kill(): Promise<void>
}

export interface SidecarNeeds {
  url: string
  executable: string
  args: string[]
  /** Its whole environment, besides what every process needs. */
  env: Record<string, string>
  /** Every line it writes. */
  onLine: (line: string) => void
}

const START_LIMIT_MS = 30_000
const ASK_EVERY_MS = 50
/** Its own limit for what it has begun is 20 s. */
const STOP_LIMIT_MS = 25_000

/** An address on loopback that nobody has at the moment. */
export async function freeAddress(): Promise<string> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return `http://127.0.0.1:${port}`
}

export function createSidecar(needs: SidecarNeeds): Sidecar {
  const { url } = needs
  let child: ChildProcess | undefined
  const running = () => child !== undefined && child.exitCode === null && child.signalCode === null

  async function end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    if (!child || !running()) return
    const gone = new Promise((resolve) => child?.once('exit', resolve))
    const impatience = setTimeout(() => child?.kill('SIGKILL'), STOP_LIMIT_MS)
    child.kill(signal)
    await gone
    clearTimeout(impatience)
  }
  return {
    url,
    status: () => ({ url, pid: child?.pid ?? 0, running: running() }),
    async start() {
      if (running()) return
      const written: string[] = []
      child = run(needs, (line) => {
        written.push(line)
        needs.onLine(line)
      })
      await answering(url, () => {
        if (!running()) throw new Error(`The sidecar has ended:\n${written.join('\n')}`)
      })
    },
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
  }
}

/** In a process group of its own: Ctrl-C is for us, and we tell it to end. */
function run({ executable, args, env, url }: SidecarNeeds, onLine: (line: string) => void) {
  const { PATH = '', HOME = '', LANG = '', TMPDIR } = process.env
  const address = { HOST: '127.0.0.1', PORT: new URL(url).port, CALLBACK_URL: url }
  const child = spawn(executable, args, {
    env: { PATH, HOME, LANG, ...(TMPDIR && { TMPDIR }), ...address, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  child.on('error', (error) => onLine(String(error)))
  // Should we end before we could tell it.
  const takeAlong = () => child.kill('SIGKILL')
  process.once('exit', takeAlong)
  child.once('exit', () => process.off('exit', takeAlong))
  for (const stream of [child.stdout, child.stderr]) {
    let rest = ''
    stream.on('data', (chunk) => {
      const lines = `${rest}${chunk}`.split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) onLine(line)
    })
  }
  return child
}

/** Database and Mattermost included. `check` throws when there is nothing left to wait for. */
async function answering(url: string, check: () => void): Promise<void> {
  const until = Date.now() + START_LIMIT_MS
  for (;;) {
    const answer = await fetch(`${url}/health/ready`).catch(() => undefined)
    await answer?.body?.cancel()
    if (answer?.ok) return
    check()
    if (Date.now() > until) throw new Error('The sidecar is not ready after 30 s')
    await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS))
  }
}
