import type { ChannelRef, PostRef, TicketId, UserRef } from '../refs'
import type { Severity, SignalKind, SignalLink, SignalObject, UpstreamRef } from './signal'

declare const brand: unique symbol
export type AlertId = string & { readonly [brand]: 'alert' }
export type SourceId = string & { readonly [brand]: 'source' }
/** A message of an upstream that is no signal. */
export type MessageId = string & { readonly [brand]: 'message' }

/** Where an acknowledgement stands. `here` is one that no upstream knows of. */
export type AckState =
  | { kind: 'none' }
  | { kind: 'pending'; by: UserRef; at: number; comment?: string; expiresAt?: number }
  | { kind: 'confirmed'; by: AckAuthor; at: number; comment?: string; expiresAt?: number }
  | { kind: 'here'; by: UserRef; at: number; comment?: string; expiresAt?: number }
  | { kind: 'failed'; by: UserRef; at: number; reason: string }
  /** Taken back here; the upstream has not confirmed it yet. */
  | { kind: 'removing'; by: UserRef; at: number }
/** Ours by user, the upstream's own by name (absent when it does not say). */
export type AckAuthor = { user: UserRef } | { name: string | undefined }

/** What we keep of a problem, from its first signal to its end. One alert is one post. */
export interface Alert {
  id: AlertId
  sourceId: SourceId
  object: SignalObject
  channelId: ChannelRef
  /**
   * `noted`: something was said of the object (a downtime, flapping, a note), and no problem is
   * known. Only an open alert can be acknowledged; a problem never lands on one that is not open.
   */
  state: 'open' | 'resolved' | 'noted'
  severity: Severity
  stateWord?: string
  output?: string
  details: { name: string; value: string }[]
  links: SignalLink[]
  /** How often the upstream said "problem"; copies for several contacts count once. */
  count: number
  openedAt: number
  /** By our clock, and what was said: a copy of it within seconds is no second event. */
  lastSignalAt: number
  lastKind: SignalKind
  lastNote?: string
  /** The upstream's own time of the newest thing it said, where it says; older news comes late. */
  asOf?: number
  resolvedAt?: number
  inDowntime: boolean
  flapping: boolean
  ack: AckState
  ackRef?: UpstreamRef
  /** Grows with every change; a post shows one revision. */
  revision: number
  postId?: PostRef
  /** Opened from this alert. */
  ticketId?: TicketId
}
