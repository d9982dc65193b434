/** What people do with cases: follow, stop, look. */
import type { Actor } from '../domain/actor'
import { type CaseFollow, DEFAULT_SIDE } from '../domain/case/follow'
import { isVisible } from '../domain/case/news'
import type { CaseComment, FollowId, Side } from '../domain/case/support-case'
import type { ChannelRef } from '../domain/refs'
import {
  ask,
  askFor,
  type CaseNeeds,
  type Found,
  findFollow,
  findFollowed,
  findReadable,
  followedOf,
  refusePlace,
} from './case-reach'
import type { CaseRefusal, FollowCases, FollowedCase, Place } from './case-results'
import { changeSide, keepFollow, keepSaid, stopFollow } from './keep-case'

type Track = FollowCases['track']

export function createFollowCases(needs: CaseNeeds): FollowCases {
  return {
    track: createTrack(needs),
    untrack: createUntrack(needs),
    list: createList(needs),
    async show(actor, place, number) {
      const found = await look(needs, actor, { place, which: { number } })
      if (found.refused) return found
      const { follow, login, said } = found
      return { state: said.state, vendor: login.vendor.name, ...(follow && { follow }) }
    },
    async latest(actor, place, which) {
      const found = await look(needs, actor, { place, which })
      if (found.refused) return found
      const side = ('side' in which && which.side) || found.follow?.side || DEFAULT_SIDE
      const visible = await visibleIn(needs, found, { place, side })
      const comment = visible.reduce<CaseComment | undefined>(newer, undefined)
      const { name: vendor } = found.login.vendor
      return { state: found.said.state, vendor, ...(comment && { comment }) }
    },
    comment: createComment(needs),
  }
}

function createTrack(needs: CaseNeeds): Track {
  const { inTransaction, clock, newId, wake } = needs
  return async function track(actor, place, { side, ...wanted }) {
    const refused = await refusePlace(needs, actor, place)
    if (refused) return { refused }
    const found = await askFor(needs, { actor, place }, wanted)
    if (found.refused) return found
    const accountId = found.login.account.id
    const { channelId, rootId } = place
    const kept = await inTransaction(async (rooms) => {
      const { cases, accounts, outbox } = rooms
      const isFirst = (await cases.followed(accountId)).every(({ dropped }) => dropped)
      const now = clock.now()
      const { supportCase } = await keepSaid(rooms, found, { now, newId })
      const id = newId() as FollowId
      const where = { caseId: supportCase.id, channelId, ...(rootId && { rootId }) }
      const by = { by: actor.id, createdAt: now }
      const given = await keepFollow(rooms, { ...where, ...by, id, side: side ?? DEFAULT_SIDE })
      const isOther = !given.isNew && side !== undefined && side !== given.follow.side
      const standing = isOther ? await changeSide(rooms, given.follow, side) : given.follow
      // Until now nobody had to ask in its name.
      const isWatched = (await accounts.find(accountId)) !== undefined
      if (isFirst && isWatched) await outbox.add({ kind: 'account_watched', accountId })
      const shown = await cases.shown(standing.id)
      return { isNews: given.isNew || isOther, ...followedOf(standing, supportCase, shown) }
    })
    wake()
    const { isNews, ...followed } = kept
    if (isNews) return followed
    const { follow, post } = followed
    return { refused: { kind: 'already', follow, ...(post && { post }) } }
  }
}

function createUntrack(needs: CaseNeeds): FollowCases['untrack'] {
  const { inTransaction, people, clock, wake } = needs
  return async function untrack(actor, place, which) {
    const found =
      'followId' in which
        ? await findFollow(needs, which.followId)
        : await findFollowed(needs, place, which.number)
    const refused: CaseRefusal = { kind: 'not_followed' }
    if (!found || found.follow.stoppedAt !== undefined) return { refused }
    if (!(await people.mayPost(actor.id, found.follow.channelId))) {
      return { refused: { kind: 'not_allowed' } }
    }
    const follow = await inTransaction((rooms) => stopFollow(rooms, found.follow, clock.now()))
    wake()
    return { ...found, follow }
  }
}

function createList({ inTransaction, people }: CaseNeeds): FollowCases['list'] {
  return async function list(actor, channelId) {
    if (!(await people.mayRead(actor.id, channelId))) return { refused: { kind: 'not_allowed' } }
    return inTransaction(async ({ cases }) => {
      const followed: FollowedCase[] = []
      for (const follow of await cases.followsIn(channelId)) {
        const supportCase = await cases.find(follow.caseId)
        if (supportCase)
          followed.push(followedOf(follow, supportCase, await cases.shown(follow.id)))
      }
      followed.sort((one, other) =>
        one.supportCase.state.number.localeCompare(other.supportCase.state.number),
      )
      return { cases: followed, filters: await cases.filtersIn(channelId) }
    })
  }
}

interface Looked extends Found {
  follow?: CaseFollow
}

/** The vendor's word of now: through the login it is followed with, or one of the person's own. */
async function look(
  needs: CaseNeeds,
  actor: Actor,
  { place, which }: { place: Place; which: { number: string } | { followId: FollowId } },
): Promise<Looked | { refused: CaseRefusal }> {
  const asked = 'followId' in which ? which.followId : { ...place, number: which.number }
  const followed = await findReadable(needs, actor, { which: asked })
  if (followed && followed.follow.stoppedAt === undefined) {
    const login = await needs.logins.of(followed.supportCase.accountId)
    if (typeof login === 'string') return { refused: { kind: 'no_account' } }
    const found = await ask(login, followed.supportCase.state.number)
    return found.refused ? found : { ...found, follow: followed.follow }
  }
  if ('followId' in which) return { refused: { kind: 'not_followed' } }
  return askFor(needs, { actor, place }, which)
}

/** The comments that may be shown in this place. */
async function visibleIn(
  { hearsPrivate }: CaseNeeds,
  { login, said, follow }: Looked,
  { place, side }: { place: { channelId: ChannelRef }; side: Side },
): Promise<CaseComment[]> {
  const channelId = follow?.channelId ?? place.channelId
  const listener = { side, hearsPrivate: await hearsPrivate(login.vendor, channelId) }
  return (said.comments ?? []).filter((comment) => isVisible(comment, listener))
}

/** Of two of one moment, the one that stands later. */
function newer(one: CaseComment | undefined, other: CaseComment): CaseComment {
  const at = ({ publishedAt, createdAt = 0 }: CaseComment) => publishedAt ?? createdAt
  return one && at(one) > at(other) ? one : other
}

function createComment(needs: CaseNeeds): FollowCases['comment'] {
  const { inTransaction, hearsPrivate, logins } = needs
  return async function comment(actor, followId, commentId) {
    const refused: CaseRefusal = { kind: 'not_followed' }
    const followed = await findReadable(needs, actor, { which: followId })
    if (!followed) return { refused }
    const { follow, supportCase } = followed
    const login = await logins.of(supportCase.accountId)
    const vendor = typeof login === 'string' ? undefined : login.vendor
    const listener = {
      side: 'both' as const,
      hearsPrivate: await hearsPrivate(vendor, follow.channelId),
    }
    // What was told here is kept: nobody has to be asked.
    const story = await inTransaction(({ cases }) => cases.newsAfter(supportCase.id, 0))
    const told = story
      .flatMap(({ news }) => ('comment' in news ? [news.comment] : []))
      .findLast(({ id }) => id === commentId)
    const { vendor: name } = supportCase
    if (told && isVisible(told, listener)) {
      return { state: supportCase.state, vendor: name, comment: told }
    }
    if (typeof login === 'string') return { refused: { kind: 'no_account' } }
    const found = await ask(login, supportCase.state.number)
    if (found.refused) return found
    const asked = found.said.comments?.find(({ id }) => id === commentId)
    if (!asked || !isVisible(asked, listener)) return { refused: { kind: 'not_found' } }
    return { state: found.said.state, vendor: name, comment: asked }
  }
}
