/** The whole stand-in in one place: a world, its doors, and the plugin that runs in it, if any. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import express, { type Express, type Router } from 'express'
import { controlRoutes } from './control'
import { type Commands, createCommands } from './mattermost/commands'
import { type CustomCommands, createCustomCommands } from './mattermost/custom-commands'
import { createFaults, type Faults } from './mattermost/faults'
import { forwardToPlugin } from './mattermost/forward'
import { createIntegrations, type Integrations } from './mattermost/integrations'
import { createLedger, type Ledger } from './mattermost/ledger'
import { createPluginLog, type LogLine, type PluginLog } from './mattermost/log'
import type { PluginHost } from './mattermost/plugins'
import { restApi } from './mattermost/rest'
import { answerRoutes } from './mattermost/rest/custom-commands'
import type { Settings } from './mattermost/settings'
import { createTriggers, type Triggers } from './mattermost/triggers'
import { webappFiles } from './mattermost/webapp-files'
import { openWebsocketDoor } from './mattermost/websocket'
import type { World } from './mattermost/world'
import { pageRoutes } from './page'
import { openPluginFolder } from './plugin-folder'
import { hostPlugin } from './plugin-in-host'

export interface DevHostOptions {
  world: World
  /** 0: any free port. */
  port: number
  /** An unpacked plugin or its tarball; with or without a server part. None: a bare Mattermost. */
  plugin?: string
  /** A bundle that Node runs in place of the plugin's executable. */
  script?: string
  /** For everything that is kept; must exist. */
  dataFolder: string
  /** Default: an embedded database in the data folder. */
  settings?: Settings
  /** Milliseconds; Mattermost's 30 s unless given, 0: only when asked. */
  healthEveryMs?: number
  onLog?: (line: LogLine) => void
  /** More of `/dev`. */
  control?: Router
}

export interface DevHost {
  url: string
  world: World
  /** Undefined: there is none. */
  plugin: PluginHost | undefined
  log: PluginLog
  /** Ends plugin, connections and server; resolves when nothing of them is left. */
  close(): Promise<void>
}

/** What the doors share. */
export interface Parts {
  world: World
  commands: Commands
  customCommands: CustomCommands
  triggers: Triggers
  integrations: Integrations
  faults: Faults
  siteUrl: () => string
}

/** Starts everything. Rejects when the port is taken or the plugin does not start. */
export async function startDevHost(options: DevHostOptions): Promise<DevHost> {
  const { world } = options
  const parts = createParts(world, () => url)
  const log = createPluginLog(options.onLog ?? (() => {}))
  const plugin = await openPlugin(options, parts, log)
  const app = express().disable('x-powered-by')
  const server = createServer(app)
  const websocket = openWebsocketDoor(server, world)
  const ledger = createLedger(() => doors)
  app.use(
    '/dev',
    controlRoutes({ ...parts, plugin, log, websocket, ledger, more: options.control }),
  )
  const doors = addDoors(app, { parts, plugin, ledger })
  const url = await listen(server, options.port)
  const close = async () => {
    websocket.close()
    await plugin?.close()
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  await plugin?.start().catch(async (error) => {
    await close()
    throw error
  })
  return { url, world, plugin, log, close }
}

function createParts(world: World, siteUrl: () => string): Parts {
  const faults = createFaults()
  return {
    world,
    commands: createCommands(),
    customCommands: createCustomCommands(),
    triggers: createTriggers(),
    integrations: createIntegrations(siteUrl, faults),
    faults,
    siteUrl,
  }
}

async function openPlugin(
  options: DevHostOptions,
  parts: Parts,
  log: PluginLog,
): Promise<PluginHost | undefined> {
  const { plugin: from, script, dataFolder, settings, healthEveryMs } = options
  if (!from) return undefined
  return hostPlugin({
    ...{ parts, log, opened: await openPluginFolder(from, dataFolder, script) },
    settings: settings ?? embeddedIn(dataFolder),
    healthEveryMs: healthEveryMs ?? 30_000,
  })
}

/** There is no PostgreSQL of Mattermost's here. */
export function embeddedIn(dataFolder: string): Settings {
  return { database: 'embedded', datadirectory: join(dataFolder, 'tickets') }
}

interface DoorNeeds {
  parts: Parts
  plugin: PluginHost | undefined
  ledger: Ledger
}

/** The routers whose routes are Mattermost's own, each with where it is mounted. */
function addDoors(app: Express, { parts, plugin, ledger }: DoorNeeds) {
  const { world } = parts
  const api = restApi({
    ...{ ...parts, plugin },
    executeCommand: (args) => {
      if (!plugin) throw new Error('Commands without a plugin are found before')
      return plugin.executeCommand(args)
    },
  })
  const answers = answerRoutes(world, parts.customCommands)
  app.use(['/api/v4', '/hooks'], ledger.write).use('/api/v4', api).use(answers)
  if (plugin) {
    const { id } = plugin.manifest
    app
      .all(`/plugins/${id}{/*path}`, forwardToPlugin({ ...parts, plugin }))
      .use(`/static/plugins/${id}`, webappFiles(plugin.manifest, plugin.folder))
  }
  app.use(pageRoutes(world))
  return [
    { prefix: '/api/v4', router: api },
    { prefix: '', router: answers },
  ]
}

/** On loopback only: anybody who reaches the stand-in can be anybody in it. */
function listen(server: Server, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
    })
  })
}
