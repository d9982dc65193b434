/**
 * A stand-in Mattermost with the built plugin in it, started as people start the demo: a process of
 * its own that prints its URL. Tests talk to it over HTTP, as they would to any Mattermost.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { type Person, personAt } from './person'
import { type AskDesk, askBeside, askInside } from './ticket-desk'

const root = resolve(__dirname, '..', '..')

export interface StandIn {
  url: string
  /** Where the plugin keeps its tickets. */
  dataFolder: string
  channels: Record<'town-square' | 'alerts' | 'secret', string>
  teamId: string
  as(username: string): Promise<Person>
  /** Ticket Desk's own API. */
  desk: AskDesk
  /** The control API: `/dev/<path>`. */
  control<T>(path: string, body?: object): Promise<T>
  close(): Promise<void>
}

export interface WorldAnswer {
  team: { id: string }
  channels: { id: string; name: string }[]
  plugin: { running: boolean; pid: number }
}

export interface StandInOptions {
  /** Another plugin than the one `make build` made: its folder or tarball. */
  plugin?: string
  /** Ticket Desk inside Mattermost, or beside it; TICKETDESK_MODE unless given. */
  mode?: 'plugin' | 'standalone'
  /** With the tickets and alerts of the demo. */
  stories?: boolean
}

/** Starts one; rejects with what it printed when it does not come up. */
export async function startStandIn(options: StandInOptions = {}): Promise<StandIn> {
  const { plugin, stories, mode = plugin ? 'plugin' : process.env['TICKETDESK_MODE'] } = options
  const dataFolder = mkdtempSync(join(tmpdir(), 'ticketdesk-e2e-'))
  const chosen = plugin ? ['--plugin', plugin] : chosenByEnvironment()
  const more = [...(mode ? ['--mode', mode] : []), ...(stories ? ['--stories'] : [])]
  const line = [...commandLine(dataFolder), ...chosen, ...more]
  const child = spawn(process.execPath, ['--import', tsx(), ...line], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const url = await readUrl(child)
  const control = async <T>(path: string, body?: object): Promise<T> => {
    const init = body ? { method: 'POST', body: JSON.stringify(body) } : {}
    const answer = await fetch(`${url}/dev/${path}`, init)
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
    return (await answer.json()) as T
  }
  const world = await control<WorldAnswer>('world')
  const ids = world.channels.map(({ name, id }) => [name, id])
  return {
    url,
    dataFolder,
    channels: Object.fromEntries(ids),
    teamId: world.team.id,
    desk: mode === 'standalone' ? askBeside(townSquareOf(world)) : askInside,
    control,
    as: async (username) => personAt(url, await control('login', { username })),
    close: async () => {
      await end(child)
      rmSync(dataFolder, { recursive: true, force: true })
    },
  }
}

function townSquareOf({ team, channels }: WorldAnswer) {
  const square = channels.find(({ name }) => name === 'town-square')
  return { channel_id: square?.id ?? '', team_id: team.id }
}

function commandLine(dataFolder: string): string[] {
  const main = join(root, 'dev-host', 'src', 'main.ts')
  return [main, '--port', '0', '--data', dataFolder, '--health-every', '0']
}

/** TICKETDESK_PLUGIN and TICKETDESK_SCRIPT choose another plugin than the one `make build` made. */
function chosenByEnvironment(): string[] {
  const { TICKETDESK_PLUGIN: plugin, TICKETDESK_SCRIPT: script } = process.env
  return [...(plugin ? ['--plugin', plugin] : []), ...(script ? ['--script', script] : [])]
}

function tsx(): string {
  const entry = createRequire(__filename).resolve('tsx')
  if (!existsSync(entry)) throw new Error('tsx is not installed: make install')
  return entry
}

function readUrl(child: ChildProcess): Promise<string> {
  let printed = ''
  return new Promise((resolve, reject) => {
    const read = (chunk: Buffer) => {
      printed += chunk
      const [url] = /http:\/\/127\.0\.0\.1:\d+/.exec(printed) ?? []
      if (url) resolve(url)
    }
    child.stdout?.on('data', read)
    child.stderr?.on('data', read)
    child.once('exit', () => reject(new Error(`The stand-in did not start:\n${printed}`)))
  })
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return
  const gone = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  await gone
}
