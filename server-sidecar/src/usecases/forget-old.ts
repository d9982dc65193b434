/**
 * What is done with is forgotten, so that a busy site's database does not grow for ever. Never what
 * is people's own: tickets with their steps and the tie to their posts, followed cases and which
 * comments were seen, sources, logins. Posts stay in Mattermost whatever is forgotten here.
 */
import type { Forgotten, Leftovers } from '../ports/leftovers'
import type { Log } from '../ports/log'
import { TOO_OLD_MS } from './hear-errand'

export interface ForgetOldNeeds {
  leftovers: Leftovers
  /** For how many days an alert that is over is known; 0: for ever. Asked each time. */
  keepDays: () => number
  /** Between two batches: others use the database too. */
  pause: () => Promise<void>
  log: Log
}
/** Begins nothing more once the signal is aborted. Rejects while the database is away. */
export type ForgetOld = (signal: AbortSignal) => Promise<void>

const DAY_MS = 24 * 60 * 60_000
/**
 * Nothing asks for a fact once it is finished but whoever waits seconds for its post, and a worker
 * that lost it minutes ago and may not touch it. A week is for people who look into what happened.
 */
export const KEEP_DONE_MS = 7 * DAY_MS
/** Longer than an errand is heard at all: none is taken twice. A button's mark ends within hours. */
export const KEEP_ERRANDS_MS = TOO_OLD_MS + DAY_MS
/**
 * The least that `keepDays` may be. What belongs to an alert that is over comes within a day of its
 * last signal, a storm looks back a day at most, and a reaction is heard for six.
 */
export const LEAST_KEEP_DAYS = 7
/** Some milliseconds of work each. */
const BATCH = 500
/** Of all nodes, whoever comes first; each comes about once an hour. */
const TURN_MS = 45 * 60_000

type Kind = 'facts' | 'messages' | 'errands' | 'alerts'

export function createForgetOld({ leftovers, keepDays, pause, log }: ForgetOldNeeds): ForgetOld {
  return async function forgetOld(signal) {
    const now = await leftovers.takeTurn(TURN_MS)
    if (now === undefined) return
    const counts: Record<Kind, number> = { facts: 0, messages: 0, errands: 0, alerts: 0 }
    async function forget(kind: Kind, next: () => Promise<Forgotten>): Promise<void> {
      for (let more = true; more && !signal.aborted; ) {
        const batch = await next()
        counts[kind] += batch.count
        more = batch.more
        if (more) await pause()
      }
    }
    try {
      const done = now - KEEP_DONE_MS
      await forget('facts', () => leftovers.forgetFacts(done, BATCH))
      await forget('messages', () => leftovers.forgetMessages(done, BATCH))
      await forget('errands', () => leftovers.forgetErrands(now - KEEP_ERRANDS_MS, BATCH))
      const days = keepDays()
      if (days > 0) {
        await forget('alerts', () => leftovers.forgetAlerts(now - days * DAY_MS, BATCH))
      }
    } finally {
      if (Object.values(counts).some((count) => count > 0)) log.info('forgot what is old', counts)
    }
  }
}
