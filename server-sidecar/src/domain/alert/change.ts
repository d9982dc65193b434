import type { Severity } from './signal'

/** What a signal did to an alert: a line of its story, told as a reply in the thread. */
export type Change =
  | { kind: 'opened'; severity: Severity }
  | { kind: 'repeated'; count: number }
  | { kind: 'severity_changed'; from: Severity; to: Severity }
  /** Without a duration where nobody said when it began. */
  | { kind: 'recovered'; durationMs?: number }
  /** By somebody at the upstream; it does not always say who. */
  | { kind: 'acknowledged'; name?: string; comment?: string }
  /** Ours, now in force at the upstream. */
  | { kind: 'ack_confirmed' }
  | { kind: 'ack_removed'; name?: string }
  | { kind: 'downtime_started' | 'downtime_ended' | 'downtime_cancelled' }
  | { kind: 'flapping_started' | 'flapping_stopped' | 'flapping_disabled' }
  | { kind: 'noted'; text?: string; name?: string }

/** Is the alert another after it, or was it only spoken of? */
export function isStateChange({ kind }: Change): boolean {
  return kind !== 'repeated' && kind !== 'noted'
}
