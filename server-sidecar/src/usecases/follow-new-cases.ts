/** Cases that fit a filter are followed as they come; too many at once are only named. */
import { type CaseFilter, type CaseFollow, fits } from '../domain/case/follow'
import type { CaseState, FollowId } from '../domain/case/support-case'
import type { FilterMark } from '../ports/cases'
import type { Clock } from '../ports/clock'
import type { InTransaction } from '../ports/unit-of-work'
import { type VendorReason, VendorTrouble } from '../ports/vendor'
import { keepFollow, keepSaid } from './keep-case'
import { isOfOneCase, MOST_FAILURES } from './look-at-cases'
import type { Reach } from './vendor-logins'

interface Needs {
  inTransaction: InTransaction
  clock: Clock
  newId: () => string
  wake: () => void
}
/** True when a case was brought. */
export type FollowNewCases = (given: {
  login: Reach
  filters: readonly CaseFilter[]
  listed: readonly CaseState[]
  signal: AbortSignal
}) => Promise<boolean>

/** Named one by one in a summary; the others are a number. */
const MOST_NAMED = 30
const UNSEEN: readonly VendorReason[] = ['forbidden', 'not_found', 'gone']

export function createFollowNewCases(needs: Needs): FollowNewCases {
  return async function followNewCases({ login, filters, listed, signal }) {
    let brought = false
    for (const filter of filters) {
      signal.throwIfAborted()
      const fresh = await freshOf(needs, filter, listed)
      if (fresh.length === 0) continue
      brought = true
      if (fresh.length > filter.cap) await sum(needs, filter, fresh)
      else await bringAll(needs, { login, filter, fresh })
      needs.wake()
    }
    return brought
  }
}

/** Those the filter has not met, or has only named and that moved since. */
async function freshOf(
  { inTransaction }: Needs,
  filter: CaseFilter,
  listed: readonly CaseState[],
): Promise<CaseState[]> {
  const fitting = listed.filter((state) => fits(filter, state))
  if (fitting.length === 0) return []
  const marks = await inTransaction(({ cases }) => cases.marks(filter.id))
  return fitting.filter(({ number, modifiedAt = 0 }) => {
    const mark = marks.get(number)
    return !mark || (mark.how === 'summed' && modifiedAt > (mark.modifiedAt ?? 0))
  })
}

function sum({ inTransaction }: Needs, filter: CaseFilter, states: CaseState[]): Promise<void> {
  return inTransaction(async ({ cases, outbox }) => {
    if (!(await cases.findFilter(filter.id))) return
    await cases.keepMarks(filter.id, states.map(markOf('summed')))
    const named = states.slice(0, MOST_NAMED).map(({ number, summary, severity, link }) => {
      return { number, summary, ...(severity && { severity }), ...(link && { link }) }
    })
    const total = states.length
    await outbox.add({ kind: 'cases_summed', filterId: filter.id, cases: named, total })
  })
}

/** One that cannot be read now is met again while it is listed; it keeps no other away. */
async function bringAll(
  needs: Needs,
  { fresh, ...to }: { login: Reach; filter: CaseFilter; fresh: readonly CaseState[] },
): Promise<void> {
  let failures = 0
  for (const state of fresh) {
    try {
      await bring(needs, { ...to, state })
      failures = 0
    } catch (error) {
      failures += 1
      if (!isOfOneCase(error) || failures >= MOST_FAILURES) throw error
    }
  }
}

async function bring(
  { inTransaction, clock, newId }: Needs,
  { login, filter, state }: { login: Reach; filter: CaseFilter; state: CaseState },
): Promise<void> {
  const said = await login.client.find(login, state.number).catch((error: unknown) => {
    // Listed, and yet not shown to us: nothing to follow.
    if (error instanceof VendorTrouble && UNSEEN.includes(error.reason)) return undefined
    throw error
  })
  await inTransaction(async (rooms) => {
    const { cases } = rooms
    if (!(await cases.findFilter(filter.id))) return
    await cases.keepMarks(filter.id, [markOf('followed')(state)])
    if (!said) return
    const now = clock.now()
    const { supportCase } = await keepSaid(rooms, { login, said }, { now, newId })
    const follow: CaseFollow = {
      id: newId() as FollowId,
      caseId: supportCase.id,
      channelId: filter.channelId,
      ...(filter.rootId && { rootId: filter.rootId }),
      side: filter.side,
      ...(filter.by && { by: filter.by }),
      filterId: filter.id,
      createdAt: now,
    }
    await keepFollow(rooms, follow)
  })
}

function markOf(how: FilterMark['how']) {
  return ({ number, modifiedAt }: CaseState): FilterMark => {
    return { number, how, ...(modifiedAt !== undefined && { modifiedAt }) }
  }
}
