/** An alert and the ticket made from it know of each other. */
import type { Locale } from '@ticketdesk/contract'
import type { Alert } from '../domain/alert/alert'
import type { Telling } from '../domain/alert/event'
import type { PostRef } from '../domain/refs'
import type { Ticket } from '../domain/ticket/ticket'
import type { AlertEvent } from '../ports/alerts'
import { type Chat, ChatRefusal } from '../ports/chat'
import type { Clock } from '../ports/clock'
import type { Delivery } from '../ports/outbox'
import type { TicketStep } from '../ports/tickets'
import type { InTransaction, Rooms } from '../ports/unit-of-work'
import { keepStep } from '../usecases/keep-step'
import type { OwnerOfPost } from '../usecases/own-post'
import type { Publish } from './publish'

interface LinkNeeds {
  inTransaction: InTransaction
  ownerOfPost: OwnerOfPost
  chat: Pick<Chat, 'permalink'>
  clock: Clock
}

/** Tells the alert whose post the ticket was made from; the first ticket stays its ticket. */
export function createLinkAlert({ inTransaction, ownerOfPost, chat, clock }: LinkNeeds) {
  return async function linkAlert(ticket: Ticket, post: PostRef): Promise<void> {
    const { sourcePostId } = ticket
    if (!sourcePostId) return
    const owner = await ownerOfPost(sourcePostId)
    if (owner?.kind !== 'alert') return
    await inTransaction(async (rooms) => {
      const alert = await rooms.alerts.lock(owner.id)
      if (!alert || alert.ticketId) return
      const next = { ...alert, ticketId: ticket.id, revision: alert.revision + 1 }
      const link = chat.permalink(post)
      const told = { kind: 'ticket_opened' as const, ticket: ticket.id, link }
      const at = clock.now()
      await keepStep(rooms, { next, tell: [told], facts: [] }, { before: alert.revision, at })
    })
  }
}
export type LinkAlert = ReturnType<typeof createLinkAlert>

/** The alert's post names its ticket and says where that stands; its thread hears of the end. */
export function createNoteMove({ chat, clock }: Pick<LinkNeeds, 'chat' | 'clock'>) {
  return async function noteMove(
    rooms: Pick<Rooms, 'alerts' | 'outbox'>,
    { id, sourcePostId }: Ticket,
    { post, steps }: { post: PostRef; steps: readonly TicketStep[] },
  ): Promise<void> {
    const found = sourcePostId && (await rooms.alerts.findByPost(sourcePostId))
    const alert = found && (await rooms.alerts.lock(found.id))
    if (alert?.ticketId !== id) return
    const told = { ticket: id, link: chat.permalink(post) }
    const tell = steps.flatMap(({ event, by }): Telling[] => {
      if (event === 'resolve') return [{ kind: 'ticket_resolved', ...told, user: by }]
      return event === 'reopen' ? [{ kind: 'ticket_reopened', ...told }] : []
    })
    const next = { ...alert, revision: alert.revision + 1 }
    await keepStep(rooms, { next, tell, facts: [] }, { before: alert.revision, at: clock.now() })
  }
}
export type NoteMove = ReturnType<typeof createNoteMove>

interface NoteNeeds {
  inTransaction: InTransaction
  sentence: (locale: Locale, id: 'alert.ticket_recovered') => string
  settings: () => { language: Locale }
}

/** Says in the ticket's thread that the alert behind it is over. */
export function createNoteRecovery({ inTransaction, sentence, settings }: NoteNeeds) {
  return async function noteRecovery(
    { ticketId }: Alert,
    event: AlertEvent,
    { delivery, publish }: { delivery: Delivery; publish: Publish },
  ): Promise<void> {
    if (!ticketId || event.message !== 'alert.recovered') return
    const known = await inTransaction(async ({ tickets }) => ({
      ticket: await tickets.find(ticketId),
      post: await tickets.findPost(ticketId),
    }))
    if (!known.ticket || !known.post) return
    const deliveryKey = `${delivery.id}/ticket-${event.sequence}`
    await publish({
      channelId: known.ticket.channelId,
      rootId: known.ticket.rootId ?? known.post,
      message: sentence(settings().language, 'alert.ticket_recovered'),
      props: { ticket_id: ticketId, ticketdesk: { delivery: deliveryKey } },
      deliveryKey,
    }).catch((error: unknown) => {
      // The ticket's place is gone, not the alert's.
      if (!(error instanceof ChatRefusal)) throw error
    })
  }
}
export type NoteRecovery = ReturnType<typeof createNoteRecovery>
