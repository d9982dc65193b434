/**
 * The probe: a plugin on our library that Mattermost's own host starts in the conformance tests. It
 * has every hook of the tables and calls every API method of them, as the Go side tells it to.
 */
import {
  AppError,
  type LogLevel,
  type MattermostApi,
  type PluginHooks,
  renderLogLine,
  servePlugin,
} from '@ticketdesk/plugin-rpc'
import { apiTable } from '@ticketdesk/plugin-rpc/mattermost/wire/api-table'
import { shape } from '@ticketdesk/plugin-rpc/mattermost/wire/shape'
import { createRecordingHooks } from './hooks'
import { parsePlain, renderPlain } from './plain'
import { createHttpRoutes, type Route, readJson, sendJson } from './routes'
import { renderTables } from './shapes'

// Rendered before a method is added that no server knows.
const tables = renderTables()
Object.assign(apiTable, { NoSuchMethod: shape([], null) })

const LIFE = ['OnDeactivate', 'OnConfigurationChange', 'ConfigurationWillBeSaved'] as const

// biome-ignore lint/complexity/noExcessiveLinesPerFunction: one state shared by the hooks it records
function createProbe(): PluginHooks {
  const recording = createRecordingHooks(LIFE)
  let api: MattermostApi
  let config: Record<string, unknown> | null = null
  let open = 0

  const readConfig = async (connected: MattermostApi) => {
    api = connected
    config = await api.LoadPluginConfiguration()
  }
  const routes: Record<string, Route> = {
    ...createHttpRoutes(),
    '/tables': ({ response }) => sendJson(response, tables),
    '/config': ({ response }) => sendJson(response, config),
    '/open': ({ response }) => response.write(String(open)),
    async '/api'({ request, response }) {
      await sendJson(response, await callApi(api, await readJson(request)))
    },
    async '/answer'({ request, response }) {
      const { hook, results } = await readJson(request)
      recording.answer(String(hook), (results ?? []) as unknown[])
      await sendJson(response, null)
    },
    async '/received'({ request, response }) {
      const { hook } = await readJson(request)
      await sendJson(response, recording.received(String(hook)))
    },
    ...createLogRoutes(),
  }
  const serve: NonNullable<PluginHooks['ServeHTTP']> = async (context, request, response) => {
    open += 1
    try {
      const url = new URL(request.URL, 'http://plugin')
      const name = `/${url.pathname.split('/')[1]}`
      const route = routes[name] ?? (({ response }) => response.writeHead(404))
      await route({ context, request, response, query: url.searchParams })
    } finally {
      open -= 1
    }
  }
  return {
    ...recording.hooks,
    ServeHTTP: serve,
    ServeMetrics: serve,
    OnConfigurationChange: readConfig,
    OnActivate() {
      if (config?.['refuse']) throw new Error(String(config['refuse']))
    },
    ConfigurationWillBeSaved(saved) {
      const refuse = saved.PluginSettings.Plugins['probe']?.['refuse']
      if (refuse) throw new Error(String(refuse))
    },
    OnDeactivate() {},
  }
}

/** Calls a method; `results` are Go's results without the failure, `error` is what it rejected with. */
async function callApi(api: MattermostApi, { method, args }: Record<string, unknown>) {
  const call = api[method as keyof MattermostApi] as (...args: unknown[]) => Promise<unknown>
  try {
    const result = await call(...((args ?? []) as unknown[]).map(parsePlain))
    return { results: result === undefined ? [] : [renderPlain(result)] }
  } catch (thrown) {
    const error = thrown as Error
    const fields = error instanceof AppError ? error : {}
    return { error: { kind: error.name, message: error.message, ...fields } }
  }
}

function createLogRoutes(): Record<string, Route> {
  const print =
    (stream: NodeJS.WriteStream): Route =>
    async ({ request, response }) => {
      const { pieces } = await readJson(request)
      for (const piece of pieces as string[]) stream.write(piece)
      await sendJson(response, null)
    }
  return {
    '/stderr': print(process.stderr),
    '/stdout': print(process.stdout),
    async '/log'({ request, response }) {
      const { level, message, fields } = await readJson(request)
      const line = renderLogLine(level as LogLevel, String(message), fields as object as never)
      process.stderr.write(line)
      await sendJson(response, null)
    },
  }
}

servePlugin({ load: createProbe })
