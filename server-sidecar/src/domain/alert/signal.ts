/**
 * What an upstream says, understood: one thing that happened to one monitored object. Made by
 * `upstream/<product>`, taken in by `absorb`. Every text is untrusted and unescaped; no secret is
 * left in it.
 */

/** How bad it is, worst last. `ok` ends a problem; `unknown` is a check that could not tell. */
export const SEVERITIES = ['ok', 'info', 'low', 'warning', 'high', 'critical', 'unknown'] as const
export type Severity = (typeof SEVERITIES)[number]

/** What a signal is about. The key is the same for every signal of one object of one source. */
export interface SignalObject {
  kind: 'host' | 'service' | 'alert'
  /** Opaque: uuids, a fingerprint, or a hash of names; never shown. */
  key: string
  host?: string
  service?: string
  /** What people call it where there is neither host nor service. */
  title?: string
}

export type SignalKind =
  | 'problem'
  | 'recovery'
  | 'acknowledgement'
  | 'acknowledgement_removed'
  | 'downtime_start'
  | 'downtime_end'
  | 'downtime_cancelled'
  | 'flapping_start'
  | 'flapping_stop'
  | 'flapping_disabled'
  /** Says something about the object without changing its state (CUSTOM). */
  | 'note'

export interface SignalLink {
  label: string
  /** http or https, without credentials; checked where it was read. */
  url: string
}

export interface Signal {
  kind: SignalKind
  object: SignalObject
  /** Absent when the signal does not say (an acknowledgement, a downtime). */
  severity?: Severity
  /** The upstream's own word for the state (`Kritisch`, `Unreachable`, `NEW`). */
  stateWord?: string
  /** The check's output or the alert's text, whole. */
  output?: string
  /** Further facts, in the upstream's order (Source, Incidents, labels). */
  details: { name: string; value: string }[]
  links: SignalLink[]
  /** Who acted, where the upstream says (an acknowledgement's author). */
  actor?: string
  comment?: string
  /** When this happened, milliseconds since 1970, where the upstream says; else the door's time counts. */
  at?: number
  /** When the problem began, where the upstream says: repeats carry the same moment again. */
  since?: number
  /** How the upstream is asked to acknowledge this object; opaque to everybody but its client. */
  ack?: UpstreamRef
}

/** An object as its upstream's client names it: `{ hostUuid, serviceUuid }` and the like. */
export type UpstreamRef = Readonly<Record<string, string>>
