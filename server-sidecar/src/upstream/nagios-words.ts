/** The words that openITCOCKPIT, Nagios, Icinga and Checkmk share. */
import type { Severity, SignalKind } from '../domain/alert/signal'

const KINDS: Record<string, SignalKind> = {
  PROBLEM: 'problem',
  RECOVERY: 'recovery',
  ACKNOWLEDGEMENT: 'acknowledgement',
  DOWNTIMESTART: 'downtime_start',
  DOWNTIMEEND: 'downtime_end',
  DOWNTIMECANCELLED: 'downtime_cancelled',
  DOWNTIMEREMOVED: 'downtime_cancelled',
  FLAPPINGSTART: 'flapping_start',
  FLAPPINGEND: 'flapping_stop',
  FLAPPINGSTOP: 'flapping_stop',
  FLAPPINGDISABLED: 'flapping_disabled',
}

const SEVERITIES: Record<string, Severity> = {
  UP: 'ok',
  OK: 'ok',
  WARNING: 'warning',
  CRITICAL: 'critical',
  DOWN: 'critical',
  UNREACHABLE: 'unknown',
  UNKNOWN: 'unknown',
}

/** What a notification type says; CUSTOM and everything unknown is a note. */
export function kindOfType(type: string): SignalKind {
  return Object.hasOwn(KINDS, type) ? (KINDS[type] ?? 'note') : 'note'
}

/** The severity behind an English state word; undefined for any other word. */
export function severityOfState(word: string): Severity | undefined {
  const known = word.toUpperCase()
  return Object.hasOwn(SEVERITIES, known) ? SEVERITIES[known] : undefined
}
