/**
 * Requests to our own sidecar and to Mattermost, both below the host's base path and both with the
 * session of the signed-in user. Written on `fetch`: Mattermost's own client would be several times
 * the size of all our code for three routes; its types are used for the answers.
 */
import type { Browser } from '../host/browser'
import { problemOf, type RequestProblem } from './problem'

export type Answer<T> =
  | { ok: true; status: number; body: T }
  | { ok: false; problem: RequestProblem }

/** Makes the answer of a stranger ours, or says undefined. */
export type Parse<T> = (body: unknown) => T | undefined

export interface RequestOptions {
  /** Sent as JSON, by POST. */
  body?: unknown
  signal?: AbortSignal
}
export interface Client {
  /** Never rejects. `path` begins with `/` and stands below the base path. */
  request<T>(path: string, parse: Parse<T>, options?: RequestOptions): Promise<Answer<T>>
  /** Aborts everything under way. */
  close(): void
}

const TIMEOUT_MS = 30_000

export function createClient(browser: Browser): Client {
  const running = new Set<AbortController>()

  async function request<T>(path: string, parse: Parse<T>, options: RequestOptions = {}) {
    const controller = new AbortController()
    let timedOut = false
    const timer = setTimeout(() => {
      timedOut = true
      controller.abort()
    }, TIMEOUT_MS)
    const abort = () => controller.abort()
    options.signal?.addEventListener('abort', abort)
    running.add(controller)
    try {
      const init = { ...requestInit(browser, options.body), signal: controller.signal }
      return await answerOf(await browser.fetch(browser.basename() + path, init), parse)
    } catch {
      return failed(timedOut ? 'timeout' : controller.signal.aborted ? 'aborted' : 'offline')
    } finally {
      clearTimeout(timer)
      options.signal?.removeEventListener('abort', abort)
      running.delete(controller)
    }
  }

  return {
    request,
    close: () => {
      for (const controller of running) controller.abort()
    },
  }
}

function failed(kind: RequestProblem['kind']): { ok: false; problem: RequestProblem } {
  return { ok: false, problem: { kind } }
}

function requestInit(browser: Browser, body: unknown): RequestInit {
  const headers: Record<string, string> = { 'X-Requested-With': 'XMLHttpRequest' }
  if (body === undefined) return { method: 'GET', credentials: 'include', headers }
  const csrf = cookie(browser.cookies(), 'MMCSRF')
  if (csrf) headers['X-CSRF-Token'] = csrf
  headers['Content-Type'] = 'application/json'
  return { method: 'POST', credentials: 'include', headers, body: JSON.stringify(body) }
}

function cookie(cookies: string, name: string): string | undefined {
  const found = cookies.split('; ').find((pair) => pair.startsWith(`${name}=`))
  return found?.slice(name.length + 1)
}

async function answerOf<T>(response: Response, parse: Parse<T>): Promise<Answer<T>> {
  // The text first: a connection that breaks half-way must reject as a network failure, while a
  // body that is not JSON (a proxy's error page) is an answer we cannot use.
  const raw = readJson(await response.text())
  if (!response.ok) return { ok: false, problem: problemOf(response.status, raw) }
  const body = parse(raw)
  return body === undefined ? failed('unavailable') : { ok: true, status: response.status, body }
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
