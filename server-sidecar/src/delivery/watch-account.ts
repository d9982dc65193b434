/** A login is watched: its vendor asked for news, and again when it is time. */
import type { RefreshCases } from '../usecases/refresh-cases'
import type { Deliver } from './deliver'

export function createWatchAccount(refresh: RefreshCases): Deliver {
  return async function watchAccount({ fact }, signal) {
    if (fact.kind !== 'account_watched') return { kind: 'later', reason: 'unknown_fact' }
    const delayMs = await refresh(fact.accountId, signal)
    if (delayMs === undefined) return { kind: 'done' }
    return { kind: 'later', reason: 'watching', delayMs, planned: true }
  }
}
