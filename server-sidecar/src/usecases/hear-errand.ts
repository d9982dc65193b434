import type { Errand, Wish } from '../domain/errand'
import type { ChannelRef, PostRef, UserRef } from '../domain/refs'
import type { Clock } from '../ports/clock'
import type { InTransaction, Rooms } from '../ports/unit-of-work'
import type { OwnerOfPost, PostOwner } from './own-post'

interface Needs {
  inTransaction: InTransaction
  ownerOfPost: OwnerOfPost
  clock: Clock
}

/** A reaction that may concern us; `acts`: what it means, depending on what it is on. */
export interface Reaction {
  id: string
  by: UserRef
  postId: PostRef
  at: number
  acts: readonly ('acknowledge' | 'take' | 'resolve')[]
}

type ReactionWish = Exclude<Wish, { kind: 'words' }>

const DAY_MS = 24 * 60 * 60_000
/** After that nobody waits for an answer, and nothing is heard that may have been forgotten. */
export const TOO_OLD_MS = 6 * DAY_MS

/**
 * Keeps what the bot was asked to do, together with the fact that makes it be done. Whoever heard
 * it too finds it kept. True when it is news. Rejects while the database is away.
 */
export function createHearErrand({ inTransaction, ownerOfPost, clock }: Needs) {
  async function keep(rooms: Rooms, errand: Errand): Promise<boolean> {
    // What claims to be of tomorrow must not be where reading goes on after a restart.
    const at = Math.min(errand.at, clock.now())
    if (!(await rooms.inbox.take({ ...errand, at }))) return false
    await rooms.outbox.add({ kind: 'errand_heard', errandId: errand.id })
    return true
  }
  const isTooOld = (at: number) => clock.now() - at > TOO_OLD_MS

  return {
    async words(errand: Errand): Promise<boolean> {
      if (isTooOld(errand.at)) return false
      return inTransaction((rooms) => keep(rooms, errand))
    },
    async reaction({ acts, ...reaction }: Reaction): Promise<boolean> {
      if (isTooOld(reaction.at)) return false
      const owner = await ownerOfPost(reaction.postId)
      const wish = owner && wishOf(owner, reaction.postId, acts)
      if (!wish) return false
      return inTransaction(async (rooms) => {
        const channelId = await placeOf(rooms, wish)
        if (!channelId) return false
        const { postId, ...said } = reaction
        return keep(rooms, { ...said, wish, channelId, threadId: postId })
      })
    },
  }
}

/** What a reaction to this post means; undefined for nothing. */
function wishOf(
  owner: PostOwner,
  postId: PostRef,
  acts: Reaction['acts'],
): ReactionWish | undefined {
  if (owner.kind === 'alert' && acts.includes('acknowledge')) {
    return { kind: 'acknowledge', alertId: owner.id, postId }
  }
  const kind = acts.find((act) => act !== 'acknowledge')
  return owner.kind === 'ticket' && kind ? { kind, ticketId: owner.id, postId } : undefined
}

async function placeOf(
  { alerts, tickets }: Rooms,
  wish: ReactionWish,
): Promise<ChannelRef | undefined> {
  const found =
    wish.kind === 'acknowledge'
      ? await alerts.find(wish.alertId)
      : await tickets.find(wish.ticketId)
  return found?.channelId
}
