import { absorb } from '../domain/alert/absorb'
import type { Absorbed } from '../domain/alert/absorbed'
import type { Alert, AlertId, MessageId, SourceId } from '../domain/alert/alert'
import { eventOf } from '../domain/alert/event'
import type { PlainMessage } from '../domain/alert/plain-message'
import { route } from '../domain/alert/route'
import type { Signal } from '../domain/alert/signal'
import { endOfAsking, outcomeOf } from '../domain/alert/signal-outcome'
import type { Source } from '../domain/source/source'
import type { Clock } from '../ports/clock'
import type { Meter } from '../ports/meter'
import type { Capabilities, Received, UpstreamKind } from '../ports/receiver'
import type { InTransaction, Rooms } from '../ports/unit-of-work'
import { countTaken, type Taken } from './counted'

interface Needs {
  inTransaction: InTransaction
  capabilitiesOf: (kind: UpstreamKind) => Capabilities
  clock: Clock
  meter: Meter
  /** Unguessable, never the same twice. */
  newId: () => string
  /** Asked at each request: the configuration may change while we run. */
  settings: () => { timeZone: string }
}

export interface Incoming {
  source: Source
  received: Received
}
/** Keeps all that was received, or rejects and keeps nothing of it. */
export type ReceiveMany = (incoming: readonly Incoming[]) => Promise<void>
/** The same for one. */
export type ReceiveSignals = (source: Source, received: Received) => Promise<void>

/**
 * What upstreams said, taken in: alerts, their stories and the facts that lead to posts are one
 * transaction, so that whoever hears "ok" may forget what they sent.
 */
export function createReceiveMany(needs: Needs): ReceiveMany {
  return async (incoming) => {
    const all = await needs.inTransaction(async (rooms) => {
      const known = await lockAll(rooms, incoming)
      const taken: Taken[] = []
      for (const { source, received } of incoming) {
        if (isSignals(received)) {
          await takeAll(needs, rooms, { source, received, known, taken })
        } else {
          await keepMessage(needs, rooms, { source, plain: received.plain })
          taken.push({ kind: received.kind, outcome: 'message' })
        }
      }
      return taken
    })
    for (const taken of all) countTaken(needs.meter, taken)
  }
}

type Signals = Extract<Received, { omitted: number }>
/** The newest alert of each object that is spoken of. */
type Known = Map<string, Alert | undefined>

const nameOf = ({ id }: Source, { object }: Signal) => `${id}/${object.key}`

interface ToTake {
  source: Source
  received: Signals
  known: Known
  /** Grows by what came of each signal. */
  taken: Taken[]
}

async function takeAll(
  needs: Needs,
  rooms: Rooms,
  { source, received, known, taken }: ToTake,
): Promise<void> {
  const { kind, signals, omitted } = received
  let newest: Alert | undefined
  for (const signal of signals) {
    const name = nameOf(source, signal)
    newest = await takeIn(needs, rooms, { source, kind, signal, known: known.get(name), taken })
    known.set(name, newest)
  }
  if (newest && omitted > 0) await noteOmitted(needs, rooms, { id: newest.id, count: omitted })
}

function isSignals(received: Received): received is Signals {
  return received.signals.length > 0
}

/** In one order for everybody, whatever the order of the signals: two nodes must not embrace. */
async function lockAll({ alerts }: Rooms, incoming: readonly Incoming[]): Promise<Known> {
  const objects = new Map<string, { id: SourceId; key: string }>()
  for (const { source, received } of incoming) {
    for (const signal of received.signals) {
      objects.set(nameOf(source, signal), { id: source.id, key: signal.object.key })
    }
  }
  const known: Known = new Map()
  for (const [name, { id, key }] of [...objects].sort(([a], [b]) => (a < b ? -1 : 1))) {
    known.set(name, (await alerts.lockOpen(id, key)) ?? (await alerts.findLast(id, key)))
  }
  return known
}

interface Said {
  source: Source
  kind: UpstreamKind
  signal: Signal
  known: Alert | undefined
  taken: Taken[]
}

/** The alert of the object after the signal. */
async function takeIn(needs: Needs, rooms: Rooms, incoming: Said): Promise<Alert> {
  const { alerts, outbox } = rooms
  const now = needs.clock.now()
  const absorbed = absorb(incoming.known, incoming.signal, contextOf(needs, incoming, now))
  const { next, begun, changes } = absorbed
  const end = incoming.known && !begun && endOfAsking(incoming.known.ack, next.ack, now)
  incoming.taken.push({ kind: incoming.kind, outcome: outcomeOf(absorbed), end: end || undefined })
  if (next === incoming.known && changes.length === 0) return next
  await (begun ? alerts.insert(next) : alerts.save(next))
  await alerts.addEvents(
    next.id,
    changes.map((change) => eventOf(change, now)),
  )
  await outbox.add({ kind: 'alert_changed', alertId: next.id })
  if (mustAskBack(incoming.source, absorbed)) {
    await outbox.add({ kind: 'ack_seen', alertId: next.id })
  }
  return next
}

function contextOf({ capabilitiesOf, newId, settings }: Needs, incoming: Said, now: number) {
  const { source, kind, signal } = incoming
  const { perContact, silentWhenAcknowledged } = capabilitiesOf(kind)
  const { object, severity = 'unknown' } = signal
  const place = { now, timeZone: settings().timeZone, channelId: source.channelId }
  const { channelId } = route(source.rules, { object, severity }, place)
  const id = newId() as AlertId
  return { now, id, sourceId: source.id, channelId, perContact, silentWhenAcknowledged }
}

/** Only the upstream knows who acknowledged, or whether that is still in force. */
function mustAskBack({ upstream }: Source, { next, changes, ackInDoubt }: Absorbed): boolean {
  if (!upstream?.twoWay || !next.ackRef) return false
  return (
    ackInDoubt ||
    changes.some((change) => change.kind === 'acknowledged' && change.name === undefined)
  )
}

/** Told where the list ended. */
async function noteOmitted(
  { clock }: Needs,
  { alerts, outbox }: Rooms,
  { id, count }: { id: AlertId; count: number },
): Promise<void> {
  const event = { message: 'alert.omitted', data: { count }, at: clock.now(), change: true }
  await alerts.addEvents(id, [event])
  await outbox.add({ kind: 'alert_changed', alertId: id })
}

async function keepMessage(
  { clock, newId }: Needs,
  { messages, outbox }: Rooms,
  { source, plain: message }: { source: Source; plain: PlainMessage },
): Promise<void> {
  const { id: sourceId, channelId } = source
  const id = newId() as MessageId
  await messages.insert({ id, sourceId, channelId, message, receivedAt: clock.now() })
  await outbox.add({ kind: 'message_received', messageId: id })
}
