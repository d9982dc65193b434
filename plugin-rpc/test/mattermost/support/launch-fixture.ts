import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { type ApiHandlers, type HostedPlugin, type LogRecord, launchPlugin } from '../../../src'

export interface Fixture {
  plugin: HostedPlugin
  logs: LogRecord[]
  /** A real HTTP server in front of the plugin. */
  url: string
  close(): Promise<void>
}

export interface FixtureOptions {
  file?: string
  api?: ApiHandlers
  env?: Record<string, string>
  activate?: boolean
  /** Headers the server sets before the plugin is asked. */
  preset?: Record<string, string>
}

const FIXTURE = join(__dirname, '../fixtures/plugin.ts')

/** Starts a plugin written in TypeScript in a process of its own and puts an HTTP server before it. */
export async function launchFixture(options: FixtureOptions = {}): Promise<Fixture> {
  const logs: LogRecord[] = []
  const plugin = await launchPlugin({
    executable: process.execPath,
    args: ['--import', require.resolve('tsx'), options.file ?? FIXTURE],
    env: { ...process.env, ...options.env },
    api: { LoadPluginConfiguration: () => ({ size: 3 }), LogInfo: () => {}, ...options.api },
    onLog: (record) => logs.push(record),
    // The machine that runs the tests compiles the plugin first and may be busy.
    startLimitMs: 30_000,
  })
  if (options.activate !== false) await plugin.activate()
  const server = createServer((request, response) => {
    for (const [name, value] of Object.entries(options.preset ?? {}))
      response.setHeader(name, value)
    plugin.serveHttp(request, response).catch(() => {})
  })
  const url = await listen(server)
  return { plugin, logs, url, close: () => close(server, plugin) }
}

function listen(server: Server): Promise<string> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
    })
  })
}

async function close(server: Server, plugin: HostedPlugin): Promise<void> {
  plugin.kill()
  await plugin.exited
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
}
