/**
 * `make acceptance`: tries a tarball on a running Mattermost, through its real web app.
 *
 * MM_SERVICESETTINGS_SITEURL names the server, MM_ADMIN_TOKEN a system administrator's access token;
 * the argument is the tarball, by default the one in dist for the platform of this machine. A server
 * that had Ticket Desk before keeps it, in the version of the tarball; any other is left as it was.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { openBrowser } from '@ticketdesk/build/providers/chromium'
import { atTheDoor } from './at-the-door'
import { inTheBrowser } from './in-the-browser'
import { overRest } from './over-rest'
import { createReport, type Report } from './report'
import type { Scene } from './scene'
import { connect, type Server, type Stage, setStage } from './server'

const root = resolve(__dirname, '..', '..')

async function main(): Promise<boolean> {
  const { url, token, tarball } = readSettings()
  const report = createReport((line) => console.log(line))
  const server = await connect(url, token)
  const hadIt = await server.isInstalled()
  report.note(`${tarball} on ${url}`)
  const uploaded = await report.step('the server takes the tarball', () => server.upload(tarball))
  const runs =
    uploaded && (await report.step('the plugin starts, says the server', () => server.enable()))
  if (runs) await useIt(server, report)
  if (uploaded) await takeItAway(server, { report, hadIt })
  return report.end()
}

async function useIt(server: Server, report: Report): Promise<void> {
  let stage: Stage | undefined
  await report.step('people and channels are made', async () => {
    stage = await setStage(server)
    return stage.team.name
  })
  if (!stage) return
  const browser = await openBrowser({ reach: [new URL(server.url).hostname] })
  try {
    const scene: Scene = {
      ...{ server, stage, browser },
      ...{ known: new Set(), page: undefined, first: undefined, hook: undefined },
    }
    for (const [what, work] of [...inTheBrowser, ...overRest, ...atTheDoor]) {
      await report.step(what, () => work(scene))
    }
  } finally {
    await browser.close()
    await report.step('people and channels are archived', stage.clear)
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
    if (await server.isInstalled()) throw new Error('it is still there')
  })
}

function readSettings(): { url: string; token: string; tarball: string } {
  const { MM_SERVICESETTINGS_SITEURL: url, MM_ADMIN_TOKEN: token } = process.env
  if (!url || !token) throw new Error('Set MM_SERVICESETTINGS_SITEURL and MM_ADMIN_TOKEN')
  const tarball = process.argv[2] ?? builtTarball()
  if (!existsSync(tarball)) throw new Error(`There is no ${tarball}: make dist`)
  return { url: url.replace(/\/+$/, ''), token, tarball }
}

function builtTarball(): string {
  const { id, version } = JSON.parse(readFileSync(join(root, 'plugin.json'), 'utf8'))
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
