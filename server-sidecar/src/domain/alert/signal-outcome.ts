import type { Absorbed } from './absorbed'
import type { AckState } from './alert'
import type { Change } from './change'

const OUTCOMES = {
  opened: 'new',
  repeated: 'repeated',
  severity_changed: 'changed',
  recovered: 'recovered',
  acknowledged: 'acknowledged',
  ack_confirmed: 'acknowledged',
  ack_removed: 'acknowledged',
  downtime_started: 'noted',
  downtime_ended: 'noted',
  downtime_cancelled: 'noted',
  flapping_started: 'noted',
  flapping_stopped: 'noted',
  flapping_disabled: 'noted',
  noted: 'noted',
} as const satisfies Record<Change['kind'], string>

/** `unchanged`: a copy, an echo, or news of yesterday. */
export type SignalOutcome = (typeof OUTCOMES)[Change['kind']] | 'unchanged'

/** What a signal came to, in a word. */
export function outcomeOf({ changes: [first] }: Pick<Absorbed, 'changes'>): SignalOutcome {
  return first ? OUTCOMES[first.kind] : 'unchanged'
}

/** How the asking for an acknowledgement ended, and so many milliseconds after it began. */
export interface AckEnd {
  outcome: 'done' | 'failed' | 'moot'
  afterMs: number
}

/** Undefined when none was on its way, or it still is. */
export function endOfAsking(before: AckState, after: AckState, now: number): AckEnd | undefined {
  if (before.kind !== 'pending' || after.kind === 'pending') return undefined
  const afterMs = Math.max(0, now - before.at)
  if (after.kind === 'confirmed') return { outcome: 'done', afterMs }
  return { outcome: after.kind === 'failed' ? 'failed' : 'moot', afterMs }
}
