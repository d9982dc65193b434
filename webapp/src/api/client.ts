/** Requests to the Mattermost this page is of, with the session of the signed-in user. */
import type { Browser } from '../host/browser'
import { type Ask, bodyOf, createExchange, type RequestOptions } from './exchange'

export interface Client {
  /** Below the base path. Never rejects. */
  request: Ask
  /** Aborts everything under way, and what comes later. */
  close(): void
}

export function createClient(browser: Browser): Client {
  const exchange = createExchange(browser)
  return {
    request: (path, parse, options = {}) =>
      exchange.send(browser.basename() + path, parse, withSession(browser, options)),
    close: exchange.close,
  }
}

function withSession(browser: Browser, options: RequestOptions): RequestInit {
  const headers: Record<string, string> = { 'X-Requested-With': 'XMLHttpRequest' }
  const csrf = cookie(browser.cookies(), 'MMCSRF')
  if (options.body !== undefined) {
    if (csrf) headers['X-CSRF-Token'] = csrf
    headers['Content-Type'] = 'application/json'
  }
  return { ...bodyOf(options), credentials: 'include', headers }
}

function cookie(cookies: string, name: string): string | undefined {
  const found = cookies.split('; ').find((pair) => pair.startsWith(`${name}=`))
  return found?.slice(name.length + 1)
}
