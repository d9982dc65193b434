/**
 * One ordered, flow-controlled stream of bytes in both directions: a yamux stream, a socket, or one
 * end of a pipe in tests. Push delivery, because a promise for every chunk would cost more than the
 * work done with it; backpressure goes through `pause` on the way in and `drained` on the way out.
 */
export interface ByteStream {
  /**
   * Begins delivery; to be called once. Until then everything that arrives is held.
   * A chunk counts as consumed when `onData` returns: that is what lets the sender send more. The
   * listener may keep the chunk, it is not reused.
   * `onEnd` is called exactly once, never before the last chunk was delivered unless it carries an
   * error: `undefined` after the other side ended cleanly, otherwise the reason. Writing may still
   * be possible after a clean end.
   */
  start(onData: (chunk: Buffer) => void, onEnd: (error?: Error) => void): void
  /** Holds delivery, also when called from inside `onData`. Errors are still told at once. */
  pause(): void
  resume(): void
  /**
   * Queues the chunks in order without copying large ones; the caller must not change them
   * afterwards. False means: wait for `drained()` before writing more (these chunks are accepted
   * all the same). After `end`, `destroy` or a failure the chunks are dropped and the answer is
   * false; it never throws.
   */
  write(...chunks: Buffer[]): boolean
  /** Resolves when writing may go on; rejects when this stream can never be written again. */
  drained(): Promise<void>
  /** Half close: nothing more from this side once the queue is out; reading goes on. */
  end(): void
  /** Hard close in both directions. The local `onEnd` gets the error, or one that says "destroyed". */
  destroy(error?: Error): void
}
