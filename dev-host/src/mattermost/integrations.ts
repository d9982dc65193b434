/**
 * Requests to whom a button, a dialog or a command belongs: to the plugin when the address is ours,
 * else to a service out there (Mattermost's `DoActionRequest`, `DoCommandRequest`).
 */
import { AppError } from './errors'
import type { Faults } from './faults'

/** Mattermost's `OutgoingIntegrationRequestsTimeout`. */
const LIMIT_MS = 30_000
const AGENT = 'Mattermost-Bot/1.1'

export interface Integrations {
  /**
   * Hands on a submission or a click; the answer's text. `token` is the person's
   * session: the plugin sees it, nobody else. Throws AppError unless it was a 200.
   */
  ask(url: string, body: object, token: string): Promise<string>
  /** A slash command as a form, to the command's own address. */
  send(url: string, token: string, form: Record<string, string>): Promise<Response>
}

export function createIntegrations(siteUrl: () => string, faults: Faults): Integrations {
  return {
    async ask(url, body, token) {
      const { target, ours } = placeOf(url, siteUrl())
      if (!ours) await faults.way()
      const answer = await request(target, {
        method: 'POST',
        headers: ours
          ? { Authorization: `Bearer ${token}` }
          : { 'Content-Type': 'application/json', Accept: 'application/json', 'User-Agent': AGENT },
        // Bytes, so that no content type is added: a plugin is told none.
        body: Buffer.from(JSON.stringify(body)),
      })
      const text = await answer.text()
      if (answer.status !== 200) throw refused(`status=${answer.status}`)
      return text
    },
    async send(url, token, form) {
      const sorted = new URLSearchParams(form)
      sorted.sort()
      const headers = {
        ...{ Accept: 'application/json', Authorization: `Token ${token}`, 'User-Agent': AGENT },
        'Content-Type': 'application/x-www-form-urlencoded',
      }
      await faults.way()
      const signal = AbortSignal.timeout(LIMIT_MS)
      return fetch(url, { method: 'POST', headers, body: String(sorted), signal })
    },
  }
}

function placeOf(url: string, siteUrl: string): { target: string; ours: boolean } {
  if (url.startsWith('/plugins/')) return { target: siteUrl + url, ours: true }
  const { hostname, pathname } = new URL(siteUrl)
  try {
    const parsed = new URL(url)
    const ours = parsed.hostname === hostname && parsed.pathname.startsWith(`${pathname}plugins/`)
    return { target: url, ours }
  } catch {
    throw refused(url)
  }
}

async function request(target: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(target, { ...init, signal: AbortSignal.timeout(LIMIT_MS) })
  } catch (error) {
    throw refused(String(error))
  }
}

/** An empty answer is a good one. Throws what it is given when it is neither that nor JSON. */
export function parseAnswer<T extends object>(text: string, otherwise: AppError): T {
  try {
    return text === '' ? ({} as T) : JSON.parse(text)
  } catch {
    throw otherwise
  }
}

function refused(detail: string): AppError {
  return new AppError('api.post.do_action.action_integration.app_error', 400, detail)
}
