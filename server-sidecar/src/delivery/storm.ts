/**
 * A storm in a channel: one summary post, and the problems in its thread. The alert that finds it
 * beginning posts the summary; the others wait for that. A fact of its own keeps it up to date.
 */
import type { Locale } from '@ticketdesk/contract'
import type { Alert } from '../domain/alert/alert'
import { gust, isOver, lookAgainAt } from '../domain/alert/storm'
import type { StormBegun } from '../domain/facts'
import type { ChannelRef, PostRef } from '../domain/refs'
import type { Source } from '../domain/source/source'
import { type Chat, ChatRefusal, type OutgoingPost } from '../ports/chat'
import type { Clock } from '../ports/clock'
import type { Deliveries } from '../ports/outbox'
import type { KeptStorm } from '../ports/storms'
import type { InTransaction, Rooms } from '../ports/unit-of-work'
import type { Deliver, Outcome } from './deliver'
import { createPublish, type Publish } from './publish'

export interface StormNeeds {
  chat: Chat
  deliveries: Deliveries
  inTransaction: InTransaction
  sentence: (
    locale: Locale,
    id: 'alert.storm' | 'alert.storm_over',
    data: Record<string, string | number>,
  ) => string
  duration: (ms: number) => string
  settings: () => { language: Locale }
  clock: Clock
}

/** The summary comes with another alert's delivery, and is not there yet. */
export class SummaryPending extends Error {
  constructor() {
    super('the summary of a storm is not posted yet')
    this.name = 'SummaryPending'
  }
}

/** A founder that took longer than this is succeeded by whoever comes next. */
const FOUNDER_MS = 60_000
const LOOK_EVERY_MS = 10_000

/** The thread of the summary that a new problem goes into; undefined when the weather is calm. */
export function createStormPlace(needs: StormNeeds) {
  const { inTransaction, chat, clock } = needs
  return async function place(
    alert: Alert,
    source: Source,
    { publish, deliveryId }: { publish: Publish; deliveryId: string },
  ): Promise<PostRef | undefined> {
    const storm = await inTransaction((rooms) => enter(rooms, { alert, source, now: clock.now() }))
    if (!storm) return undefined
    if (storm.postId && (await chat.read(storm.postId))) return storm.postId
    const isFounder = await inTransaction((rooms) =>
      found(rooms, { alert, storm, now: clock.now() }),
    )
    if (!isFounder) throw new SummaryPending()
    const deliveryKey = `${deliveryId}/storm${storm.postId ? `-${storm.postId}` : ''}`
    const message = summary(needs, storm)
    const props = { ticketdesk: { delivery: deliveryKey } }
    const post: OutgoingPost = { channelId: alert.channelId, message, props, deliveryKey }
    const postId = await publish(post)
    return inTransaction((rooms) => keepSummary(rooms, { alert, storm, postId }))
  }
}

/** The summary that counts: while this one was posted, another may have been kept. */
async function keepSummary(
  { storms }: Rooms,
  { alert, storm, postId }: { alert: Alert; storm: KeptStorm; postId: PostRef },
): Promise<PostRef> {
  const now = await storms.lock(alert.channelId)
  if (now?.startedAt !== storm.startedAt) return postId
  if (now.postId) return now.postId
  await storms.keep(alert.channelId, { ...now, postId })
  return postId
}

/** A problem was told in this thread: in the transaction that remembers it, so that it counts once. */
export async function noteInStorm(
  { storms }: Rooms,
  { channelId }: Alert,
  thread: PostRef,
): Promise<void> {
  const storm = await storms.lock(channelId)
  if (storm?.postId !== thread) return
  await storms.keep(channelId, { ...storm, told: (storm.told ?? 0) + 1 })
}

/** Its summary may be in the channel, and whoever posted it comes back to say so. */
function isFounding({ postId, foundedAt }: KeptStorm, now: number): boolean {
  return postId === undefined && now - foundedAt <= FOUNDER_MS
}

/**
 * Is the summary this alert's to post? That of a founder who is late, or whose summary was deleted,
 * falls to the first who notices.
 */
async function found(
  { storms }: Rooms,
  { alert, storm, now }: { alert: Alert; storm: KeptStorm; now: number },
): Promise<boolean> {
  const known = await storms.lock(alert.channelId)
  if (!known || known.postId !== storm.postId) return false
  const { postId: _gone, ...rest } = known
  if (isFounding(known, now) && known.founder !== alert.id) return false
  // Who tries again is not late: nobody else is to post another.
  await storms.keep(alert.channelId, { ...rest, founder: alert.id, foundedAt: now })
  return true
}

/** What is over needs no place; but others wait for the summary that this one has begun. */
function isExpected({ id }: Alert, storm: KeptStorm | undefined): boolean {
  return storm !== undefined && storm.postId === undefined && storm.founder === id
}

async function enter(
  { alerts, storms, outbox }: Rooms,
  { alert, source, now }: { alert: Alert; source: Source; now: number },
): Promise<KeptStorm | undefined> {
  const { channelId } = alert
  const known = await storms.lock(channelId)
  if (alert.state !== 'open' && !isExpected(alert, known)) return undefined
  const opened = await alerts.countOpened(channelId, now - source.storm.seconds * 1000)
  const { next, place } = gust(known, { opened, now }, source.storm)
  if (!next) return undefined
  const storm: KeptStorm = known
    ? { ...known, ...next }
    : { ...next, founder: alert.id, foundedAt: now }
  await storms.keep(channelId, storm)
  if (place === 'new_summary') {
    await outbox.add({ kind: 'storm_begun', channelId, sourceId: source.id, startedAt: now })
  }
  return storm
}

function summary({ sentence, settings }: StormNeeds, { told = 0 }: KeptStorm): string {
  return sentence(settings().language, 'alert.storm', { count: Math.max(1, told) })
}

/** Keeps the number in the summary true, and says when it is over. */
export function createStormToChat(needs: StormNeeds): Deliver {
  return async function stormToChat(delivery, signal): Promise<Outcome> {
    const { fact } = delivery
    if (fact.kind !== 'storm_begun') return { kind: 'later', reason: 'unknown_fact' }
    const now = needs.clock.now()
    const known = await look(needs, fact, now)
    if (!known) return { kind: 'done' }
    const { storm, limits, opened } = known
    await count(needs, storm).catch(ifWorthIt)
    if (isFounding(storm, now) || !isOver(storm, { opened, now }, limits)) {
      const delayMs = Math.min(LOOK_EVERY_MS, lookAgainAt(storm, now, limits) - now)
      return { kind: 'later', reason: 'storm', delayMs: Math.max(1000, delayMs), planned: true }
    }
    const publish = createPublish({ ...needs, delivery, signal })
    await end(needs, { storm, channelId: fact.channelId, now, publish, deliveryId: delivery.id })
    return { kind: 'done' }
  }
}

function look(
  { inTransaction }: StormNeeds,
  { channelId, sourceId, startedAt }: StormBegun,
  now: number,
): Promise<{ storm: KeptStorm; limits: Source['storm']; opened: number } | undefined> {
  return inTransaction(async ({ storms, sources, alerts }) => {
    const storm = await storms.lock(channelId)
    const source = storm && (await sources.find(sourceId))
    if (!storm || !source) return undefined
    // The next storm has a fact of its own.
    if (startedAt !== undefined && startedAt !== storm.startedAt) return undefined
    const opened = await alerts.countOpened(channelId, now - source.storm.seconds * 1000)
    return { storm, limits: source.storm, opened }
  })
}

async function count(needs: StormNeeds, storm: KeptStorm): Promise<void> {
  const standing = storm.postId && (await needs.chat.read(storm.postId))
  if (!storm.postId || !standing) return
  const message = summary(needs, storm)
  await needs.chat.edit(storm.postId, { message, props: standing.props })
}

interface Ending {
  storm: KeptStorm
  channelId: ChannelRef
  now: number
  publish: Publish
  deliveryId: string
}

async function end(needs: StormNeeds, ending: Ending): Promise<void> {
  const { sentence, settings, duration, inTransaction } = needs
  const { storm, channelId, now, publish, deliveryId } = ending
  if (storm.postId) {
    const deliveryKey = `${deliveryId}/over`
    const took = { duration: duration(now - storm.startedAt) }
    const message = sentence(settings().language, 'alert.storm_over', took)
    const props = { ticketdesk: { delivery: deliveryKey } }
    const post = { channelId, rootId: storm.postId, message, props, deliveryKey }
    await publish(post).catch(ifWorthIt)
  }
  await inTransaction(async ({ storms }) => {
    const now = await storms.lock(channelId)
    if (now?.startedAt === storm.startedAt) await storms.keep(channelId, undefined)
  })
}

/** A summary that cannot be shown any more is no reason for a storm without end. */
function ifWorthIt(error: unknown): void {
  if (!(error instanceof ChatRefusal)) throw error
}
