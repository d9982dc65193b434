import type { ByteStream } from './byte-stream'
import { StreamError } from './errors'
import { Inbox } from './inbox'

/** How much one end may hold before the other end's `write` answers false. */
const HIGH_WATER = 65536

/** One end of an in-memory pipe. */
class PipeEnd implements ByteStream {
  peer!: PipeEnd
  readonly #inbox = new Inbox(() => this.peer.#wake())
  /** On their way to the peer: delivery waits for the next tick, as it would on a socket. */
  #inFlight: Buffer[] = []
  #inFlightBytes = 0
  #scheduled = false
  #ended = false
  #failure: Error | undefined
  #waiting: { resolve: () => void; reject: (error: Error) => void }[] = []

  start(onData: (chunk: Buffer) => void, onEnd: (error?: Error) => void): void {
    this.#inbox.start(onData, onEnd)
  }

  pause(): void {
    this.#inbox.pause()
  }

  resume(): void {
    this.#inbox.resume()
  }

  write(...chunks: Buffer[]): boolean {
    if (this.#ended || this.#failure) return false
    for (const chunk of chunks) {
      this.#inFlight.push(chunk)
      this.#inFlightBytes += chunk.length
    }
    this.#schedule()
    return this.#writable
  }

  drained(): Promise<void> {
    if (this.#failure) return Promise.reject(this.#failure)
    if (this.#ended) return Promise.reject(new StreamError('stream_ended'))
    if (this.#writable) return Promise.resolve()
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }))
  }

  end(): void {
    if (this.#ended || this.#failure) return
    this.#ended = true
    this.#schedule()
  }

  destroy(error: Error = new StreamError('stream_destroyed')): void {
    if (this.#failure) return
    this.#fail(error)
    process.nextTick(() => this.peer.#fail(new StreamError('peer_vanished')))
  }

  get #writable(): boolean {
    return this.#inFlightBytes + this.peer.#inbox.held < HIGH_WATER
  }

  #schedule(): void {
    if (this.#scheduled) return
    this.#scheduled = true
    process.nextTick(() => this.#transfer())
  }

  #transfer(): void {
    this.#scheduled = false
    const chunks = this.#inFlight
    this.#inFlight = []
    this.#inFlightBytes = 0
    for (const chunk of chunks) this.peer.#inbox.push(chunk)
    if (this.#ended && this.#inFlight.length === 0) this.peer.#inbox.finish()
    this.#wake()
  }

  #wake(): void {
    if (this.#waiting.length === 0 || !this.#writable) return
    const waiting = this.#waiting
    this.#waiting = []
    for (const { resolve } of waiting) resolve()
  }

  #fail(error: Error): void {
    if (this.#failure) return
    this.#failure = error
    this.#inFlight = []
    this.#inFlightBytes = 0
    for (const { reject } of this.#waiting.splice(0)) reject(error)
    this.#inbox.fail(error)
  }
}

/** Two connected ends in memory: what is written to one arrives at the other, a tick later. */
export function createPipe(): [ByteStream, ByteStream] {
  const left = new PipeEnd()
  const right = new PipeEnd()
  left.peer = right
  right.peer = left
  return [left, right]
}
