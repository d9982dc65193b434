import type { PlainMessage } from '../domain/alert/plain-message'
import type { Signal } from '../domain/alert/signal'
import type { SourceKind } from '../domain/source/source'

/** Who may speak to us; `webhook` is everybody who can speak to Mattermost's own. */
export type UpstreamKind = Exclude<SourceKind, 'detect'>

/** What an upstream can do, so that nobody asks for more. */
export interface Capabilities {
  /** It can be told of an acknowledgement; without, one counts here only. */
  acknowledge: boolean
  /** It says when a problem is over. */
  recovers: boolean
  /** It says everything once for each contact: copies come within seconds. */
  perContact: boolean
  /** It repeats no problem that is acknowledged: a repeat means the acknowledgement is gone. */
  silentWhenAcknowledged: boolean
}

/**
 * The longest body an upstream may send, in bytes. Mattermost stops at 300,000; a group of some
 * hundred alerts is larger.
 */
export const UPSTREAM_BODY_LIMIT = 1024 * 1024

/** A request as it stood on the wire. It may hold secrets: nothing of it is kept or logged. */
export interface IncomingRequest {
  contentType: string | undefined
  body: Uint8Array
}

/** What was understood. Exactly one of the two is there: signals, or a message to post as it is. */
export type Received =
  | {
      kind: UpstreamKind
      signals: readonly [Signal, ...Signal[]]
      /** Alerts that the upstream itself left out of a long list. */
      omitted: number
    }
  | { kind: UpstreamKind; signals: readonly []; plain: PlainMessage }

/** A body that Mattermost could not read either; nothing of it can be posted. */
export class UnreadableRequest extends Error {
  readonly reason: 'too_large' | 'not_json' | 'bad_form' | 'bad_multipart' | 'empty'
  constructor(reason: UnreadableRequest['reason']) {
    super(`unreadable request: ${reason}`)
    this.name = 'UnreadableRequest'
    this.reason = reason
  }
}

/**
 * Understands a request to a source of this kind, or of whatever kind it turns out to be
 * (`detect`). Throws UnreadableRequest, and nothing else.
 */
export type Receive = (kind: SourceKind, request: IncomingRequest) => Received
