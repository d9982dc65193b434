/** What several intentions about cases need: whether somebody may, and what a vendor says. */
import type { Actor } from '../domain/actor'
import type { CaseFollow } from '../domain/case/follow'
import type { CaseSaid, FollowId, SupportCase } from '../domain/case/support-case'
import type { ChannelRef } from '../domain/refs'
import type { Clock } from '../ports/clock'
import type { People } from '../ports/people'
import type { InTransaction } from '../ports/unit-of-work'
import { VendorTrouble } from '../ports/vendor'
import type { CaseRefusal, FollowedCase, Place } from './case-results'
import type { HearsPrivate } from './hears-private'
import { refuseTeamLogin } from './team-login'
import type { Logins, Reach } from './vendor-logins'

export interface CaseNeeds {
  inTransaction: InTransaction
  people: Pick<People, 'mayPost' | 'mayRead' | 'post' | 'isSystemAdmin' | 'findChannel'>
  logins: Logins
  hearsPrivate: HearsPrivate
  clock: Clock
  newId: () => string
  /** Something was kept that is to be delivered. */
  wake: () => void
}

/** Who asks, and where. */
export interface Asking {
  actor: Actor
  place: Place
}
export type Found = { login: Reach; said: CaseSaid; refused?: never }

/** Undefined when the person may write there, and the thread is one of the channel's. */
export async function refusePlace(
  { people }: Pick<CaseNeeds, 'people'>,
  actor: Actor,
  { channelId, rootId }: Place,
): Promise<CaseRefusal | undefined> {
  if (!(await people.mayPost(actor.id, channelId))) return { kind: 'not_allowed' }
  if (rootId === undefined) return undefined
  const root = await people.post(rootId)
  const isRoot = root?.channelId === channelId && root.rootId === undefined
  return isRoot ? undefined : { kind: 'thread_not_found' }
}

/** The case through the first of the person's logins that sees it. */
export async function askFor(
  needs: Pick<CaseNeeds, 'logins' | 'people' | 'inTransaction'>,
  asking: Asking,
  { number: text, account }: { number: string; account?: string },
): Promise<Found | { refused: CaseRefusal }> {
  const usable = await needs.logins.usableBy(asking.actor.id, account)
  if (usable.length === 0) {
    return { refused: { kind: account === undefined ? 'no_account' : 'unknown_account' } }
  }
  let refused: CaseRefusal = { kind: 'not_a_number' }
  for (const login of usable) {
    const number = login.client.readNumber(text)
    if (number === undefined) continue
    const withheld = await refuseLogin(needs, asking, { login, number })
    const answer = withheld ? { refused: withheld } : await ask(login, number)
    if (!answer.refused) return answer
    // What could not be asked says more than what was not found.
    if (refused.kind !== 'trouble' && refused.kind !== 'off') refused = answer.refused
  }
  return { refused }
}

/** What a place follows already stays as it was, whoever may begin now. */
async function refuseLogin(
  { people, inTransaction }: Pick<CaseNeeds, 'people' | 'inTransaction'>,
  { actor, place }: Asking,
  { login, number }: { login: Reach; number: string },
): Promise<CaseRefusal | undefined> {
  const { channelId } = place
  const refused = await refuseTeamLogin({ people }, { actor, channelId }, login)
  if (!refused) return undefined
  const standing = await inTransaction(async ({ cases }) => {
    const known = await cases.findByNumber(login.account.id, number)
    return known && cases.followAt({ caseId: known.id, ...place })
  })
  return standing ? undefined : refused
}

export async function ask(login: Reach, number: string): Promise<Found | { refused: CaseRefusal }> {
  try {
    return { login, said: await login.client.find(login, number) }
  } catch (error) {
    return { refused: refusalOf(error) }
  }
}

export function refusalOf(error: unknown): CaseRefusal {
  if (!(error instanceof VendorTrouble)) throw error
  const { reason } = error
  const isUnseen = reason === 'not_found' || reason === 'forbidden'
  return isUnseen ? { kind: 'not_found' } : { kind: 'trouble', reason }
}

/** How a case is followed in a channel: in the thread asked from, or else anywhere in it. */
export function findFollowed(
  { inTransaction, logins }: Pick<CaseNeeds, 'inTransaction' | 'logins'>,
  { channelId, rootId }: Place,
  text: string,
): Promise<FollowedCase | undefined> {
  return inTransaction(async ({ cases, accounts }) => {
    const fitting: FollowedCase[] = []
    for (const follow of await cases.followsIn(channelId)) {
      const supportCase = await cases.find(follow.caseId)
      const account = supportCase && (await accounts.find(supportCase.accountId))
      if (!supportCase) continue
      const vendor = account && logins.vendorNamed(account.vendor)
      const number = vendor ? logins.clientFor(vendor).readNumber(text) : text.trim()
      if (number !== supportCase.state.number) continue
      fitting.push(followedOf(follow, supportCase, await cases.shown(follow.id)))
    }
    const isHere = ({ follow, post }: FollowedCase) =>
      rootId !== undefined && (follow.rootId === rootId || post === rootId)
    return fitting.find(isHere) ?? fitting[0]
  })
}

export function findFollow(
  { inTransaction }: Pick<CaseNeeds, 'inTransaction'>,
  id: FollowId,
): Promise<FollowedCase | undefined> {
  return inTransaction(async ({ cases }) => {
    const follow = await cases.findFollow(id)
    const supportCase = follow && (await cases.find(follow.caseId))
    return supportCase && followedOf(follow, supportCase, await cases.shown(id))
  })
}

export function followedOf(
  follow: CaseFollow,
  supportCase: SupportCase,
  shown: { postId?: FollowedCase['post'] } | undefined,
): FollowedCase {
  return { follow, supportCase, ...(shown?.postId && { post: shown.postId }) }
}

/** The kept follow this asks about, if its place is one the person reads. */
export async function findReadable(
  needs: Pick<CaseNeeds, 'inTransaction' | 'logins' | 'people'>,
  actor: Actor,
  { channelId, which }: { channelId?: ChannelRef; which: (Place & { number: string }) | FollowId },
): Promise<FollowedCase | undefined> {
  const found =
    typeof which === 'string'
      ? await findFollow(needs, which)
      : await findFollowed(needs, which, which.number)
  const place = found?.follow.channelId ?? channelId
  if (!found || place === undefined) return undefined
  return (await needs.people.mayRead(actor.id, place)) ? found : undefined
}
