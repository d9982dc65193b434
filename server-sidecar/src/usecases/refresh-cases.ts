/**
 * One poll of one login: what changed since the last one, and nothing else. One query for all its
 * cases; details of those that moved. One case or login that does not work stops no other.
 */
import type { CaseFilter } from '../domain/case/follow'
import { LONGEST_WAIT_MS, nextPollIn } from '../domain/case/pace'
import type { AccountId, SupportCase } from '../domain/case/support-case'
import type { Watch } from '../ports/accounts'
import { VendorTrouble } from '../ports/vendor'
import { createFollowNewCases, type FollowNewCases } from './follow-new-cases'
import { listChanges, UNLISTED } from './list-changes'
import { keepBroken, keepTrouble, pauseOf } from './login-trouble'
import { type LookNeeds, lookAtCases } from './look-at-cases'
import type { Logins, Reach } from './vendor-logins'

export interface RefreshNeeds extends LookNeeds {
  logins: Logins
  /** The hour of the day in the configured time zone. */
  hour: () => number
  /** 0 to 1. */
  random: () => number
}

/** Milliseconds until the next poll; undefined when there is no such login any more. */
export type RefreshCases = (id: AccountId, signal: AbortSignal) => Promise<number | undefined>

const HOUR_MS = 60 * 60_000
const DAY_MS = 24 * HOUR_MS
/** A guest that has to ask for each case by itself asks for one in so long. */
const EACH_MS = 10_000
/** After a poll that did not get through everything. */
const SOON_MS = 15_000

export function createRefreshCases(needs: RefreshNeeds): RefreshCases {
  const followNew = createFollowNewCases(needs)
  return async function refreshCases(id, signal) {
    const { logins, inTransaction, clock } = needs
    const known = await inTransaction(async ({ accounts, cases }) => {
      const account = await accounts.find(id)
      if (!account) return undefined
      const watch = await accounts.watch(id)
      return { watch, followed: await cases.followed(id), filters: await cases.filtersOf(id) }
    })
    if (!known) return undefined
    const now = clock.now()
    const wait = waitOf(known, now)
    if (wait > 0) return wait
    const login = await logins.of(id)
    if (login === 'no_account') return undefined
    if (typeof login === 'string') return keepBroken(needs, { id, ...known }, login)
    const round: Round = { ...known, id, login, signal, followNew }
    try {
      const { watch, partial } = await poll(needs, round)
      await inTransaction(async ({ accounts }) => {
        const { setUp } = await accounts.watch(id)
        await accounts.keepWatch(id, { ...watch, ...(setUp !== undefined && { setUp }) })
      })
      const interval = intervalOf(needs, { ...round, watch })
      return partial ? Math.min(SOON_MS, interval) : interval
    } catch (error) {
      if (!(error instanceof VendorTrouble)) throw error
      // Gone once, it may be there in a moment.
      const isGone = error.reason === 'list_gone' && round.watch.refusals > 0
      const without = isGone ? await lookWithout(needs, round, error) : {}
      const { trouble = error, movedAt = round.watch.movedAt } = without
      const troubled = {
        ...round,
        watch: { ...round.watch, ...(movedAt !== undefined && { movedAt }) },
      }
      const intervalMs = intervalOf(needs, troubled)
      const delay = await keepTrouble(needs, { ...troubled, intervalMs }, trouble)
      return without.looks ? Math.max(intervalMs, without.looks * EACH_MS) : delay
    }
  }
}

interface Known {
  watch: Watch
  followed: SupportCase[]
  filters: CaseFilter[]
}
interface Round extends Known {
  id: AccountId
  login: Reach
  signal: AbortSignal
  followNew: FollowNewCases
}

/** Milliseconds during which nobody asks, whoever wants to know. */
function waitOf({ watch, followed, filters }: Known, now: number): number {
  const { notBefore = 0, broken, askedAt = 0, answeredAt = 0 } = watch
  const left = notBefore - now
  // Longer than anybody was ever told to wait: the clock was put back.
  if (left > 0 && left <= 2 * LONGEST_WAIT_MS) return left
  const isWithin = (since: number, ms: number) => now >= since && now - since < ms
  const pause = broken?.reason === 'token_dead' ? pauseOf(broken, now) : 0
  if (isWithin(askedAt, pause)) return Math.min(HOUR_MS, pause)
  const isIdle = filters.length === 0 && followed.every(({ dropped }) => dropped)
  // Once a day is enough to keep a token alive, and to see that a dropped case is open again.
  return isIdle && !broken && isWithin(answeredAt, DAY_MS) ? HOUR_MS : 0
}

function intervalOf({ clock, hour, random }: RefreshNeeds, round: Round): number {
  const { pollSeconds } = round.login.vendor
  const isUrgent = ({ state, dropped, lost }: SupportCase) =>
    state.rank === 1 && !state.isClosed && !dropped && !lost
  const { movedAt } = round.watch
  return nextPollIn(
    {
      ...(pollSeconds !== undefined && { pollSeconds }),
      ...(movedAt !== undefined && { movedAt }),
      hour: hour(),
      now: clock.now(),
      urgent: round.followed.some(isUrgent),
    },
    random(),
  )
}

interface Without {
  trouble?: VendorTrouble
  /** So many cases were asked for, and some could be read. */
  looks?: number
  movedAt?: number
}

/** Each followed case by itself, while the vendor has no list for us. */
async function lookWithout(
  needs: RefreshNeeds,
  round: Round,
  gone: VendorTrouble,
): Promise<Without> {
  try {
    const { looks, read, moved } = await lookAtCases(needs, { ...round, inDoubt: true }, UNLISTED)
    return { ...(read && { looks }), ...(moved && { movedAt: needs.clock.now() }) }
  } catch (error) {
    if (!(error instanceof VendorTrouble)) throw error
    return { trouble: new VendorTrouble(gone.reason, gone.retry, error.retryAfterMs) }
  }
}

async function poll(
  needs: RefreshNeeds,
  round: Round,
): Promise<{ watch: Watch; partial: boolean }> {
  const { login, watch, filters, followNew } = round
  const listed = await listChanges(login, round)
  const { moved, partial } = await lookAtCases(needs, round, listed)
  const brought = listed.cases
    ? await followNew({ login, filters, listed: [...listed.cases.values()], signal: round.signal })
    : false
  const now = needs.clock.now()
  const { broken: _, notBefore: __, ...rest } = watch
  const watermark = partial ? watch.watermark : (listed.watermark ?? watch.watermark)
  return {
    partial,
    watch: {
      ...rest,
      ...(watermark !== undefined && { watermark }),
      ...((moved || brought || watch.movedAt === undefined) && { movedAt: now }),
      ...{ failures: 0, refusals: 0, answeredAt: now, askedAt: now },
    },
  }
}
