/**
 * What people decided here is made true where the alert comes from, and read back there before
 * anybody is told so. A fact stays until that is settled: done, refused, or given up after an hour.
 */
import {
  confirm,
  confirmRemoval,
  drop,
  expire,
  fail,
  failRemoval,
  nameAuthor,
  type Step,
  talksBack,
} from '../domain/alert/acknowledge'
import type { Alert, AlertId } from '../domain/alert/alert'
import type { UpstreamRef } from '../domain/alert/signal'
import { endOfAsking } from '../domain/alert/signal-outcome'
import type { AlertFact, Fact } from '../domain/facts'
import type { PostRef } from '../domain/refs'
import type { Source } from '../domain/source/source'
import type { Clock } from '../ports/clock'
import type { Log } from '../ports/log'
import type { Meter } from '../ports/meter'
import type { Deliveries, Delivery } from '../ports/outbox'
import type { People } from '../ports/people'
import type { InTransaction } from '../ports/unit-of-work'
import { type Upstream, type UpstreamState, UpstreamTrouble } from '../ports/upstream-client'
import { countEndOfAsking } from '../usecases/counted'
import { keepStep } from '../usecases/keep-step'
import { backoff } from './backoff'
import type { Deliver, Outcome } from './deliver'

export interface ToUpstreamNeeds {
  inTransaction: InTransaction
  deliveries: Deliveries
  /** How this source is talked back to; undefined for kinds that nobody can talk back to. */
  upstreamOf: (source: Source) => Upstream | undefined
  people: Pick<People, 'person'>
  clock: Clock
  /** Wakes the delivery loop: the post is to show it. */
  onChanged: () => void
  meter: Meter
  log: Log
}

type UpstreamFact = Exclude<AlertFact, { kind: 'alert_changed' }>

/** How long an upstream may be away before we say so. */
const PATIENCE_MS = 60 * 60_000
/** How long it may take from "taken" to "in force": its queue and the next look of its database. */
const IN_FORCE_MS = 2 * 60_000
const LOOK_EVERY_MS = 2_000
const DOUBT_MS = 60_000
/** Marks, among what was achieved, that the upstream has taken our word. */
const TAKEN = 'taken'

export function isForUpstream(fact: Fact): fact is UpstreamFact {
  return (
    fact.kind === 'ack_requested' ||
    fact.kind === 'ack_removal_requested' ||
    fact.kind === 'ack_limited' ||
    fact.kind === 'ack_seen'
  )
}

export function createToUpstream(needs: ToUpstreamNeeds): Deliver {
  return async function toUpstream(delivery, signal) {
    const { fact } = delivery
    if (!isForUpstream(fact)) return { kind: 'later', reason: 'unknown_fact' }
    const known = await find(needs, fact.alertId)
    if (!known) return { kind: 'done' }
    const task = { ...known, delivery, signal }
    switch (fact.kind) {
      case 'ack_requested':
        return bring(needs, task, { ...acknowledging, since: sinceOf(known.alert, 'pending') })
      case 'ack_removal_requested':
        return bring(needs, task, { ...removing, since: sinceOf(known.alert, 'removing') })
      case 'ack_limited':
        return limit(needs, task, fact.until)
      case 'ack_seen':
        return askAuthor(needs, task)
    }
  }
}

interface Task {
  alert: Alert
  source: Source
  delivery: Delivery
  signal: AbortSignal
}

/** What is to be true at the upstream, and what becomes of the alert when it is, or never will be. */
interface Aim {
  /** When it was asked for; undefined when nobody wants it any more. */
  since?: number | undefined
  isReached: (state: UpstreamState) => boolean
  ask: (upstream: Upstream, to: Addressee, by: Asker) => Promise<void>
  reached: (alert: Alert, found: Found) => Step
  failed: (alert: Alert, found: Found & { reason: string }) => Step
}
interface Addressee {
  source: Source
  ref: UpstreamRef
}
interface Asker {
  author: string
  comment: string
}
interface Found {
  state: UpstreamState | undefined
  /** The name we asked under. */
  author: string
  at: number
}

const acknowledging: Aim = {
  isReached: ({ acknowledged }) => acknowledged,
  ask: (upstream, { source, ref }, by) => upstream.acknowledge(source, ref, by),
  reached(alert, { state, author, at }) {
    const { ack } = alert
    const isOurs = state?.author === undefined || state.author === author
    const by = ack.kind === 'pending' && isOurs ? { user: ack.by } : { name: state?.author }
    return confirm(alert, by, at)
  },
  failed: (alert, { reason, at }) => fail(alert, reason, at),
}

const removing: Aim = {
  isReached: ({ acknowledged }) => !acknowledged,
  ask: (upstream, { source, ref }) => upstream.removeAcknowledgement(source, ref),
  reached: confirmRemoval,
  failed: (alert, { state, reason, at }) =>
    failRemoval(alert, { author: state?.author, reason, at }),
}

function sinceOf({ ack }: Alert, kind: 'pending' | 'removing'): number | undefined {
  return ack.kind === kind ? ack.at : undefined
}

/** One try: look, ask if it is not so yet, and look again later. */
async function bring(needs: ToUpstreamNeeds, task: Task, aim: Aim): Promise<Outcome> {
  const { alert, source, delivery, signal } = task
  if (aim.since === undefined) return { kind: 'done' }
  const upstream = needs.upstreamOf(source)
  const asker = await askerOf(needs, alert)
  const found: Found = { state: undefined, author: asker.author, at: needs.clock.now() }
  const giveUp = (reason: string) =>
    settle(needs, alert.id, (now) => aim.failed(now, { ...found, reason }))
  if (!upstream || !alert.ackRef || !talksBack(source, alert)) return giveUp('not_configured')
  try {
    found.state = await upstream.state(source, alert.ackRef)
    const { state } = found
    if (aim.isReached(state)) return settle(needs, alert.id, (now) => aim.reached(now, found))
    // A recovery is on its way to us, or we missed it; nothing is left to be acknowledged.
    if (state.severity === 'ok') return giveUp('no_problem')
    if (delivery.done.has(TAKEN)) {
      if (found.at - aim.since > IN_FORCE_MS) return giveUp('not_in_force')
      return { kind: 'later', reason: 'not_in_force_yet', delayMs: LOOK_EVERY_MS, planned: true }
    }
    signal.throwIfAborted()
    await aim.ask(upstream, { source, ref: alert.ackRef }, asker)
    await needs.deliveries.record(delivery, TAKEN, alert.postId ?? ('none' as PostRef))
    return { kind: 'later', reason: 'taken', delayMs: LOOK_EVERY_MS, planned: true }
  } catch (error) {
    if (!(error instanceof UpstreamTrouble)) throw error
    const { reason, retry } = error
    needs.log.warn('an upstream did not do it', { fact: delivery.fact.kind, reason })
    if (!retry || found.at - aim.since > PATIENCE_MS) return giveUp(reason)
    return { kind: 'later', reason, delayMs: backoff(delivery.attempt) }
  }
}

/** Under whose name, and with what words, the upstream is asked. */
async function askerOf({ people }: ToUpstreamNeeds, { ack }: Alert): Promise<Asker> {
  const by = ack.kind === 'pending' || ack.kind === 'removing' ? ack.by : undefined
  const person = by && (await people.person(by))
  return {
    author: person?.username ?? 'mattermost',
    comment: (ack.kind === 'pending' && ack.comment) || '',
  }
}

/** An acknowledgement with an end: waits for it, however long. */
async function limit(needs: ToUpstreamNeeds, task: Task, until: number): Promise<Outcome> {
  const { alert, source } = task
  const at = needs.clock.now()
  if (at < until) return { kind: 'later', reason: 'not_over', delayMs: until - at, planned: true }
  const stands = alert.ack.kind === 'pending' && alert.ack.expiresAt === until
  // Still on its way there: it has to arrive before it can be taken back.
  if (stands) return { kind: 'later', reason: 'pending', delayMs: LOOK_EVERY_MS, planned: true }
  return settle(needs, alert.id, (now) => {
    return expire(now, { until, at, isTold: talksBack(source, now) })
  })
}

/** Who it was, for the post; not worth more than the usual tries. */
async function askAuthor(needs: ToUpstreamNeeds, task: Task): Promise<Outcome> {
  const { alert, source, delivery } = task
  const upstream = needs.upstreamOf(source)
  if (!upstream || !alert.ackRef || !talksBack(source, alert)) return { kind: 'done' }
  try {
    const { acknowledged, author, comment } = await upstream.state(source, alert.ackRef)
    if (!acknowledged) return doubt(needs, task)
    if (author) return settle(needs, alert.id, (now) => nameAuthor(now, { author, comment }))
    return { kind: 'done' }
  } catch (error) {
    if (!(error instanceof UpstreamTrouble)) throw error
    const isWorthIt = error.retry && needs.clock.now() - delivery.addedAt < PATIENCE_MS
    return isWorthIt ? { kind: 'later', reason: error.reason } : { kind: 'done' }
  }
}

/** The upstream's message may be ahead of its database; after a while the database is right. */
async function doubt(needs: ToUpstreamNeeds, { alert, delivery }: Task): Promise<Outcome> {
  if (needs.clock.now() - delivery.addedAt < DOUBT_MS) {
    return { kind: 'later', reason: 'not_in_force_yet', delayMs: DOUBT_MS / 4, planned: true }
  }
  return settle(needs, alert.id, (now) => drop(now, delivery.addedAt))
}

/** Keeps what became of the alert; it may have changed since it was read. */
async function settle(
  { inTransaction, clock, meter, onChanged }: ToUpstreamNeeds,
  alertId: AlertId,
  decide: (alert: Alert) => Step | undefined,
): Promise<Outcome> {
  const end = await inTransaction(async (rooms) => {
    const alert = await rooms.alerts.lock(alertId)
    const decided = alert && decide(alert)
    if (!decided) return undefined
    const at = clock.now()
    await keepStep(rooms, decided, { before: alert.revision, at })
    return endOfAsking(alert.ack, decided.next.ack, at)
  })
  countEndOfAsking(meter, end)
  return { kind: 'done', afterwards: async () => onChanged() }
}

function find({ inTransaction }: ToUpstreamNeeds, id: AlertId) {
  return inTransaction(async ({ alerts, sources }) => {
    const alert = await alerts.find(id)
    const source = alert && (await sources.find(alert.sourceId))
    return source && { alert, source }
  })
}
