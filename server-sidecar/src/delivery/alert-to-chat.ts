/**
 * An alert that changed is shown: its post says how things are now, its thread how they came so.
 * What is shown is kept beside the alert, so that each line is told once, by whomever.
 */
import type { AlertCard } from '@ticketdesk/contract'
import type { Alert } from '../domain/alert/alert'
import type { PostRef } from '../domain/refs'
import type { Source } from '../domain/source/source'
import type { AlertEvent, Shown } from '../ports/alerts'
import { type Chat, isRootGone, type OutgoingPost, type StandingPost } from '../ports/chat'
import type { Clock } from '../ports/clock'
import type { Log } from '../ports/log'
import type { Deliveries, Delivery } from '../ports/outbox'
import type { InTransaction, Rooms } from '../ports/unit-of-work'
import type { Deliver } from './deliver'
import { createPublish, type Publish } from './publish'
import { createUntouched } from './untouched'

/** A post without its place, and what does not fit into it. */
export interface AlertPost {
  message: string
  type: string
  card: AlertCard
  attachments: object[]
  /** Heeded where it is no reply, and when it is posted: an edit changes none. */
  priority?: 'important' | 'urgent'
  folded: { name: string; messages: string[] } | undefined
}

export interface AlertToChatNeeds {
  chat: Chat
  deliveries: Deliveries
  inTransaction: InTransaction
  renderAlert: (alert: Alert, source: Source) => Promise<AlertPost>
  /** Undefined for what needs no words of its own. */
  renderReply: (event: AlertEvent) => Promise<string | undefined>
  /** The thread that a new alert's post goes into, if it is not to stand alone. */
  place?: (
    alert: Alert,
    source: Source,
    by: { publish: Publish; deliveryId: string },
  ) => Promise<PostRef | undefined>
  /** It was told in that thread, for the first time. */
  noteInStorm?: (rooms: Rooms, alert: Alert, thread: PostRef) => Promise<void>
  /** Also says in its ticket's thread what matters there. */
  tellTicket?: (
    alert: Alert,
    event: AlertEvent,
    by: { delivery: Delivery; publish: Publish },
  ) => Promise<void>
  clock: Clock
  log: Log
}

/** A post is edited no more often, but for people who wait for an answer. */
const EDIT_EVERY_MS = 3_000

export function createAlertToChat(needs: AlertToChatNeeds): Deliver {
  const untouched = createUntouched()
  return async function alertToChat(delivery, signal) {
    const { fact } = delivery
    if (fact.kind !== 'alert_changed') return { kind: 'later', reason: 'unknown_fact' }
    const known = await find(needs, fact.alertId)
    if (!known) return { kind: 'done' }
    const standing = known.shown && (await needs.chat.read(known.shown.postId))
    const wait = waitFor(known, standing, needs.clock.now())
    if (wait > 0) {
      untouched.note(delivery)
      return { kind: 'later', reason: 'too_soon', delayMs: wait, planned: true }
    }
    const publish = createPublish({ ...needs, delivery: untouched.asFirst(delivery), signal })
    try {
      await show(needs, { ...known, standing, delivery, publish })
      return { kind: 'done' }
    } catch (error) {
      if (!isRootGone(error)) throw error
      // Deleted while we wrote into its thread: the next look finds it gone.
      return { kind: 'later', reason: error.reason, delayMs: 1000 }
    }
  }
}

interface Known {
  alert: Alert
  source: Source
  shown: Shown | undefined
  events: AlertEvent[]
}
interface Task extends Known {
  /** The post as it stands; undefined when there is none, or none any more. */
  standing: StandingPost | undefined
  delivery: Delivery
  publish: Publish
}

function find({ inTransaction }: AlertToChatNeeds, id: Alert['id']): Promise<Known | undefined> {
  return inTransaction(async ({ alerts, sources }) => {
    const alert = await alerts.find(id)
    const source = alert && (await sources.find(alert.sourceId))
    if (!source) return undefined
    const shown = await alerts.shown(id)
    return { alert, source, shown, events: await alerts.eventsAfter(id, shown?.sequence ?? 0) }
  })
}

/** Milliseconds until the post may be edited again. */
function waitFor({ alert, shown }: Known, standing: StandingPost | undefined, now: number): number {
  if (!shown || !standing) return 0
  if (cardOf(standing)?.ack?.kind !== alert.ack.kind) return 0
  return Math.min(EDIT_EVERY_MS, shown.at + EDIT_EVERY_MS - now)
}

function cardOf({ props }: StandingPost): Partial<AlertCard> | undefined {
  return (props['ticketdesk'] as { alert?: Partial<AlertCard> } | undefined)?.alert
}

/**
 * Which long text the thread has the rest of, and the delivery that was to bring it: any other had
 * its end before this one began, and so it is there.
 */
function foldedMark({ standing, delivery }: Task, { folded }: AlertPost): string | undefined {
  if (!folded) return undefined
  const ours = standing?.props['ticketdesk'] as { folded?: unknown } | undefined
  const known = String(ours?.folded ?? '')
  return known.startsWith(`${folded.name}/`) ? known : `${folded.name}/${delivery.id}`
}

async function show(needs: AlertToChatNeeds, task: Task): Promise<void> {
  const { alert, source } = task
  const words = await needs.renderAlert(alert, source)
  const { postId, rootId } = await showRoot(needs, task, words)
  const reply = (part: string, message: string) =>
    task.publish(aReply(task, rootId, { part, message }))
  if (words.folded && foldedMark(task, words)?.endsWith(`/${task.delivery.id}`)) {
    for (const [index, message] of words.folded.messages.entries()) {
      await reply(`more-${words.folded.name}-${index}`, message)
    }
  }
  let sequence = task.shown?.sequence ?? 0
  for (const event of task.events) {
    const message = isTold(source, event) ? await needs.renderReply(event) : undefined
    if (message !== undefined) await reply(`event-${event.sequence}`, message)
    await needs.tellTicket?.(alert, event, task)
    sequence = event.sequence
  }
  await keep(needs, task, { postId, sequence })
}

function isTold({ replies }: Source, { change }: AlertEvent): boolean {
  return replies === 'all' || (replies === 'changes' && change)
}

/** The post with the newest revision, and the thread it is in or heads. */
async function showRoot(
  needs: AlertToChatNeeds,
  task: Task,
  words: AlertPost,
): Promise<{ postId: PostRef; rootId: PostRef }> {
  const { alert, shown, standing, delivery } = task
  if (shown && standing) {
    const edited =
      shown.revision === alert.revision ||
      (await edit(needs, words, { ...task, postId: shown.postId }))
    if (edited) return { postId: shown.postId, rootId: standing.rootId ?? shown.postId }
  }
  const thread = await needs.place?.(alert, task.source, {
    publish: task.publish,
    deliveryId: delivery.id,
  })
  // A post that was deleted is followed by another, and that by a third.
  const deliveryKey = `${delivery.id}/root${shown ? `-${shown.postId}` : ''}`
  const postId = await task.publish({
    channelId: alert.channelId,
    ...(thread ? { rootId: thread } : words.priority && { priority: words.priority }),
    message: words.message,
    type: words.type,
    props: propsOf(task, words, deliveryKey),
    deliveryKey,
  })
  if (delivery.attempt > 1) await catchUp(needs, words, { ...task, postId })
  await keep(needs, task, { postId, sequence: shown?.sequence ?? 0, thread })
  return { postId, rootId: thread ?? postId }
}

/** What an earlier attempt may have posted says how things were then. */
async function catchUp(
  needs: AlertToChatNeeds,
  words: AlertPost,
  task: Task & { postId: PostRef },
): Promise<void> {
  const standing = await needs.chat.read(task.postId)
  if (!standing || cardOf(standing)?.revision === task.alert.revision) return
  await edit(needs, words, { ...task, standing })
}

async function edit(
  { chat }: AlertToChatNeeds,
  words: AlertPost,
  task: Task & { postId: PostRef },
): Promise<boolean> {
  const ours = task.standing?.props['ticketdesk'] as { delivery?: string } | undefined
  const props = propsOf(task, words, ours?.delivery ?? '')
  return chat.edit(task.postId, { message: words.message, props })
}

function propsOf(task: Task, words: AlertPost, delivery: string) {
  const { card, attachments } = words
  const folded = foldedMark(task, words)
  return { attachments, ticketdesk: { delivery, alert: card, ...(folded && { folded }) } }
}

function aReply(
  { alert, delivery }: Task,
  rootId: PostRef,
  { part, message }: { part: string; message: string },
): OutgoingPost {
  const deliveryKey = `${delivery.id}/${part}`
  const props = { ticketdesk: { delivery: deliveryKey } }
  return { channelId: alert.channelId, rootId, message, props, deliveryKey }
}

function keep(
  { inTransaction, clock, noteInStorm }: AlertToChatNeeds,
  { alert }: Task,
  { postId, sequence, thread }: { postId: PostRef; sequence: number; thread?: PostRef | undefined },
): Promise<void> {
  const shown = { postId, sequence, revision: alert.revision, at: clock.now() }
  return inTransaction(async (rooms) => {
    await rooms.alerts.keepShown(alert.id, shown)
    if (thread) await noteInStorm?.(rooms, alert, thread)
  })
}
