/** The peer broke the protocol; the session cannot go on. */
export type ProtocolErrorCode =
  | 'invalid_version'
  | 'invalid_type'
  | 'duplicate_stream'
  | 'wrong_stream_parity'
  | 'receive_window_exceeded'
  | 'send_window_overflow'

/** The session is over, for a reason that is nobody's mistake on the wire. */
export type SessionErrorCode =
  | 'session_closed'
  | 'transport_failed'
  | 'keepalive_timeout'
  | 'peer_not_reading'
  | 'peer_protocol_error'
  | 'peer_internal_error'
  | 'peer_went_away'
  | 'streams_exhausted'

/** Numbers that help to find the cause; never payload. */
export type ErrorDetails = Readonly<Record<string, number | string>>

function renderMessage(code: string, details: ErrorDetails): string {
  const pairs = Object.entries(details).map(([key, value]) => `${key}=${value}`)
  return ['yamux:', code, ...pairs].join(' ')
}

/** What the peer sent is not yamux, or breaks its rules. Ends the session and all its streams. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError'

  constructor(
    readonly code: ProtocolErrorCode,
    readonly details: ErrorDetails = {},
  ) {
    super(renderMessage(code, details))
  }
}

/** The session has ended or cannot do what was asked; streams that were open get this as their end. */
export class SessionError extends Error {
  override readonly name = 'SessionError'

  constructor(
    readonly code: SessionErrorCode,
    cause?: Error,
  ) {
    super(cause ? `yamux: ${code}: ${cause.message}` : `yamux: ${code}`, cause && { cause })
  }
}

/** The peer closed this one stream hard (RST); the session is well. */
export class StreamResetError extends Error {
  override readonly name = 'StreamResetError'
  readonly code = 'stream_reset'

  constructor(readonly streamId: number) {
    super(`yamux: stream_reset streamId=${streamId}`)
  }
}
