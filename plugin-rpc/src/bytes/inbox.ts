import { ChunkQueue } from './chunk-queue'

type OnData = (chunk: Buffer) => void
type OnEnd = (error?: Error) => void

/**
 * The reading half of a byte stream: holds what arrives until somebody listens, and delivers in
 * order through pauses and re-entrant calls. Chunks go straight to the listener when nothing is held.
 */
export class Inbox {
  readonly #held = new ChunkQueue()
  readonly #onConsumed: (bytes: number) => void
  #onData: OnData | undefined
  #onEnd: OnEnd | undefined
  #paused = false
  #delivering = false
  #finished = false
  #failure: Error | undefined
  #endTold = false

  /** `onConsumed` hears how many bytes the listener has taken, after each chunk. */
  constructor(onConsumed: (bytes: number) => void) {
    this.#onConsumed = onConsumed
  }

  /** Bytes that arrived and were not delivered yet. */
  get held(): number {
    return this.#held.length
  }

  /** Nothing more can arrive: a clean end was seen or the stream failed. */
  get over(): boolean {
    return this.#finished || this.#failure !== undefined
  }

  start(onData: OnData, onEnd: OnEnd): void {
    this.#onData = onData
    this.#onEnd = onEnd
    this.#deliver()
  }

  pause(): void {
    this.#paused = true
  }

  resume(): void {
    this.#paused = false
    this.#deliver()
  }

  /** A chunk arrived. Dropped once the stream is over. */
  push(chunk: Buffer): void {
    if (this.over || chunk.length === 0) return
    if (this.#onData && !this.#paused && !this.#delivering && this.#held.length === 0) {
      this.#hand(this.#onData, chunk)
      this.#deliver()
    } else this.#held.push(chunk)
  }

  /** The other side ended cleanly: told once everything held has been delivered. */
  finish(): void {
    if (this.over) return
    this.#finished = true
    this.#deliver()
  }

  /** The stream broke: what is held is dropped and the listener is told at once, paused or not. */
  fail(error: Error): void {
    if (this.#failure || this.#endTold) return
    this.#failure = error
    this.#held.clear()
    this.#deliver()
  }

  #hand(onData: OnData, chunk: Buffer): void {
    this.#delivering = true
    try {
      onData(chunk)
    } finally {
      this.#delivering = false
    }
    this.#onConsumed(chunk.length)
  }

  #deliver(): void {
    const onData = this.#onData
    if (!onData || this.#delivering) return
    while (!this.#paused) {
      const chunk = this.#held.shift()
      if (!chunk) break
      this.#hand(onData, chunk)
    }
    this.#tellEnd()
  }

  #tellEnd(): void {
    if (this.#endTold) return
    const cleanEnd = this.#finished && this.#held.length === 0 && !this.#paused
    if (!this.#failure && !cleanEnd) return
    this.#endTold = true
    this.#onEnd?.(this.#failure)
  }
}
