/** A stand-in Mattermost, and Ticket Desk beside it as a service of its own. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Router } from 'express'
import { type DevHost, type DevHostOptions, startDevHost } from '../dev-host'
import { makeAccounts } from './accounts'
import { createSidecar, freeAddress, type Sidecar } from './sidecar'

export interface StandaloneOptions extends Omit<DevHostOptions, 'script' | 'settings'> {
  /** A plugin without a server part, or none: then `/ticket` opens Mattermost's own dialog. */
  plugin?: string
  /** Ticket Desk's executable, or a bundle that Node runs (`*.js`). */
  sidecar: string
  /** By the names of its YAML file; written into one. */
  config?: Record<string, unknown>
  /** Besides its addresses and tokens. */
  env?: Record<string, string>
}

export interface Standalone extends DevHost {
  sidecar: Sidecar
}

/**
 * Starts both: Mattermost first, then what an administrator makes in it, then the sidecar. Rejects
 * when one does not come up, with nothing left. `/dev/sidecar` tells and drives it.
 */
export async function startStandalone(options: StandaloneOptions): Promise<Standalone> {
  const { sidecar: program, config, env, ...rest } = options
  let sidecar: Sidecar | undefined
  const control = Router().use(rest.control ?? Router())
  control.use(
    '/sidecar',
    sidecarRoutes(() => sidecar),
  )
  const host = await startDevHost({ ...rest, control })
  const close = async () => {
    await sidecar?.stop()
    await host.close()
  }
  try {
    const url = await freeAddress()
    const { botToken, slashTokens } = await makeAccounts(host.url, url)
    const script = program.endsWith('.js')
    sidecar = createSidecar({
      ...{ url, executable: script ? process.execPath : program, args: script ? [program] : [] },
      env: {
        ...{ MATTERMOST_URL: host.url, BOT_TOKEN: botToken, SLASH_TOKEN: slashTokens.join(',') },
        ...writeConfig(options.dataFolder, config),
        ...env,
      },
      onLine: (line) => host.log.add(readLine(line)),
    })
    await sidecar.start()
    return { ...host, sidecar, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** JSON is YAML. */
function writeConfig(
  dataFolder: string,
  config: Record<string, unknown> = {},
): Record<string, string> {
  const file = join(dataFolder, 'ticketdesk.yaml')
  const data = join(dataFolder, 'tickets')
  mkdirSync(data, { recursive: true })
  writeFileSync(file, JSON.stringify(config), { mode: 0o600 })
  return { DATA_DIR: data, TICKETDESK_CONFIG: file }
}

/** Its log is a JSON object a line; anything else is what broke out of it. */
function readLine(line: string) {
  try {
    const { level, message, msg, ...fields } = JSON.parse(line)
    return { level: String(level), message: String(message ?? msg), fields }
  } catch {
    return { level: 'error', message: line, fields: {} }
  }
}

function sidecarRoutes(sidecar: () => Sidecar | undefined): Router {
  const doing = (verb: 'start' | 'stop' | 'kill') =>
    Router().post(`/${verb}`, async (_request, response) => {
      await sidecar()?.[verb]()
      response.json(sidecar()?.status())
    })
  return Router()
    .get('/', (_request, response) => {
      response.json(sidecar()?.status())
    })
    .use(doing('start'))
    .use(doing('stop'))
    .use(doing('kill'))
}
