/** Started by Mattermost: the handshake line first, everything that takes time afterwards. */
import { isStartedByMattermost, servePlugin } from '@ticketdesk/plugin-rpc'
import type { Log, LogFields } from '../ports/log'

/** Mattermost tells the plugins it starts who it is. */
export const isPlugin = isStartedByMattermost

export function runPlugin(log: Log, env: NodeJS.ProcessEnv): void {
  servePlugin({
    env,
    log: (level, message, fields) =>
      log[level === 'trace' ? 'debug' : level](message, flatten(fields)),
    // Express, the database drivers and the schemas are loaded behind the handshake's back.
    load: async () => (await import('./plugin-hooks')).createPluginHooks({ log }),
  })
}

/** Our log holds plain values only. */
function flatten(fields: Record<string, unknown>): LogFields {
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [
      key,
      isPlain(value) ? value : renderError(value),
    ]),
  )
}

function isPlain(value: unknown): value is string | number | boolean {
  return ['string', 'number', 'boolean'].includes(typeof value)
}

function renderError(value: unknown): string {
  return value instanceof Error ? (value.stack ?? value.message) : String(value)
}
