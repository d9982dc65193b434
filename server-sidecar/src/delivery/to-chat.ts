/** A ticket that was opened becomes posts, and its author hears its id. */
import type { Locale } from '@ticketdesk/contract'
import { pickLocale } from '../domain/locale'
import type { PostRef } from '../domain/refs'
import type { Ticket } from '../domain/ticket/ticket'
import { type Chat, isRootGone, type OutgoingPost } from '../ports/chat'
import type { Log } from '../ports/log'
import type { Deliveries, Delivery } from '../ports/outbox'
import type { People } from '../ports/people'
import type { InTransaction } from '../ports/unit-of-work'
import type { Deliver } from './deliver'
import { createPublish, type Publish } from './publish'
import type { LinkCase } from './ticket-of-case'

/**
 * All posts of a ticket, the root first; keys are `<delivery id>/<part>`, the parts `root`,
 * `more-1`, `more-2` … the same each time. Who continues the root of a ticket without a thread
 * leaves `rootId` away.
 */
export type RenderTicket = (ticket: Ticket, deliveryId: string) => Promise<OutgoingPost[]>

/** The sentences of this room, in a language. */
export type Say = (
  locale: Locale,
  id: 'card.thread_gone' | 'confirm.opened',
  data?: Record<string, string>,
) => string

interface Needs {
  chat: Chat
  people: People
  deliveries: Deliveries
  inTransaction: InTransaction
  renderTicket: RenderTicket
  sentence: Say
  /** The language of posts. */
  settings: () => { language: Locale }
  /** Tells what the ticket was made from that there is one now; more than once is once. */
  linkAlert?: (ticket: Ticket, post: PostRef) => Promise<void>
  /** Tells the thread of the case it was made from. */
  linkCase?: LinkCase
  log: Log
}

/** Marks, among what was achieved, that the thread is gone and the channel takes its place. */
const WITHOUT_THREAD = 'without-thread'

export function createToChat(needs: Needs): Deliver {
  const { inTransaction, deliveries, chat, log } = needs
  return async function toChat(delivery, signal) {
    const { fact } = delivery
    // Stored by a newer version, during an upgrade: that version will take it.
    if (fact.kind !== 'ticket_opened') return { kind: 'later', reason: 'unknown_fact' }
    const ticket = await inTransaction(({ tickets }) => tickets.find(fact.ticketId))
    if (!ticket) {
      log.error('a fact without its ticket', { delivery: delivery.id })
      return { kind: 'done' }
    }
    try {
      const publish = createPublish({ chat, deliveries, delivery, signal })
      const post = await postTicket(needs, { ticket, delivery, publish })
      await needs.linkAlert?.(ticket, post)
      await needs.linkCase?.(ticket, post, { delivery, publish })
      return { kind: 'done', afterwards: () => confirm(needs, ticket, post) }
    } catch (error) {
      if (!isRootGone(error)) throw error
      // Our own post, or the thread with it, was deleted between its parts: somebody meant it.
      log.warn('a ticket post was deleted before it was complete', { ticket: ticket.id })
      return { kind: 'done' }
    }
  }
}

interface Task {
  ticket: Ticket
  delivery: Delivery
  publish: Publish
}

/** Posts what is missing; the id of the first post. */
async function postTicket(needs: Needs, { ticket, delivery, publish }: Task): Promise<PostRef> {
  const [first, ...more] = await needs.renderTicket(ticket, delivery.id)
  if (!first) throw new Error('a ticket was rendered to nothing')
  let threadGone = delivery.done.has(WITHOUT_THREAD)
  const place = (post: OutgoingPost): OutgoingPost => (threadGone ? withoutRoot(post) : post)
  const root = await publish(place(first)).catch(async (error: unknown) => {
    if (!isRootGone(error) || !ticket.rootId || threadGone) throw error
    // Kept before the post is tried again: later attempts must not look for the thread.
    await needs.deliveries.record(delivery, WITHOUT_THREAD, ticket.rootId)
    threadGone = true
    return publish(place(first))
  })
  const inThread = (post: OutgoingPost) => ({ rootId: root, ...place(post) })
  for (const post of more) await publish(inThread(post))
  if (threadGone) await publish(inThread(threadGoneNote(needs, ticket, delivery)))
  return root
}

function withoutRoot({ rootId: _, ...post }: OutgoingPost): OutgoingPost {
  return post
}

/** In the thread of the ticket, because the card on top of it has no room for such a remark. */
function threadGoneNote({ sentence, settings }: Needs, ticket: Ticket, delivery: Delivery) {
  const deliveryKey = `${delivery.id}/thread-gone`
  return {
    channelId: ticket.channelId,
    message: sentence(settings().language, 'card.thread_gone'),
    props: { ticketdesk: { delivery: deliveryKey } },
    deliveryKey,
  }
}

async function confirm(needs: Needs, ticket: Ticket, post: PostRef): Promise<void> {
  const { chat, sentence } = needs
  const text = sentence(await localeOf(needs, ticket), 'confirm.opened', {
    id: ticket.id,
    link: chat.permalink(post),
  })
  await chat.tell(ticket.authorId, ticket.channelId, ticket.rootId, text)
}

async function localeOf({ people, settings }: Needs, { authorId }: Ticket): Promise<Locale> {
  const author = await people.person(authorId).catch(() => undefined)
  return pickLocale(author?.locale ?? '', settings().language)
}
