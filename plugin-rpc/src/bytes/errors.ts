/** Why a stream cannot be used any more, where no layer above has a better word for it. */
export type StreamErrorCode = 'stream_destroyed' | 'stream_ended' | 'peer_vanished'

/** A failure of a plain byte stream; `code` is what callers test, the message repeats it for logs. */
export class StreamError extends Error {
  override readonly name = 'StreamError'

  constructor(readonly code: StreamErrorCode) {
    super(code)
  }
}
