import type { ByteStream } from './byte-stream'
import { Inbox } from './inbox'

export interface PrefixOptions {
  /** How many bytes make the prefix. */
  readonly length: number
  /**
   * Called once with the prefix, or with undefined when the stream was over before it was complete.
   * An error it returns ends the stream.
   */
  onPrefix(prefix: Buffer | undefined): Error | undefined
}

/**
 * A byte stream whose first received bytes are somebody else's business: they are taken off at
 * once, whether the stream has been started or not; the rest reads like any other stream. What the
 * chunk with the prefix carried beyond it is held, further chunks wait in the inner stream.
 */
export class PrefixedStream implements ByteStream {
  readonly #inner: ByteStream
  readonly #options: PrefixOptions
  readonly #inbox = new Inbox(() => {})
  #prefix = Buffer.alloc(0)
  #prefixDone = false
  #started = false
  #paused = false

  constructor(inner: ByteStream, options: PrefixOptions) {
    this.#inner = inner
    this.#options = options
    inner.start(
      (chunk) => (this.#prefixDone ? this.#inbox.push(chunk) : this.#takePrefix(chunk)),
      (error) => this.#handleEnd(error),
    )
  }

  start(onData: (chunk: Buffer) => void, onEnd: (error?: Error) => void): void {
    this.#started = true
    this.#inbox.start(onData, onEnd)
    this.#flow()
  }

  pause(): void {
    this.#paused = true
    this.#inbox.pause()
    this.#flow()
  }

  resume(): void {
    this.#paused = false
    this.#inbox.resume()
    this.#flow()
  }

  write(...chunks: Buffer[]): boolean {
    return this.#inner.write(...chunks)
  }

  drained(): Promise<void> {
    return this.#inner.drained()
  }

  end(): void {
    this.#inner.end()
  }

  destroy(error?: Error): void {
    this.#inner.destroy(error)
  }

  /** The inner stream flows while the prefix is missing or somebody listens. */
  #flow(): void {
    if (!this.#prefixDone || (this.#started && !this.#paused)) this.#inner.resume()
    else this.#inner.pause()
  }

  #takePrefix(chunk: Buffer): void {
    const missing = this.#options.length - this.#prefix.length
    this.#prefix = Buffer.concat([this.#prefix, chunk.subarray(0, missing)])
    if (this.#prefix.length < this.#options.length) return
    this.#prefixDone = true
    this.#flow()
    const error = this.#options.onPrefix(this.#prefix)
    if (error) this.#inner.destroy(error)
    else this.#inbox.push(chunk.subarray(missing))
  }

  #handleEnd(error: Error | undefined): void {
    const tooShort = this.#prefixDone ? undefined : this.#options.onPrefix(undefined)
    this.#prefixDone = true
    const reason = error ?? tooShort
    if (reason) this.#inbox.fail(reason)
    else this.#inbox.finish()
  }
}
