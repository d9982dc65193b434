/** The whole stand-in in one place: a world, its doors, and the plugin that runs in it. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import express, { type Express, type Router } from 'express'
import { controlRoutes } from './control'
import { type Commands, createCommands } from './mattermost/commands'
import { createFaults, type Faults } from './mattermost/faults'
import { forwardToPlugin } from './mattermost/forward'
import { createPluginLog, type LogLine, type PluginLog } from './mattermost/log'
import { createPluginApi } from './mattermost/plugin-api'
import { startPluginProcess } from './mattermost/plugin-process'
import { createPluginHost, type PluginHost } from './mattermost/plugins'
import { restApi } from './mattermost/rest'
import { createSettings, type Settings } from './mattermost/settings'
import { submitToPlugin } from './mattermost/submit'
import { createTriggers, type Triggers } from './mattermost/triggers'
import { webappFiles } from './mattermost/webapp-files'
import { openWebsocketDoor } from './mattermost/websocket'
import type { World } from './mattermost/world'
import { pageRoutes } from './page'
import { openPluginFolder, type PluginFolder } from './plugin-folder'

export interface DevHostOptions {
  world: World
  /** 0: any free port. */
  port: number
  /** An unpacked plugin or its tarball. */
  plugin: string
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
  plugin: PluginHost
  /** Ends plugin, connections and server; resolves when nothing of them is left. */
  close(): Promise<void>
}

/** Starts everything. Rejects when the port is taken or the plugin does not start. */
export async function startDevHost(options: DevHostOptions): Promise<DevHost> {
  const { world } = options
  const opened = await openPluginFolder(options.plugin, options.dataFolder, options.script)
  const parts: Parts = {
    world,
    commands: createCommands(),
    triggers: createTriggers(),
    faults: createFaults(),
    siteUrl: () => url,
  }
  const log = createPluginLog(options.onLog ?? (() => {}))
  const plugin = hostPlugin(options, { opened, parts, log })
  const app = express().disable('x-powered-by')
  const server = createServer(app)
  const websocket = openWebsocketDoor(server, world)
  app.use('/dev', controlRoutes({ ...parts, plugin, log, websocket, more: options.control }))
  addDoors(app, { parts, plugin, folder: opened.folder })
  const url = await listen(server, options.port)
  const close = async () => {
    websocket.close()
    await plugin.close()
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  await plugin.start().catch(async (error) => {
    await close()
    throw error
  })
  return { url, plugin, close }
}

interface Parts {
  world: World
  commands: Commands
  triggers: Triggers
  faults: Faults
  siteUrl: () => string
}

function hostPlugin(
  { world, dataFolder, settings, healthEveryMs = 30_000 }: DevHostOptions,
  { opened, parts, log }: { opened: PluginFolder; parts: Parts; log: PluginLog },
): PluginHost {
  const { folder, manifest, executable, args } = opened
  const places = { pluginId: manifest.id, bundlePath: folder }
  const logged = (level: string, message: string, fields: unknown[]) =>
    log.add({ level, message, fields: { fields } })
  return createPluginHost({
    manifest,
    folder,
    settings: createSettings(manifest, settings ?? embeddedIn(dataFolder)),
    healthEveryMs,
    launch: (current) =>
      startPluginProcess({
        executable,
        args,
        env: process.env,
        onLog: log.add,
        api: createPluginApi({ ...parts, ...places, settings: current, log: logged }),
      }),
    announce: (event, webapp) =>
      world.events.publish({ event, data: { manifest: webapp }, broadcast: {} }),
    onStop: () => parts.commands.clear(),
  })
}

/** There is no PostgreSQL of Mattermost's here. */
export function embeddedIn(dataFolder: string): Settings {
  return { database: 'embedded', datadirectory: join(dataFolder, 'tickets') }
}

function addDoors(
  app: Express,
  { parts, plugin, folder }: { parts: Parts; plugin: PluginHost; folder: string },
): void {
  const { manifest } = plugin
  app
    .use(
      '/api/v4',
      restApi({
        ...parts,
        plugin,
        executeCommand: (args) => plugin.executeCommand(args),
        askPlugin: (path, body, token) => submitToPlugin(parts.siteUrl() + path, body, token),
      }),
    )
    .all(`/plugins/${manifest.id}{/*path}`, forwardToPlugin({ ...parts, plugin }))
    .use(`/static/plugins/${manifest.id}`, webappFiles(manifest, folder))
    .use(pageRoutes(parts.world))
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
