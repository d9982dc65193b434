/**
 * Whose request is it? Mattermost's rules: `Authorization: Bearer|Token`, else the session cookie,
 * else `access_token` in the query; a cookie counts for writing only with the session's CSRF value.
 */
import type { IncomingMessage } from 'node:http'
import type { Session } from './types'
import type { World } from './world'

export const SESSION_COOKIE = 'MMAUTHTOKEN'
export const USER_COOKIE = 'MMUSERID'
export const CSRF_COOKIE = 'MMCSRF'

export type Headers = IncomingMessage['headers']

export interface Credentials {
  token: string
  /** By cookie: sent by the browser whether the user wants it or not. */
  byCookie: boolean
}

export function parseCookies(header: string | undefined): [name: string, value: string][] {
  return (header ?? '')
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.includes('='))
    .map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)])
}

export function readCredentials(headers: Headers, query: URLSearchParams): Credentials {
  const [, token] = /^(?:bearer|token) (.*)$/is.exec(headers.authorization ?? '') ?? []
  if (token !== undefined) return { token, byCookie: false }
  const cookie = parseCookies(headers.cookie).find(([name]) => name === SESSION_COOKIE)
  if (cookie) return { token: cookie[1], byCookie: true }
  return { token: query.get('access_token') ?? '', byCookie: false }
}

export interface Caller {
  session: Session | undefined
  /** False: the session is good, but the request may be forged by another page. */
  trusted: boolean
}

/** The session of a request, and whether it may be used for this method. */
export function readCaller(
  world: World,
  request: { method: string; headers: Headers; query: URLSearchParams },
): Caller {
  const { token, byCookie } = readCredentials(request.headers, request.query)
  const session = world.sessions.get(token)
  if (!session) return { session: undefined, trusted: false }
  return { session, trusted: !byCookie || passesCsrf(request, session) }
}

function passesCsrf({ method, headers }: { method: string; headers: Headers }, session: Session) {
  if (method === 'GET') return true
  if (headers['x-csrf-token'] === session.csrf) return true
  // As long as strict enforcement is off, which is Mattermost's default.
  return !headers['x-csrf-token'] && headers['x-requested-with'] === 'XMLHttpRequest'
}
