import type { AlertId } from '../domain/alert/alert'
import type { FollowId } from '../domain/case/support-case'
import type { Fact } from '../domain/facts'
import type { PostRef, TicketId } from '../domain/refs'
import type { Chat } from '../ports/chat'
import type { InTransaction, Rooms } from '../ports/unit-of-work'

/** What a post of ours is the own post of; its replies are of nothing. */
export type PostOwner =
  | { kind: 'ticket'; id: TicketId }
  | { kind: 'alert'; id: AlertId }
  | { kind: 'case'; id: FollowId }
/** Rejects with `Refusal('mattermost_unavailable')` when it cannot ask. */
export type OwnerOfPost = (postId: PostRef) => Promise<PostOwner | undefined>

interface Needs {
  inTransaction: InTransaction
  chat: Pick<Chat, 'deliveryOf'>
}

/** The part of a delivery that is the own post, and those that follow it when it was deleted. */
const OWN_PART = /^root(-|$)/

/** Whose deliveries make own posts. */
const TELLING: readonly Fact['kind'][] = ['ticket_opened', 'alert_changed', 'case_changed']

/**
 * As it is written down; or, in the instant between a post and the record of it, by the delivery
 * that the post itself names. That is believed of posts of our bot alone: anybody can write a post
 * that names something. Mattermost is asked only while there can be such a post.
 */
export function createOwnerOfPost({ inTransaction, chat }: Needs): OwnerOfPost {
  return async function ownerOfPost(postId) {
    const { isBusy, known } = await inTransaction(async (rooms) => ({
      // First: what is over by now is written down.
      isBusy: await rooms.outbox.isBusy(TELLING),
      known: await findKnown(rooms, postId),
    }))
    if (known || !isBusy) return known
    const [deliveryId, part = ''] = (await chat.deliveryOf(postId))?.split('/') ?? []
    if (!deliveryId || !OWN_PART.test(part)) return undefined
    const fact = await inTransaction(({ outbox }) => outbox.find(deliveryId))
    return fact && subjectOf(fact)
  }
}

async function findKnown(
  { tickets, alerts, cases }: Rooms,
  postId: PostRef,
): Promise<PostOwner | undefined> {
  const ticket = await tickets.findByPost(postId)
  if (ticket) return { kind: 'ticket', id: ticket.id }
  const alert = await alerts.findByPost(postId)
  if (alert) return { kind: 'alert', id: alert.id }
  const follow = await cases.findFollowByPost(postId)
  return follow && { kind: 'case', id: follow.id }
}

function subjectOf(fact: Fact): PostOwner | undefined {
  switch (fact.kind) {
    case 'ticket_opened':
      return { kind: 'ticket', id: fact.ticketId }
    case 'alert_changed':
      return { kind: 'alert', id: fact.alertId }
    case 'case_changed':
      return { kind: 'case', id: fact.followId }
    default:
      return undefined
  }
}
