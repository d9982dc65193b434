/**
 * What a signal does to what is known of its object: one problem is one alert, and one alert one
 * post. Decisions taken here:
 *
 * - A problem lands on the open alert of its object. After a recovery it opens a new one.
 * - What else is said (recovery, downtime, flapping, notes) lands on the newest alert, also on one
 *   resolved within the last day, so that an incident stays together. Later, or where nothing is
 *   known, it begins an alert in the state it speaks of: `resolved` for a recovery, `noted` for the
 *   others, and `open` for an acknowledgement: there is a problem nobody told us of.
 * - An upstream is silent about objects in downtime and flapping: a problem or recovery ends both.
 * - Copies for several contacts are no events. Byte-identical reminders are: they come later.
 * - Where an upstream says when things happened, older news cannot undo newer.
 */
import { absorbAcknowledgement, absorbRemoval } from './absorb-ack'
import {
  type AbsorbContext,
  type Absorbed,
  begin,
  described,
  isTogether,
  momentOf,
  outcome,
  SETTLE_MS,
  touch,
} from './absorbed'
import type { Alert } from './alert'
import type { Change } from './change'
import type { Signal, SignalKind } from './signal'

export type { AbsorbContext, Absorbed } from './absorbed'

/** Within it, the same words from a source that speaks to each contact are copies. */
export const COPY_MS = 10_000

/** @param known the open alert of the object, else its newest, if there is any */
export function absorb(known: Alert | undefined, signal: Signal, context: AbsorbContext): Absorbed {
  if (known && isCopy(known, signal, context)) return outcome(known)
  if (known && isLate(known, signal)) return absorbLate(known, signal, context)
  switch (signal.kind) {
    case 'problem':
      return absorbProblem(known, signal, context)
    case 'recovery':
      return absorbRecovery(known, signal, context)
    case 'acknowledgement':
      return absorbAcknowledgement(known, signal, context)
    case 'acknowledgement_removed':
      return absorbRemoval(known, signal, context)
    default:
      return absorbRemark(known, signal, context)
  }
}

function absorbProblem(known: Alert | undefined, signal: Signal, context: AbsorbContext): Absorbed {
  if (known?.state !== 'open') {
    const next = begin(signal, context, { state: 'open', count: 1 })
    return outcome(next, { begun: true, changes: [{ kind: 'opened', severity: next.severity }] })
  }
  const severity = signal.severity ?? known.severity
  const next = touch(known, signal, context, {
    ...described(signal),
    ...quiet(known, context),
    severity,
    count: known.count + 1,
  })
  const change: Change =
    severity === known.severity
      ? { kind: 'repeated', count: next.count }
      : { kind: 'severity_changed', from: known.severity, to: severity }
  const { ack } = known
  const ackInDoubt =
    context.silentWhenAcknowledged && ack.kind === 'confirmed' && context.now - ack.at > SETTLE_MS
  return outcome(next, { changes: [change], ackInDoubt })
}

function absorbRecovery(
  known: Alert | undefined,
  signal: Signal,
  context: AbsorbContext,
): Absorbed {
  if (known?.state === 'resolved' && isTogether(known, context)) {
    // Nothing to tell, but what is older than this has become old.
    return outcome(signal.at === undefined ? known : { ...known, asOf: signal.at })
  }
  const goesOn = known?.state === 'open' || (known && isTogether(known, context))
  const before = goesOn && known ? known : begin(signal, context, { state: 'resolved', count: 0 })
  const resolvedAt = Math.max(before.openedAt, momentOf(signal.at, context.now))
  const ended = {
    state: 'resolved' as const,
    severity: signal.severity ?? ('ok' as const),
    resolvedAt,
    ack: ackAfterRecovery(before),
  }
  const next =
    before === known
      ? touch(known, signal, context, { ...described(signal), ...quiet(known, context), ...ended })
      : { ...before, ...ended }
  const isKnownLong = before.count > 0 || signal.since !== undefined
  const durationMs = resolvedAt - before.openedAt
  return outcome(next, {
    begun: before !== known,
    changes: [{ kind: 'recovered', ...(isKnownLong && { durationMs }) }],
  })
}

/** Nothing is left to be confirmed; who had taken care of it stays to be read. */
function ackAfterRecovery({ ack }: Alert): Alert['ack'] {
  return ack.kind === 'confirmed' || ack.kind === 'here' ? ack : { kind: 'none' }
}

const REMARKS: Partial<Record<SignalKind, { change: Change; flags: Partial<Alert> }>> = {
  downtime_start: { change: { kind: 'downtime_started' }, flags: { inDowntime: true } },
  downtime_end: { change: { kind: 'downtime_ended' }, flags: { inDowntime: false } },
  downtime_cancelled: { change: { kind: 'downtime_cancelled' }, flags: { inDowntime: false } },
  flapping_start: { change: { kind: 'flapping_started' }, flags: { flapping: true } },
  flapping_stop: { change: { kind: 'flapping_stopped' }, flags: { flapping: false } },
  flapping_disabled: { change: { kind: 'flapping_disabled' }, flags: { flapping: false } },
}

/** Says something of the object; its state stays. */
function absorbRemark(known: Alert | undefined, signal: Signal, context: AbsorbContext): Absorbed {
  const { change, flags } = REMARKS[signal.kind] ?? {
    change: noteOf(signal),
    flags: { ...(signal.output !== undefined && { lastNote: signal.output }) },
  }
  if (known && (known.state === 'open' || isTogether(known, context))) {
    return outcome(touch(known, signal, context, flags), { changes: [change] })
  }
  const next = { ...begin(signal, context, { state: 'noted', count: 0 }), ...flags }
  return outcome(next, { begun: true, changes: [change] })
}

function noteOf({ output, comment, actor }: Signal): Change {
  const text = comment ?? output
  return {
    kind: 'noted',
    ...(text !== undefined && { text }),
    ...(actor !== undefined && { name: actor }),
  }
}

/** The event came to us before; only the words tell, no ids are sent. */
function isCopy(known: Alert, signal: Signal, { now, perContact }: AbsorbContext): boolean {
  if (!perContact || signal.kind !== known.lastKind || now - known.lastSignalAt > COPY_MS) {
    return false
  }
  if (signal.kind === 'note') return signal.output === known.lastNote
  if (signal.kind !== 'problem' && signal.kind !== 'recovery') return true
  return (
    signal.stateWord === known.stateWord &&
    signal.output === known.output &&
    (signal.severity ?? known.severity) === known.severity
  )
}

/** Only of states, and only where the upstream tells the time. */
function isLate(known: Alert, { kind, at }: Signal): boolean {
  const isState = kind === 'problem' || kind === 'recovery'
  return isState && known.state !== 'noted' && at !== undefined && at < (known.asOf ?? at)
}

/** Counts, and moves the beginning back; changes no state. */
function absorbLate(known: Alert, signal: Signal, { now }: AbsorbContext): Absorbed {
  if (signal.kind !== 'problem') return outcome(known)
  const count = known.count + 1
  const began = momentOf(signal.since ?? signal.at, now)
  const openedAt = known.state === 'resolved' ? Math.min(known.openedAt, began) : known.openedAt
  const next = { ...known, count, openedAt, revision: known.revision + 1 }
  return outcome(next, { changes: [{ kind: 'repeated', count }] })
}

/** Downtime and flapping are over, unless this was sent before they began. */
function quiet(known: Alert, { now }: AbsorbContext): Partial<Alert> {
  return now - known.lastSignalAt > SETTLE_MS ? { inDowntime: false, flapping: false } : {}
}
