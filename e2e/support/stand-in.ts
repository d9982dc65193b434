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

const root = resolve(__dirname, '..', '..')

export interface StandIn {
  url: string
  /** Where the plugin keeps its tickets. */
  dataFolder: string
  channels: Record<'town-square' | 'alerts' | 'secret', string>
  teamId: string
  as(username: string): Promise<Person>
  /** The control API: `/dev/<path>`. */
  control<T>(path: string, body?: object): Promise<T>
  close(): Promise<void>
}

export interface WorldAnswer {
  team: { id: string }
  channels: { id: string; name: string }[]
  plugin: { running: boolean; pid: number }
}

/** Starts one; rejects with what it printed when it does not come up. */
export async function startStandIn(): Promise<StandIn> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'ticketdesk-e2e-'))
  const child = spawn(process.execPath, ['--import', tsx(), ...commandLine(dataFolder)], {
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
    control,
    as: async (username) => personAt(url, await control('login', { username })),
    close: async () => {
      await end(child)
      rmSync(dataFolder, { recursive: true, force: true })
    },
  }
}

/** TICKETDESK_PLUGIN and TICKETDESK_SCRIPT choose another plugin than the one `make build` made. */
function commandLine(dataFolder: string): string[] {
  const { TICKETDESK_PLUGIN: plugin, TICKETDESK_SCRIPT: script } = process.env
  const given = [...(plugin ? ['--plugin', plugin] : []), ...(script ? ['--script', script] : [])]
  const main = join(root, 'dev-host', 'src', 'main.ts')
  return [main, '--port', '0', '--data', dataFolder, '--health-every', '0', ...given]
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
