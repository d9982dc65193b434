/**
 * One request and its answer, wherever it goes. Written on `fetch`: Mattermost's own client would be
 * several times the size of all our code for a few routes; its types are used for the answers.
 */
import type { Browser } from '../host/browser'
import { type ProblemKind, problemOf, type RequestProblem } from './problem'

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
/** Sends and reads. Never rejects. `path` begins with `/`. */
export type Ask = <T>(path: string, parse: Parse<T>, options?: RequestOptions) => Promise<Answer<T>>

export interface Exchange {
  /** Never rejects; gives up after half a minute, when told to, and when it is closed. */
  send<T>(url: string, parse: Parse<T>, init: RequestInit): Promise<Answer<T>>
  /** Aborts everything under way, and what comes later. */
  close(): void
}

const TIMEOUT_MS = 30_000

export function createExchange({ fetch }: Pick<Browser, 'fetch'>): Exchange {
  const running = new Set<AbortController>()
  let closed = false

  async function send<T>(url: string, parse: Parse<T>, init: RequestInit): Promise<Answer<T>> {
    if (closed || init.signal?.aborted) return failed('aborted')
    const controller = new AbortController()
    let timedOut = false
    const timer = setTimeout(() => {
      timedOut = true
      controller.abort()
    }, TIMEOUT_MS)
    const abort = () => controller.abort()
    init.signal?.addEventListener('abort', abort)
    running.add(controller)
    try {
      return await answerOf(await fetch(url, { ...init, signal: controller.signal }), parse)
    } catch {
      return failed(timedOut ? 'timeout' : controller.signal.aborted ? 'aborted' : 'offline')
    } finally {
      clearTimeout(timer)
      init.signal?.removeEventListener('abort', abort)
      running.delete(controller)
    }
  }

  return {
    send,
    close() {
      closed = true
      for (const controller of running) controller.abort()
    },
  }
}

export function failed(kind: ProblemKind): { ok: false; problem: RequestProblem } {
  return { ok: false, problem: { kind } }
}

/** What a body makes of a request: GET without one, POST with. */
export function bodyOf({ body, signal }: RequestOptions): RequestInit {
  const given = signal ? { signal } : {}
  return body === undefined
    ? { ...given, method: 'GET' }
    : { ...given, method: 'POST', body: JSON.stringify(body) }
}

async function answerOf<T>(response: Response, parse: Parse<T>): Promise<Answer<T>> {
  // The text first: a connection that breaks half-way must reject as a network failure, while a
  // body that is not JSON (a proxy's error page) is an answer we cannot use.
  const raw = readJson(await response.text())
  const { status } = response
  if (!response.ok) return { ok: false, problem: problemOf(status, raw) }
  const body = parse(raw)
  return body === undefined ? failed('unavailable') : { ok: true, status, body }
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
