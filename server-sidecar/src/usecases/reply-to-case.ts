/** Answering a vendor from chat: only where an administrator allowed it, and never as somebody else. */
import type { Actor } from '../domain/actor'
import { type CaseNeeds, findFollow, findFollowed, refusalOf } from './case-reach'
import type { CaseRefusal, FollowedCase, ReplyToCase } from './case-results'
import { refuseTeamLogin } from './team-login'
import type { Reach } from './vendor-logins'

/** What a vendor takes, characters. */
const LONGEST = 30_000

export function createReplyToCase(needs: CaseNeeds): ReplyToCase {
  return {
    async ask(actor, place, which) {
      const followed =
        'followId' in which
          ? await findFollow(needs, which.followId)
          : await findFollowed(needs, place, which.number)
      const by = await speakerOf(needs, actor, followed)
      if ('refused' in by) return by
      const { account } = by.login
      const as = account.login ? `${account.name} (${account.login})` : account.name
      const { state, vendor } = by.followed.supportCase
      return { state, vendor, followId: by.followed.follow.id, as }
    },
    async send(actor, followId, text) {
      const by = await speakerOf(needs, actor, await findFollow(needs, followId))
      if ('refused' in by) return by
      const body = text.trim()
      if (body === '' || body.length > LONGEST)
        return { refused: { kind: 'invalid', field: 'text' } }
      const { state, accountId, vendor } = by.followed.supportCase
      try {
        await by.login.client.reply(by.login, state.number, body)
      } catch (error) {
        return { refused: refusalOf(error) }
      }
      // It comes back as a comment like any other, soon.
      await needs.inTransaction(({ outbox }) => outbox.add({ kind: 'account_watched', accountId }))
      needs.wake()
      return { state, vendor }
    },
  }
}

/** The person's own login at that vendor, or the team's; never another person's. */
async function speakerOf(
  { people, logins }: CaseNeeds,
  actor: Actor,
  followed: FollowedCase | undefined,
): Promise<{ login: Reach; followed: FollowedCase } | { refused: CaseRefusal }> {
  if (!followed) return { refused: { kind: 'not_followed' } }
  if (!(await people.mayPost(actor.id, followed.follow.channelId))) {
    return { refused: { kind: 'not_allowed' } }
  }
  const through = await logins.of(followed.supportCase.accountId)
  if (typeof through === 'string') return { refused: { kind: 'no_account' } }
  if (!through.vendor.replies) return { refused: { kind: 'off', what: 'replies' } }
  const usable = await logins.usableBy(actor.id)
  const own = usable.find(
    ({ account, vendor }) => account.owner === actor.id && vendor.name === through.vendor.name,
  )
  if (own) return { login: own, followed }
  if (through.account.owner) return { refused: { kind: 'no_account' } }
  const { channelId } = followed.follow
  const refused = await refuseTeamLogin({ people }, { actor, channelId }, through)
  return refused ? { refused } : { login: through, followed }
}
