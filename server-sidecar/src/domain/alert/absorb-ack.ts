/** Acknowledgements an upstream tells of: somebody's there, or our own coming back. */
import {
  type AbsorbContext,
  type Absorbed,
  begin,
  isTogether,
  outcome,
  SETTLE_MS,
  touch,
} from './absorbed'
import type { AckState, Alert } from './alert'
import type { Change } from './change'
import type { Signal } from './signal'

/** How long after its confirmation our own acknowledgement may still come back as a message. */
const ECHO_MS = 5 * 60_000

export function absorbAcknowledgement(
  known: Alert | undefined,
  signal: Signal,
  context: AbsorbContext,
): Absorbed {
  const change = acknowledged(signal)
  if (known?.state === 'open') return acknowledgeOpen(known, signal, context)
  const { now } = context
  // It overtook nothing: the recovery overtook it.
  if (known?.state === 'resolved' && now - (known.resolvedAt ?? 0) <= SETTLE_MS) {
    const next = touch(known, signal, context, { ack: confirmedThere(signal, now) })
    return outcome(next, { changes: [change] })
  }
  const next = {
    ...begin(signal, context, { state: 'open', count: 0 }),
    ack: confirmedThere(signal, now),
  }
  return outcome(next, {
    begun: true,
    changes: [{ kind: 'opened', severity: next.severity }, change],
  })
}

function acknowledgeOpen(known: Alert, signal: Signal, context: AbsorbContext): Absorbed {
  const { ack } = known
  const { now } = context
  if (ack.kind === 'pending') {
    const { by, comment, expiresAt } = ack
    const confirmed: AckState = {
      kind: 'confirmed',
      by: { user: by },
      at: now,
      ...(comment !== undefined && { comment }),
      ...(expiresAt !== undefined && { expiresAt }),
    }
    const next = touch(known, signal, context, { ack: confirmed })
    return outcome(next, { changes: [{ kind: 'ack_confirmed' }], echo: true })
  }
  if (ack.kind === 'removing' || isEcho(ack, now)) return outcome(known, { echo: true })
  const next = touch(known, signal, context, { ack: confirmedThere(signal, now) })
  return outcome(next, { changes: [acknowledged(signal)] })
}

/** Ours was confirmed by asking, and the message of it comes after. */
function isEcho(ack: AckState, now: number): boolean {
  return ack.kind === 'confirmed' && 'user' in ack.by && now - ack.at <= ECHO_MS
}

export function absorbRemoval(
  known: Alert | undefined,
  signal: Signal,
  context: AbsorbContext,
): Absorbed {
  const removed: Change = {
    kind: 'ack_removed',
    ...(signal.actor !== undefined && { name: signal.actor }),
  }
  if (!known || (known.state !== 'open' && !isTogether(known, context))) {
    // A problem that was acknowledged is one that is not over.
    const next = begin(signal, context, { state: 'open', count: 0 })
    const opened: Change = { kind: 'opened', severity: next.severity }
    return outcome(next, { begun: true, changes: [opened, removed] })
  }
  const { ack, state } = known
  const stood = ack.kind === 'confirmed' || ack.kind === 'here' || ack.kind === 'removing'
  if (state !== 'open' || !stood) return outcome(known)
  const next = touch(known, signal, context, { ack: { kind: 'none' } })
  return outcome(next, { changes: [removed], echo: ack.kind === 'removing' })
}

function confirmedThere({ actor, comment }: Signal, at: number): AckState {
  return {
    kind: 'confirmed',
    by: { name: actor },
    at,
    ...(comment !== undefined && { comment }),
  }
}

function acknowledged({ actor, comment }: Signal): Change {
  return {
    kind: 'acknowledged',
    ...(actor !== undefined && { name: actor }),
    ...(comment !== undefined && { comment }),
  }
}
