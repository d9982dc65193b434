/**
 * A ticket that was moved is shown: its post says where it stands, its thread who did what. What
 * has been told is kept beside the ticket, so that each step is told once, by whomever.
 */
import type { TicketCardLife } from '@ticketdesk/contract'
import type { PostRef } from '../domain/refs'
import type { Ticket } from '../domain/ticket/ticket'
import { type Chat, isRootGone, type OutgoingPost, type StandingPost } from '../ports/chat'
import type { Log } from '../ports/log'
import type { Deliveries, Delivery } from '../ports/outbox'
import type { TicketStep } from '../ports/tickets'
import type { InTransaction } from '../ports/unit-of-work'
import type { Deliver, Outcome } from './deliver'
import { createPublish } from './publish'
import type { NoteMove } from './ticket-of-alert'

export interface TicketMovedNeeds {
  chat: Chat
  deliveries: Deliveries
  inTransaction: InTransaction
  renderLife: (ticket: Ticket) => Promise<{ attachments: object[]; life: TicketCardLife }>
  renderStep: (step: TicketStep, ticket: Ticket) => Promise<string>
  /** Tells what the ticket was made from; in the transaction that remembers what was told. */
  noteMove?: NoteMove
  log: Log
}

/** The first post is on its way, at the end of the same queue. */
const POST_DELAY = 500

export function createTicketMoved(needs: TicketMovedNeeds): Deliver {
  const { inTransaction, chat, log } = needs
  return async function ticketMoved(delivery, signal) {
    const { fact } = delivery
    if (fact.kind !== 'ticket_moved') return { kind: 'later', reason: 'unknown_fact' }
    const known = await inTransaction(async ({ tickets }) => {
      const shown = await tickets.shown(fact.ticketId)
      const steps = await tickets.stepsAfter(fact.ticketId, shown.revision)
      return { ticket: await tickets.find(fact.ticketId), shown, steps }
    })
    const { ticket, shown, steps } = known
    if (!ticket) return { kind: 'done' }
    if (!shown.postId) return withoutPost(shown.isComing)
    try {
      const standing = await chat.read(shown.postId)
      const task = { ticket, steps, postId: shown.postId, delivery, signal }
      const isShown = standing !== undefined && (await show(needs, { ...task, standing }))
      if (!isShown) log.info('a ticket was moved whose post is deleted', { ticket: ticket.id })
      await keepShown(needs, task)
      return { kind: 'done' }
    } catch (error) {
      if (!isRootGone(error)) throw error
      // The next move tells what was not told now.
      log.warn('a ticket was moved whose thread is gone', { ticket: ticket.id })
      return { kind: 'done' }
    }
  }
}

/** Its channel was gone before it was ever posted: then there is nothing to be shown in. */
function withoutPost(isComing: boolean): Outcome {
  if (!isComing) return { kind: 'done' }
  return { kind: 'later', reason: 'not_posted_yet', delayMs: POST_DELAY, planned: true }
}

/** The steps have become lines, or there is no thread to tell them in. */
function keepShown({ inTransaction, noteMove }: TicketMovedNeeds, task: Told): Promise<void> {
  const { ticket, steps, postId } = task
  return inTransaction(async (rooms) => {
    await rooms.tickets.keepShown(ticket.id, ticket.revision)
    await noteMove?.(rooms, ticket, { post: postId, steps })
  })
}

interface Told {
  ticket: Ticket
  steps: TicketStep[]
  postId: PostRef
}
interface Task extends Told {
  standing: StandingPost
  delivery: Delivery
  signal: AbortSignal
}

/** False when the post is gone. */
async function show(needs: TicketMovedNeeds, task: Task): Promise<boolean> {
  const { ticket, steps, postId, standing, delivery } = task
  const { attachments, life } = await needs.renderLife(ticket)
  const props = withLife(standing.props, life)
  // The words stay as they were posted: what did not fit continues in the thread just where they end.
  if (!(await needs.chat.edit(postId, { props: { ...props, attachments } }))) return false
  const publish = createPublish({ ...needs, ...task })
  const isAlone = standing.rootId === undefined
  const name = isAlone ? '' : `[${ticket.id}](${needs.chat.permalink(postId)}): `
  for (const step of steps) {
    const message = name + (await needs.renderStep(step, ticket))
    const deliveryKey = `${delivery.id}/step-${step.revision}`
    const line: OutgoingPost = {
      ...{ channelId: ticket.channelId, rootId: standing.rootId ?? postId, message, deliveryKey },
      props: { ticket_id: ticket.id, ticketdesk: { delivery: deliveryKey } },
    }
    await publish(line)
  }
  return true
}

/** The card as it was posted, in another state. */
function withLife(props: StandingPost['props'], life: TicketCardLife): Record<string, unknown> {
  const ours = props['ticketdesk'] as { ticket?: object } | undefined
  return { ...props, ticketdesk: { ...ours, ticket: { ...ours?.ticket, life } } }
}
