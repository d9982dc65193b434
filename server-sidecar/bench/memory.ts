/**
 * What of the built plugin is resident, and for how long: idle, after load, after 8 MiB bodies, and
 * a while later. `tsx bench/memory.ts`, or with a command to start instead of the built executable:
 * `tsx bench/memory.ts node --max-semi-space-size=2 dist/main.js`. Needs Linux. MB are 2^20 bytes.
 */
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises'
import http from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { findBuiltPlugin } from '@ticketdesk/build/providers/built-plugin'
import { routes } from '@ticketdesk/contract'
import { type HostedPlugin, launchPlugin } from '@ticketdesk/plugin-rpc'
import { createFakeMattermost } from '../test/fakes/fake-mattermost'
import { asHost } from '../test/fakes/mattermost-host'

const MEBIBYTE = 1024 * 1024
const QUIET_MS = 13_000

/** Resident memory by what it is, in MB. */
interface Resident {
  total: number
  /** Pages of the executable and its libraries: the kernel may drop them, and processes share them. */
  files: number
  /** What malloc took by moving the break. */
  heap: number
  /** V8's heap and code, thread stacks, malloc's arenas and large blocks. */
  anonymous: number
}

function residentOf(pid: number): Resident {
  const resident: Resident = { total: 0, files: 0, heap: 0, anonymous: 0 }
  let kind: 'files' | 'heap' | 'anonymous' = 'anonymous'
  for (const line of readFileSync(`/proc/${pid}/smaps`, 'utf8').split('\n')) {
    const path = /^[0-9a-f]+-[0-9a-f]+ \S+ \S+ \S+ \d+ *(.*)$/.exec(line)?.[1]
    if (path !== undefined) {
      kind = path.startsWith('/') ? 'files' : path === '[heap]' ? 'heap' : 'anonymous'
    }
    const size = Number(/^Rss: +(\d+) kB/.exec(line)?.[1] ?? 0) / 1024
    resident[kind] += size
    resident.total += size
  }
  return resident
}

function report(when: string, pid: number): void {
  const { total, files, heap, anonymous } = residentOf(pid)
  const parts = [total, files, heap, anonymous].map((size) => size.toFixed(0).padStart(4))
  const [all, ofFiles, ofHeap, rest] = parts
  console.log(`${when.padEnd(26)} ${all} MB: files ${ofFiles}, heap ${ofHeap}, anonymous ${rest}`)
}

/** The web server in front, which vouches for the person. */
async function openFront(plugin: HostedPlugin, userId: string) {
  const server = http.createServer((request, response) => {
    const header = { 'Mattermost-User-Id': userId }
    plugin.serveHttp(request, response, { header }).catch(() => {})
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as { port: number }
  const agent = new http.Agent({ keepAlive: true })
  const ask = async (path: string, body?: Buffer): Promise<void> => {
    const method = body ? 'POST' : 'GET'
    const headers = { 'Content-Type': 'application/json' }
    const request = http.request({ agent, port, host: '127.0.0.1', path, method, headers })
    // A body that is refused may break off the way there.
    request.on('error', () => {})
    request.end(body)
    const [response] = (await once(request, 'response')) as [http.IncomingMessage]
    await once(response.resume(), 'close')
  }
  const close = () => void server.close().closeAllConnections()
  return { ask, close }
}

/** Processor time a process has used, in ms; the kernel counts in hundredths of a second. */
function processorTime(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) * 10
}

interface Load {
  pid: number
  count: number
  callers: number
  call: () => Promise<void>
}

async function load({ pid, count, callers, call }: Load): Promise<void> {
  const started = performance.now()
  const used = processorTime(pid)
  const caller = async () => {
    for (let n = 0; n < count / callers; n++) await call()
  }
  await Promise.all(Array.from({ length: callers }, caller))
  const rate = Math.round((count / (performance.now() - started)) * 1000)
  const each = ((processorTime(pid) - used) / count).toFixed(3)
  console.log(
    `  ${count} calls, ${callers} at a time: ${rate}/s, ${each} ms of processor time each`,
  )
}

async function measure(plugin: HostedPlugin, userId: string): Promise<void> {
  const { pid } = plugin
  const front = await openFront(plugin, userId)
  report('handshake', pid)
  await plugin.activate()
  // Longer than the ten quiet seconds after which garbage is collected.
  await wait(QUIET_MS)
  report('idle', pid)
  const form = () => front.ask(routes.form)
  await load({ pid, count: 10_000, callers: 1, call: form })
  await load({ pid, count: 30_000, callers: 16, call: form })
  report('after the calls', pid)
  const big = Buffer.alloc(8 * MEBIBYTE, 'x')
  await load({ pid, count: 10, callers: 1, call: () => front.ask(routes.tickets, big) })
  report('after ten 8 MiB bodies', pid)
  await wait(QUIET_MS)
  report(`${QUIET_MS / 1000} s later`, pid)
  front.close()
}

async function main(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'ticketdesk-bench-'))
  const bundlePath = join(folder, 'plugins', 'ticketdesk')
  await mkdir(bundlePath, { recursive: true })
  await cp(join(__dirname, '..', '..', 'assets'), join(bundlePath, 'assets'), { recursive: true })
  const mattermost = createFakeMattermost()
  mattermost.configuration = { database: 'embedded' }
  const [executable = findBuiltPlugin().executable, ...args] = process.argv.slice(2)
  const plugin = await launchPlugin({ executable, args, api: asHost(mattermost, { bundlePath }) })
  try {
    await measure(plugin, mattermost.addUser().id)
  } finally {
    plugin.kill()
    await plugin.exited
    await rm(folder, { recursive: true })
  }
}
void main()
