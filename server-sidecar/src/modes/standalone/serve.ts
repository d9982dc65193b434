/** Beside a Mattermost: our own port, a bot's token, and the same desk as in the plugin. */
import type { RequestListener } from 'node:http'
import tls from 'node:tls'
import { manifest } from '@ticketdesk/contract/manifest'
import { createLiveConfig } from '../../config/live'
import { createLog } from '../../log/create-log'
import type { Log, LogLevel } from '../../ports/log'
import type { ExitCode } from '../standalone'
import { type HttpServer, openHttpServer } from './http-server'
import { openService, type Service } from './service'
import { readSettings, type Settings } from './settings'

export interface ServeNeeds {
  env: Readonly<Record<string, string | undefined>>
  out: (text: string) => void
  settings: Settings
}

/** What has begun has so long to end, milliseconds; systemd and compose wait longer. */
const STOP_LIMIT_MS = 20_000

/** Settles when it was told to stop and has. */
export async function serve(needs: ServeNeeds): Promise<ExitCode> {
  const { env, out, settings } = needs
  let level: LogLevel = settings.connection.logLevel
  const log = createLog({ write: out, room: 'main', shape: 'standalone', atLeast: () => level })
  logTheUnexpected(log)
  trust(settings.connection.certificates)
  const live = createLiveConfig(settings.desk)
  const service = openService({ settings, live, log })
  const servers = await openServers(service, settings.connection, log)
  if (!servers) {
    await service.close(0)
    return 1
  }
  service.start()
  const [{ port }, metrics] = servers
  const { database } = service
  log.info('serving', { version: manifest.version, port, metricsPort: metrics?.port, database })

  let current = settings
  const reload = () => {
    current = readAgain({ env, current, service, log })
    level = current.connection.logLevel
  }
  process.on('SIGHUP', reload)
  const signal = await toldToStop()
  process.off('SIGHUP', reload)
  log.info('stopping', { signal })
  await stop(servers, service)
  log.info('stopped')
  return 0
}

/** Our own port and, if there is to be one, that of the metrics. */
type Servers = readonly [HttpServer, HttpServer?]

/** Undefined when one of them cannot be opened, which is logged. */
async function openServers(
  { app, metrics }: Service,
  { port, host, metricsAt }: Settings['connection'],
  log: Log,
): Promise<Servers | undefined> {
  const open = (listener: RequestListener, at: { port: number; host: string | undefined }) =>
    openHttpServer(listener, at).catch((error) => {
      log.error('the port cannot be opened', { port: at.port, reason: wordOf(error) })
    })
  const server = await open(app, { port, host })
  if (!server) return undefined
  if (!metricsAt) return [server]
  const second = await open(metrics, metricsAt)
  if (second) return [server, second]
  await server.close(0)
  return undefined
}

/** Certificates of one's own, besides those everybody trusts: for everything we call. */
export function trust(certificates: readonly string[]): void {
  if (certificates.length === 0) return
  tls.setDefaultCACertificates([...tls.getCACertificates('default'), ...certificates])
}

/** A mistake of ours: whoever started us starts us again, and what was kept is carried on with. */
function logTheUnexpected(log: Log): void {
  process.on('uncaughtException', (error) => {
    log.error('an error nobody expected ends this process', {
      reason: String(error),
      stack: error instanceof Error ? error.stack : undefined,
    })
    process.exit(1)
  })
}

/** The first asks; who asks twice does not want to wait. */
function toldToStop(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    let asked = false
    const hear = (signal: NodeJS.Signals) => {
      if (asked) process.exit(1)
      asked = true
      resolve(signal)
    }
    process.on('SIGTERM', hear).on('SIGINT', hear)
  })
}

async function stop(servers: Servers, service: Service): Promise<void> {
  const end = Date.now() + STOP_LIMIT_MS
  service.quiet()
  await Promise.all(servers.map((server) => server?.close(STOP_LIMIT_MS)))
  await service.close(Math.max(0, end - Date.now()))
}

interface Reload {
  env: ServeNeeds['env']
  current: Settings
  service: Service
  log: Log
}

/** Takes over what can be exchanged while running; bad settings change nothing. */
function readAgain({ env, current, service, log }: Reload): Settings {
  const read = readSettings(env)
  if (!read.ok) {
    for (const reason of read.complaints) {
      log.error('a setting cannot be used, the settings from before stay', { reason })
    }
    return current
  }
  const next = service.reconfigure(read.settings)
  log.info('the settings were read again')
  return next
}

function wordOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? String(error)
}
