/** Holds the one session with a sidecar, in memory only, and has it renewed before it ends. */
import type { Session } from '@ticketdesk/contract/session'
import { type Answer, failed } from './exchange'
import type { Vouch } from './vouching'

export interface SessionKeeper {
  /** A session that holds for the next request; however many ask, one renewal is under way. */
  get(): Promise<Answer<Session>>
  /** The sidecar did not take this one. */
  forget(session: Session): void
}

interface Needs {
  vouch: Vouch
  now(): number
  /** Whom the page belongs to: a session is never used for somebody else. */
  userId(): string
  /** The only address to talk to; '' when any will do that Mattermost vouches for. */
  pinned(): string
}

interface Kept {
  session: Session
  userId: string
  /** By this browser's clock. */
  goodUntil: number
}

/** A request may take a while until it is looked at. */
const MARGIN_MS = 60_000

export function createSessionKeeper(needs: Needs): SessionKeeper {
  let kept: Kept | undefined
  let renewal: { userId: string; answer: Promise<Answer<Session>> } | undefined

  function isAllowed({ url }: Session): boolean {
    const pinned = needs.pinned()
    return pinned === '' || url === baseOf(pinned)
  }

  function good(userId: string): Session | undefined {
    // The plugin may have been replaced by one with another address while this page was open.
    const holds = kept?.userId === userId && needs.now() < kept.goodUntil && isAllowed(kept.session)
    if (!holds) kept = undefined
    return kept?.session
  }

  async function renew(userId: string): Promise<Answer<Session>> {
    const answer = await needs.vouch()
    if (!answer.ok) return answer
    const session = { ...answer.body, url: baseOf(answer.body.url) ?? '' }
    if (session.url === '') return failed('not_vouched')
    if (!isAllowed(session)) {
      return { ok: false, problem: { kind: 'foreign_address', address: session.url } }
    }
    // A clock that is far ahead must not make every session look over.
    const goodUntil = Math.max(session.expiresAt - MARGIN_MS, needs.now() + MARGIN_MS)
    kept = { session, userId, goodUntil }
    return { ...answer, body: session }
  }

  return {
    async get() {
      const userId = needs.userId()
      const body = good(userId)
      if (body) return { ok: true, status: 200, body }
      if (renewal?.userId === userId) return renewal.answer
      const mine = { userId, answer: renew(userId) }
      renewal = mine
      const answer = await mine.answer
      if (renewal === mine) renewal = undefined
      return answer
    },
    forget(session) {
      if (kept?.session.token === session.token) kept = undefined
    },
  }
}

/** The address as routes are put behind it; undefined when it is none a browser asks. */
function baseOf(address: string): string | undefined {
  try {
    const { protocol, username, origin, pathname } = new URL(address)
    const usable = (protocol === 'https:' || protocol === 'http:') && username === ''
    return usable ? origin + pathname.replace(/\/+$/, '') : undefined
  } catch {
    return undefined
  }
}
