/**
 * `make acceptance`: tries a tarball on a running Mattermost, through its real web app.
 *
 * MM_SERVICESETTINGS_SITEURL names the server, MM_ADMIN_TOKEN a system administrator's access token;
 * the argument is the tarball, by default the one in dist for the platform of this machine. A server
 * that had Ticket Desk before keeps it, in the version of the tarball; any other is left as it was.
 * With MODE=standalone the tarball is the one without a server, and the built sidecar runs beside;
 * ACCEPTANCE_CALLBACK_URL says where Mattermost reaches it when that is on another machine.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { openBrowser } from '@ticketdesk/build/providers/chromium'
import { atTheDoor } from './at-the-door'
import { botStories } from './bot'
import { deskBeside, deskInside, type Mode } from './desk'
import { inTheBrowser } from './in-the-browser'
import { overRest } from './over-rest'
import { createReport, type Report } from './report'
import type { Scene } from './scene'
import { connect, type Server, setStage } from './server'
import { ticketLife } from './ticket-life'

const root = resolve(__dirname, '..', '..')
const steps = [...inTheBrowser, ...overRest, ...ticketLife, ...botStories, ...atTheDoor]

async function main(): Promise<boolean> {
  const settings = readSettings()
  const { url, token, tarball, mode } = settings
  const report = createReport((line) => console.log(line))
  const server = await connect(url, token)
  const before = await server.installed()
  const hadIt = before !== undefined
  if (before && before !== mode) throw new Error(wouldReplace(url, before))
  report.note(`${tarball} on ${url}`)
  const uploaded = await report.step('the server takes the tarball', () => server.upload(tarball))
  const runs =
    uploaded && (await report.step('the plugin starts, says the server', () => server.enable()))
  if (runs) await useIt(server, { report, settings })
  if (uploaded) await takeItAway(server, { report, hadIt })
  return report.end()
}

async function useIt(server: Server, { report, settings }: Run): Promise<void> {
  const stage = await make(report, 'people and channels are made', () => setStage(server))
  if (!stage) return
  const { mode, callbackUrl } = settings
  const desk =
    mode === 'plugin'
      ? deskInside(server)
      : await make(report, 'the sidecar starts beside it, and is reached', () =>
          deskBeside(server, { stage, callbackUrl }),
        )
  if (desk) await play({ server, stage, desk }, { report, settings })
  await report.step('people and channels are archived', stage.clear)
}

/** What a step makes; undefined when it failed. */
async function make<T>(report: Report, what: string, work: () => Promise<T>) {
  let made: T | undefined
  await report.step(what, async () => {
    made = await work()
  })
  return made
}

interface Run {
  report: Report
  settings: Settings
}

async function play(
  places: Pick<Scene, 'server' | 'stage' | 'desk'>,
  { report, settings: { url, callbackUrl = url } }: Run,
) {
  const { desk } = places
  const reach = [url, callbackUrl].map((address) => new URL(address).hostname)
  const browser = await openBrowser({ reach })
  try {
    const scene: Scene = {
      ...{ ...places, browser },
      ...{ known: new Set(), page: undefined, first: undefined, hook: undefined },
    }
    for (const [what, work] of steps) {
      await report.step(what, () => work(scene))
    }
  } finally {
    await browser.close()
    await report.step('what was made for it is taken away', desk.close)
  }
}

async function takeItAway(
  server: Server,
  { report, hadIt }: { report: Report; hadIt: boolean },
): Promise<void> {
  await report.step('the plugin can be disabled', async () => {
    await server.disable()
    const form = await fetch(`${server.url}/plugins/ticketdesk/api/v1/form`)
    if (form.status !== 404) throw new Error(`its address still answers ${form.status}`)
  })
  if (hadIt) {
    await report.step('the plugin can be enabled again, and stays', () => server.enable())
    return
  }
  await report.step('the plugin can be removed', async () => {
    await server.remove()
    if (await server.installed()) throw new Error('it is still there')
  })
}

/** Nobody gets a plugin back from a server: it has to be uploaded again. */
function wouldReplace(url: string, before: Mode): string {
  const which = before === 'plugin' ? 'with a server' : 'without a server'
  return `${url} has Ticket Desk as a plugin ${which}, which this run would replace. Remove it first.`
}

interface Settings {
  url: string
  token: string
  tarball: string
  mode: Mode
  callbackUrl: string | undefined
}

function readSettings(): Settings {
  const mode = process.env['MODE'] === 'standalone' ? 'standalone' : 'plugin'
  const { MM_SERVICESETTINGS_SITEURL: url, MM_ADMIN_TOKEN: token } = process.env
  if (!url || !token) throw new Error('Set MM_SERVICESETTINGS_SITEURL and MM_ADMIN_TOKEN')
  const tarball = process.argv[2] ?? builtTarball(mode)
  if (!existsSync(tarball)) throw new Error(`There is no ${tarball}: make dist`)
  const callbackUrl = process.env['ACCEPTANCE_CALLBACK_URL']?.replace(/\/+$/, '')
  return { url: url.replace(/\/+$/, ''), token, tarball, mode, callbackUrl }
}

function builtTarball(mode: Mode): string {
  const { id, version } = JSON.parse(readFileSync(join(root, 'plugin.json'), 'utf8'))
  if (mode === 'standalone') return join(root, 'dist', `${id}-webapp-${version}.tar.gz`)
  const arch = process.arch === 'x64' ? 'amd64' : process.arch
  return join(root, 'dist', `${id}-${version}-${process.platform}-${arch}.tar.gz`)
}

main().then(
  (fine) => process.exit(fine ? 0 : 1),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : String(error))
    process.exit(1)
  },
)
