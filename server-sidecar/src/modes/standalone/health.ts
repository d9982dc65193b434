/** `ticketdesk health`: for containers without a shell, which cannot ask by themselves. */
import { routes } from '@ticketdesk/contract'
import { parseStandalone } from '../../config/standalone/parse'
import { DEFAULT_PORT } from '../../config/standalone/schema'
import type { ExitCode } from '../standalone'

export interface HealthNeeds {
  env: Readonly<Record<string, string | undefined>>
  err: (text: string) => void
}

const LIMIT_MS = 4_000
/** Listening on all interfaces is listening on this one. */
const EVERYWHERE = new Set(['', '0.0.0.0', '::', '[::]'])

/** 0 when a sidecar on this machine answers, on the port of the same settings. */
export async function askHealth({ env, err }: HealthNeeds): Promise<ExitCode> {
  const url = healthUrl(env)
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(LIMIT_MS) })
    await response.body?.cancel()
    if (response.ok) return 0
    err(`${url} answers with ${response.status}\n`)
  } catch {
    err(`nothing answers at ${url}\n`)
  }
  return 1
}

function healthUrl(env: HealthNeeds['env']): string {
  const parsed = parseStandalone(env)
  const { port = DEFAULT_PORT, host = '' } = parsed.ok ? parsed.config.connection : {}
  const name = EVERYWHERE.has(host) ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host
  return `http://${name}:${port}${routes.health}`
}
