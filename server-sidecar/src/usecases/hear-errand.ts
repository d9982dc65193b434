import type { Errand, Wish } from '../domain/errand'
import type { PostRef, UserRef } from '../domain/refs'
import type { Clock } from '../ports/clock'
import type { InTransaction, Rooms } from '../ports/unit-of-work'

interface Needs {
  inTransaction: InTransaction
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

const DAY_MS = 24 * 60 * 60_000
/** After that nobody waits for an answer, and nothing is heard that may have been forgotten. */
export const TOO_OLD_MS = 6 * DAY_MS

/**
 * Keeps what the bot was asked to do, together with the fact that makes it be done. Whoever heard
 * it too finds it kept. True when it is news. Rejects while the database is away.
 */
export function createHearErrand({ inTransaction, clock }: Needs) {
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
      return inTransaction(async (rooms) => {
        const found = await findWish(rooms, reaction.postId, acts)
        if (!found) return false
        const { postId, ...said } = reaction
        return keep(rooms, { ...said, ...found, threadId: postId })
      })
    },
  }
}

/** What a reaction to this post means; undefined for nothing. Replies in a thread are not the thing. */
async function findWish(
  { alerts, tickets }: Rooms,
  postId: PostRef,
  acts: Reaction['acts'],
): Promise<Pick<Errand, 'wish' | 'channelId'> | undefined> {
  const alert = acts.includes('acknowledge') ? await alerts.findByPost(postId) : undefined
  if (alert) {
    const wish: Wish = { kind: 'acknowledge', alertId: alert.id, postId }
    return { wish, channelId: alert.channelId }
  }
  const kind = acts.find((act) => act !== 'acknowledge')
  const ticket = kind && (await tickets.findByPost(postId))
  if (!ticket) return undefined
  return { wish: { kind, ticketId: ticket.id, postId }, channelId: ticket.channelId }
}
