import type { UpstreamRef } from '../domain/alert/signal'
import type { Source } from '../domain/source/source'

/** What an upstream says of an object now. */
export interface UpstreamState {
  severity: 'ok' | 'problem'
  acknowledged: boolean
  author?: string
  comment?: string
  inDowntime?: boolean
}

/**
 * Talking back to one kind of upstream. Every call has a time limit, goes only to the source's base
 * URL, and rejects with UpstreamTrouble; answers are never shown raw.
 */
export interface Upstream {
  /** Asks for an acknowledgement. Done means "taken", not "in force": read the state for that. */
  acknowledge(source: Source, ref: UpstreamRef, ack: AckRequest): Promise<void>
  removeAcknowledgement(source: Source, ref: UpstreamRef): Promise<void>
  state(source: Source, ref: UpstreamRef): Promise<UpstreamState>
  /** A harmless authenticated call, for `test`. */
  check(source: Source): Promise<void>
}

export interface AckRequest {
  /** The Mattermost user name. */
  author: string
  comment: string
}

/** Why an upstream did not do it; `retry` when another try may succeed. */
export class UpstreamTrouble extends Error {
  readonly reason:
    | 'unreachable'
    | 'timed_out'
    | 'tls_failed'
    | 'login_refused'
    | 'forbidden'
    | 'not_found'
    | 'unexpected_answer'
    | 'server_error'
    | 'not_configured'
  readonly retry: boolean
  /** Where to look first, for those who set it up. */
  readonly hint: 'name_unknown' | 'connection_refused' | 'proxy' | undefined
  constructor(reason: UpstreamTrouble['reason'], retry: boolean, hint?: UpstreamTrouble['hint']) {
    super(reason)
    this.name = 'UpstreamTrouble'
    this.reason = reason
    this.retry = retry
    this.hint = hint
  }
}
