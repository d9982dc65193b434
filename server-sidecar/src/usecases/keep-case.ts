/** What a vendor said of a case, kept in one transaction with the facts that follow from it. */
import { absorbCase, beginCase } from '../domain/case/absorb'
import type { CaseFollow } from '../domain/case/follow'
import type { CaseId, CaseSaid, LostReason, SupportCase } from '../domain/case/support-case'
import type { Rooms } from '../ports/unit-of-work'
import type { Reach } from './vendor-logins'

interface Moment {
  now: number
  newId: () => string
}

/** The case as it is now; its followers hear of what is new. `moved`: something was. */
export async function keepSaid(
  rooms: Pick<Rooms, 'cases' | 'outbox'>,
  { login, said }: { login: Reach; said: CaseSaid },
  { now, newId }: Moment,
): Promise<{ supportCase: SupportCase; moved: boolean }> {
  const { cases } = rooms
  const { number } = said.state
  const accountId = login.account.id
  const vendor = login.vendor.name
  const before = await cases.findByNumber(accountId, number)
  if (!before) {
    const begun = beginCase(said, { id: newId() as CaseId, accountId, vendor, now })
    if (await cases.insert(begun.next)) {
      await cases.keepSeen(begun.next.id, begun.seen)
      return { supportCase: begun.next, moved: true }
    }
  }
  const known = before ?? (await cases.findByNumber(accountId, number))
  const locked = known && (await cases.lock(known.id))
  if (!locked) throw new Error('a case vanished while it was kept')
  const { next, news, seen } = absorbCase(
    { supportCase: locked, seen: await cases.seen(locked.id) },
    said,
    now,
  )
  await cases.save(next)
  await cases.keepSeen(next.id, seen)
  await cases.addNews(next.id, news, now)
  const moved = news.length > 0 || next.revision !== locked.revision
  if (moved) await tellFollowers(rooms, next.id)
  return { supportCase: next, moved }
}

/** The vendor does not show it any more. Said once, until it is shown again. */
export async function keepLost(
  rooms: Pick<Rooms, 'cases' | 'outbox'>,
  id: CaseId,
  { reason, now }: { reason: LostReason; now: number },
): Promise<void> {
  const known = await rooms.cases.lock(id)
  if (!known) return
  if (known.lost) return rooms.cases.save({ ...known, lookedAt: now })
  const lost = { reason, since: now }
  const revision = known.revision + 1
  await rooms.cases.save({ ...known, lost, lookedAt: now, unsettled: false, revision })
  await rooms.outbox.add({ kind: 'case_lost', caseId: id, reason })
  await tellFollowers(rooms, id)
}

export async function tellFollowers(
  { cases, outbox }: Pick<Rooms, 'cases' | 'outbox'>,
  id: CaseId,
): Promise<void> {
  for (const follow of await cases.followsOf(id)) {
    await outbox.add({ kind: 'case_changed', followId: follow.id })
  }
}

/** A new follow, told from now on; the one there is when the place has one already. */
export async function keepFollow(
  { cases, outbox }: Pick<Rooms, 'cases' | 'outbox'>,
  follow: CaseFollow,
): Promise<{ follow: CaseFollow; isNew: boolean }> {
  const sequence = await cases.lastSequence(follow.caseId)
  if (await cases.insertFollow(follow, sequence)) {
    await outbox.add({ kind: 'case_changed', followId: follow.id })
    return { follow, isNew: true }
  }
  return { follow: (await cases.followAt(follow)) ?? follow, isNew: false }
}

/** From now on the comments of another side are told there. */
export async function changeSide(
  { cases, outbox }: Pick<Rooms, 'cases' | 'outbox'>,
  follow: CaseFollow,
  side: CaseFollow['side'],
): Promise<CaseFollow> {
  const changed = { ...follow, side }
  await cases.saveFollow(changed)
  await outbox.add({ kind: 'case_changed', followId: follow.id })
  return changed
}

export async function stopFollow(
  { cases, outbox }: Pick<Rooms, 'cases' | 'outbox'>,
  follow: CaseFollow,
  now: number,
): Promise<CaseFollow> {
  // Whoever begins to follow it now counts on its story: one after the other.
  await cases.lock(follow.caseId)
  const stopped = { ...follow, stoppedAt: now }
  await cases.saveFollow(stopped)
  if ((await cases.followsOf(follow.caseId)).length === 0) await cases.forgetStory(follow.caseId)
  await outbox.add({ kind: 'case_changed', followId: follow.id })
  return stopped
}
