/** A login whose vendor does not answer, or does not want it. */
import type { BrokenReason } from '../domain/case/account'
import { retryIn } from '../domain/case/pace'
import type { AccountId } from '../domain/case/support-case'
import type { Accounts, Watch } from '../ports/accounts'
import type { Clock } from '../ports/clock'
import type { Log } from '../ports/log'
import type { InTransaction } from '../ports/unit-of-work'
import type { VendorTrouble } from '../ports/vendor'

interface TroubleNeeds {
  inTransaction: InTransaction
  clock: Clock
  /** 0 to 1. */
  random: () => number
  log: Log
}
interface Troubled {
  id: AccountId
  /** As it was when the try began. */
  watch: Watch
}

const HOUR_MS = 60 * 60_000
const DAY_MS = 24 * HOUR_MS
const FIRST_PAUSE_MS = 10 * 60_000
/** Times in a row that a login, or what it asks, is refused before somebody is bothered: it is seen to pass. */
const MOST_REFUSALS = 2

/** What becomes of a login after trouble; milliseconds until the next try. */
export async function keepTrouble(
  needs: TroubleNeeds,
  troubled: Troubled & { intervalMs: number },
  { reason, retryAfterMs, retry }: VendorTrouble,
): Promise<number> {
  const { inTransaction, clock, random, log } = needs
  const { id, watch, intervalMs } = troubled
  const isRefusal =
    reason === 'token_dead' ||
    reason === 'login_refused' ||
    reason === 'forbidden' ||
    reason === 'list_gone'
  const refusals = isRefusal ? watch.refusals + 1 : watch.refusals
  if (isRefusal && refusals >= MOST_REFUSALS) return keepBroken(needs, troubled, reason)
  const failures = watch.failures + 1
  const wait = { failures, intervalMs, ...(retryAfterMs !== undefined && { retryAfterMs }) }
  const delay = retryIn(wait, random())
  const now = clock.now()
  const next = { ...watch, failures, refusals, askedAt: now, notBefore: now + delay }
  const isMended = await inTransaction(async ({ accounts }) => {
    if (await isAnother(accounts, troubled)) return true
    await accounts.keepWatch(id, next)
    return false
  })
  if (isMended) return 0
  // Once, not at every try of a night.
  if (watch.failures === 0)
    log.warn('a vendor did not answer', { account: id, reason, retry, delay })
  return delay
}

/** Somebody has to mend it, and is told once. */
export async function keepBroken(
  { inTransaction, clock, log }: Omit<TroubleNeeds, 'random'>,
  troubled: Troubled,
  reason: BrokenReason,
): Promise<number> {
  const { id, watch } = troubled
  const now = clock.now()
  const known = isWorse(reason, watch) ? undefined : watch.broken
  const isKnown = known !== undefined
  const broken = known ?? { reason, since: now }
  const isMended = await inTransaction(async ({ accounts, outbox }) => {
    if (await isAnother(accounts, troubled)) return true
    await accounts.keepWatch(id, { ...watch, broken, refusals: MOST_REFUSALS, askedAt: now })
    if (!isKnown) await outbox.add({ kind: 'account_broken', accountId: id, reason })
    return false
  })
  if (isMended) return 0
  if (!isKnown) log.error('a login at a vendor does not work', { account: id, reason })
  return Math.min(HOUR_MS, pauseOf(broken, now))
}

/** Who mends the addresses hears of a login that has come to its end meanwhile. */
function isWorse(reason: BrokenReason, { broken }: Watch): boolean {
  return broken?.reason === 'list_gone' && reason !== 'list_gone'
}

/**
 * How long a login that does not work is left alone, milliseconds. It is seen to come back by itself
 * within minutes; after an hour, a dead token stays dead. While a list is gone, its cases are looked at
 * by themselves.
 */
export function pauseOf({ reason, since }: NonNullable<Watch['broken']>, now: number): number {
  if (now - since < HOUR_MS || reason === 'list_gone') return FIRST_PAUSE_MS
  return reason === 'token_dead' ? DAY_MS : HOUR_MS
}

/** Somebody set the login up anew while the old one was tried: what became of that is over. */
async function isAnother(accounts: Accounts, { id, watch }: Troubled): Promise<boolean> {
  return (await accounts.watch(id)).setUp !== watch.setUp
}
