/** Requests to a sidecar on another origin: no cookies, a bearer token that Mattermost vouched for. */
import type { Session } from '@ticketdesk/contract/session'
import {
  type Answer,
  type Ask,
  bodyOf,
  type Exchange,
  failed,
  type RequestOptions,
} from './exchange'
import type { SessionKeeper } from './session-keeper'

export function createSidecar(exchange: Exchange, sessions: SessionKeeper): Ask {
  return async (path, parse, options = {}) => {
    const ask = async (session: Session) => {
      const answer = await exchange.send(session.url + path, parse, withToken(session, options))
      return atItsAddress(answer, session)
    }
    const first = await sessions.get()
    if (!first.ok) return first
    const answer = await ask(first.body)
    if (!isTurnedAway(answer)) return answer
    // Its key changed, or our clock is wrong: it turns us away before it reads, so once more is safe.
    sessions.forget(first.body)
    const second = await sessions.get()
    if (!second.ok) return second
    const last = await ask(second.body)
    if (!isTurnedAway(last)) return last
    sessions.forget(second.body)
    // Mattermost knows the user and the sidecar does not believe it: signing in again changes nothing.
    return failed('unavailable')
  }
}

function withToken({ token }: Session, options: RequestOptions): RequestInit {
  const headers: Record<string, string> = { Authorization: `Bearer ${token}` }
  if (options.body !== undefined) headers['Content-Type'] = 'application/json'
  return {
    ...bodyOf(options),
    headers,
    credentials: 'omit',
    cache: 'no-store',
    referrerPolicy: 'no-referrer',
    // What people write goes to the address that was vouched for and to no other.
    redirect: 'error',
  }
}

function isTurnedAway(answer: Answer<unknown>): boolean {
  return !answer.ok && answer.problem.kind === 'signed_out'
}

function atItsAddress<T>(answer: Answer<T>, { url }: Session): Answer<T> {
  return answer.ok || answer.problem.kind !== 'offline'
    ? answer
    : { ok: false, problem: { kind: 'out_of_reach', address: url } }
}
