/** The parts that every way of absorbing a signal shares. */
import type { ChannelRef } from '../refs'
import type { Alert, AlertId, SourceId } from './alert'
import type { Change } from './change'
import type { Signal } from './signal'

/** How long requests sent in one order may arrive in another. */
export const SETTLE_MS = 60_000
/** How long after its last signal an ended alert still takes what belongs to it. */
export const TOGETHER_MS = 24 * 60 * 60_000

export interface AbsorbContext {
  /** Milliseconds since 1970. */
  now: number
  /** For the alert that may begin. */
  id: AlertId
  sourceId: SourceId
  channelId: ChannelRef
  /** The source says everything once for each contact. */
  perContact: boolean
  /** It repeats no acknowledged problem: a repeat puts the acknowledgement in doubt. */
  silentWhenAcknowledged: boolean
}

export interface Absorbed {
  /** To be kept. Without changes its revision is the known one's: there is nothing new to show. */
  next: Alert
  /** `next` is a new alert; what was known stays as it is. */
  begun: boolean
  changes: Change[]
  /** An acknowledgement of ours came back: somebody has been told already. */
  echo: boolean
  /** The upstream should be asked whether the acknowledgement is still in force. */
  ackInDoubt: boolean
}

/** A new alert in this state, knowing what the signal says. */
export function begin(
  signal: Signal,
  { now, id, sourceId, channelId }: AbsorbContext,
  start: Pick<Alert, 'state' | 'count'>,
): Alert {
  return {
    ...start,
    id,
    sourceId,
    channelId,
    object: signal.object,
    severity: signal.severity ?? 'unknown',
    details: [],
    links: [],
    ...described(signal),
    openedAt: momentOf(signal.since ?? signal.at, now),
    lastSignalAt: now,
    lastKind: signal.kind,
    ...asOf(signal),
    inDowntime: false,
    flapping: false,
    ack: { kind: 'none' },
    revision: 1,
  }
}

/** The alert after one more signal. */
// biome-ignore lint/complexity/useMaxParams: what was, what is said, when, what becomes of it
export function touch(
  known: Alert,
  signal: Signal,
  { now }: AbsorbContext,
  changed: Partial<Alert>,
): Alert {
  return {
    ...known,
    ...(signal.ack && { ackRef: signal.ack }),
    ...asOf(signal),
    ...changed,
    lastSignalAt: now,
    lastKind: signal.kind,
    revision: known.revision + 1,
  }
}

export function outcome(next: Alert, more: Partial<Omit<Absorbed, 'next'>> = {}): Absorbed {
  return { next, begun: false, changes: [], echo: false, ackInDoubt: false, ...more }
}

/** What the post shows of the object's state. What a signal leaves out stays as it was. */
export function described(signal: Signal): Partial<Alert> {
  const { stateWord, output, details, links, ack } = signal
  return {
    ...(stateWord !== undefined && { stateWord }),
    ...(output !== undefined && { output }),
    ...(details.length > 0 && { details }),
    ...(links.length > 0 && { links }),
    ...(ack && { ackRef: ack }),
  }
}

function asOf({ kind, at }: Signal): Partial<Alert> {
  return at !== undefined && (kind === 'problem' || kind === 'recovery') ? { asOf: at } : {}
}

export function isTogether({ lastSignalAt }: Alert, { now }: AbsorbContext): boolean {
  return now - lastSignalAt <= TOGETHER_MS
}

/** Nothing has happened in the future, whatever the upstream's clock says. */
export function momentOf(said: number | undefined, now: number): number {
  return Math.min(said ?? now, now)
}
