/** Details of the cases that moved, and of no others. */
import type { CaseState, SupportCase } from '../domain/case/support-case'
import type { Clock } from '../ports/clock'
import type { Log } from '../ports/log'
import type { InTransaction } from '../ports/unit-of-work'
import { type VendorReason, VendorTrouble } from '../ports/vendor'
import { keepLost, keepSaid } from './keep-case'
import { type Changes, isListed } from './list-changes'
import type { Reach } from './vendor-logins'

export interface LookNeeds {
  inTransaction: InTransaction
  clock: Clock
  newId: () => string
  /** Something was kept that is to be delivered. */
  wake: () => void
  log: Log
}
interface Round {
  login: Reach
  followed: SupportCase[]
  signal: AbortSignal
  /** The way to the vendor is in doubt: a case that is not found there is not lost. */
  inDoubt?: boolean
}

const HOUR_MS = 60 * 60_000
const DAY_MS = 24 * HOUR_MS
/** Cases looked at in one poll; the others wait for the next, which comes soon. */
const MOST_LOOKS = 60
/** So many cases in a row that could not be read: it is not the cases. */
export const MOST_FAILURES = 3

/**
 * Looks at the cases that moved. `looks`: so many were asked for; `read`: some could be; `partial`: not
 * all of them were looked at.
 */
export async function lookAtCases(
  needs: LookNeeds,
  { login, signal, inDoubt = false, ...round }: Round,
  changes: Changes,
): Promise<{ looks: number; read: boolean; moved: boolean; partial: boolean }> {
  const { inTransaction, clock, newId, wake } = needs
  const followed = await noteListed(needs, round.followed, changes)
  const wanted = followed.filter((one) => isToLookAt(one, changes.cases, clock.now()))
  // Those that could not be read last time stand in nobody's way; without a list, all have their turn.
  const rank = ({ unsettled }: SupportCase) => Number(changes.cases !== undefined && unsettled)
  wanted.sort((one, other) => rank(one) - rank(other) || one.lookedAt - other.lookedAt)
  const chosen = wanted.slice(0, MOST_LOOKS)
  let [read, moved, failures] = [false, false, 0]
  for (const supportCase of chosen) {
    signal.throwIfAborted()
    try {
      const said = await login.client.find(login, supportCase.state.number)
      const at = { now: clock.now(), newId }
      const kept = await inTransaction((rooms) => keepSaid(rooms, { login, said }, at))
      moved ||= kept.moved
      read = true
      failures = 0
    } catch (error) {
      if (!(error instanceof VendorTrouble)) throw error
      const { reason } = error
      if (!inDoubt && (reason === 'forbidden' || reason === 'not_found')) {
        const lost = { reason, now: clock.now() }
        await inTransaction((rooms) => keepLost(rooms, supportCase.id, lost))
      } else {
        failures += 1
        const goesOn = isOfOneCase(error) || (inDoubt && !error.retry)
        if (!goesOn || failures >= MOST_FAILURES) throw error
        await leave(needs, supportCase, { reason, inDoubt })
      }
    }
    wake()
  }
  await dropClosed(needs, { login, followed })
  return { looks: chosen.length, read, moved, partial: wanted.length > chosen.length }
}

/** It is looked at again at the next poll, wherever the list begins then; the others come first. */
async function leave(
  { inTransaction, clock, log }: LookNeeds,
  { id, state: { number } }: SupportCase,
  { reason, inDoubt }: { reason: VendorReason; inDoubt: boolean },
): Promise<void> {
  const isNew = await inTransaction(async ({ cases }) => {
    const known = await cases.lock(id)
    if (!known) return false
    const unsettled = known.unsettled || !inDoubt
    await cases.save({ ...known, unsettled, lookedAt: clock.now() })
    return unsettled !== known.unsettled
  })
  if (isNew) log.warn('a case could not be read', { number, reason })
}

/** Trouble that another case may not have. */
export function isOfOneCase(error: unknown): boolean {
  if (!(error instanceof VendorTrouble)) return false
  const { reason } = error
  const ofOne: readonly VendorReason[] = [
    'unexpected_answer',
    'no_page',
    'server_error',
    'timed_out',
  ]
  return ofOne.includes(reason)
}

function isToLookAt(
  { state, unsettled, dropped, lookedAt, lost, listed: isListed }: SupportCase,
  listed: ReadonlyMap<string, CaseState> | undefined,
  now: number,
): boolean {
  const line = listed?.get(state.number)
  // It stands in the list: there it is seen to be open again.
  if (dropped && isListed) return line !== undefined && !line.isClosed
  // What no list shows may have moved all the same.
  if (now - lookedAt > DAY_MS) return true
  if (lost) return line !== undefined && now - lookedAt > HOUR_MS
  if (dropped) return line !== undefined && !line.isClosed
  if (unsettled) return true
  // What nobody lists is looked at each time.
  if (!line) return !listed || isListed === false
  const there = secondsOf(line)
  return there === undefined || there > (secondsOf(state) ?? 0)
}

/** Lists and details differ in how exactly they tell the time. */
function secondsOf({ modifiedAt }: Pick<CaseState, 'modifiedAt'>): number | undefined {
  return modifiedAt === undefined ? undefined : Math.floor(modifiedAt / 1000)
}

function isOver(closedAt: number, { login, now }: { login: Reach; now: number }): boolean {
  return now - closedAt > login.vendor.closedDays * DAY_MS
}

/** Keeps which of them stand in the list. */
async function noteListed(
  { inTransaction }: LookNeeds,
  followed: readonly SupportCase[],
  changes: Changes,
): Promise<SupportCase[]> {
  const noted = followed.map((one) => {
    const listed = isListed(one, changes)
    return listed === one.listed || listed === undefined ? one : { ...one, listed }
  })
  const changed = noted.filter(({ listed }, index) => listed !== followed[index]?.listed)
  if (changed.length > 0) {
    await inTransaction(async ({ cases }) => {
      for (const { id, listed } of changed) {
        const known = await cases.lock(id)
        if (known && listed !== undefined) await cases.save({ ...known, listed })
      }
    })
  }
  return noted
}

async function dropClosed(
  { inTransaction, clock }: LookNeeds,
  { login, followed }: Pick<Round, 'login' | 'followed'>,
): Promise<void> {
  const now = clock.now()
  for (const { id, dropped, closedAt } of followed) {
    if (dropped || closedAt === undefined || !isOver(closedAt, { login, now })) continue
    await inTransaction(async ({ cases }) => {
      const known = await cases.lock(id)
      if (known?.closedAt !== undefined) await cases.save({ ...known, dropped: true })
    })
  }
}
