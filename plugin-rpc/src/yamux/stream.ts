import type { ByteStream } from '../bytes/byte-stream'
import { ChunkQueue } from '../bytes/chunk-queue'
import { StreamError } from '../bytes/errors'
import { Inbox } from '../bytes/inbox'
import {
  FLAG_FIN,
  FLAG_RST,
  FLAG_SYN,
  INITIAL_WINDOW,
  TYPE_DATA,
  TYPE_WINDOW_UPDATE,
} from './constants'
import type { FrameHeader } from './encode'
import { ProtocolError, StreamResetError } from './errors'

/** The largest frame cut from a queue, so that streams waiting for the transport take turns. */
const MAX_QUEUED_FRAME = 65536
const MAX_SEND_WINDOW = 0xffffffff

/** What a stream may ask of its session. */
export interface StreamHost {
  /** The transport takes payload now. */
  readonly writable: boolean
  send(header: FrameHeader, payload?: readonly Buffer[]): void
  /** The stream holds something to send; `sendQueued` is to be called when the transport allows. */
  wantsToSend(stream: YamuxStream): void
  /** Both directions are over: late frames for this id are to be dropped. */
  forget(stream: YamuxStream): void
}

/** One yamux stream: two windows, two queues, two ends. Methods named handle… are the session's. */
export class YamuxStream implements ByteStream {
  readonly id: number
  readonly #host: StreamHost
  readonly #inbox = new Inbox((bytes) => this.#grant(bytes))
  readonly #sendQueue = new ChunkQueue()
  #sendWindow = INITIAL_WINDOW
  #receiveWindow = INITIAL_WINDOW
  /** Taken by the listener, not yet granted back to the sender. */
  #consumed = 0
  #announced: boolean
  #ended = false
  #finSent = false
  #finReceived = false
  #failure: Error | undefined
  #waiting: { resolve: () => void; reject: (error: Error) => void }[] = []

  /** A stream of the peer is announced from the start; ours once its SYN may go out. */
  constructor(host: StreamHost, id: number, announced: boolean) {
    this.#host = host
    this.id = id
    this.#announced = announced
  }

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
    let length = 0
    for (const chunk of chunks) length += chunk.length
    if (length === 0) return this.#sendQueue.length === 0
    if (this.#mayPass(length)) {
      this.#sendWindow -= length
      this.#host.send({ type: TYPE_DATA, flags: 0, streamId: this.id, length }, chunks)
      return true
    }
    for (const chunk of chunks) this.#sendQueue.push(chunk)
    if (this.wantsTurn) this.#host.wantsToSend(this)
    return this.#sendQueue.length === 0
  }

  drained(): Promise<void> {
    if (this.#failure) return Promise.reject(this.#failure)
    if (this.#ended) return Promise.reject(new StreamError('stream_ended'))
    if (this.#sendQueue.length === 0) return Promise.resolve()
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }))
  }

  end(): void {
    if (this.#ended || this.#failure) return
    this.#ended = true
    if (this.wantsTurn) this.#host.wantsToSend(this)
  }

  destroy(error: Error = new StreamError('stream_destroyed')): void {
    if (this.#failure) return
    const open = this.#announced && !(this.#finSent && this.#finReceived)
    this.handleFailure(error)
    if (open) this.#sendControl(FLAG_RST, 0)
    this.#host.forget(this)
  }

  /** Something can be sent as soon as the transport allows. */
  get wantsTurn(): boolean {
    if (!this.#announced || this.#failure) return false
    if (this.#sendQueue.length > 0) return this.#sendWindow > 0
    return this.#ended && !this.#finSent
  }

  /** One frame from the queue, or the FIN behind it. */
  sendQueued(): void {
    const limit = Math.min(this.#sendWindow, MAX_QUEUED_FRAME)
    const chunk = limit > 0 ? this.#sendQueue.shift(limit) : undefined
    if (chunk) {
      const { length } = chunk
      this.#sendWindow -= length
      this.#host.send({ type: TYPE_DATA, flags: 0, streamId: this.id, length }, [chunk])
    }
    if (this.#sendQueue.length > 0) return
    if (this.#waiting.length > 0) for (const { resolve } of this.#waiting.splice(0)) resolve()
    if (this.#ended && !this.#finSent) this.#sendFin()
  }

  /** Our SYN goes out; what was written meanwhile may follow. */
  announce(): void {
    this.#announced = true
    this.#sendControl(FLAG_SYN, 0)
    if (this.wantsTurn) this.#host.wantsToSend(this)
  }

  /** A Data frame of `length` bytes begins. Checked before a single byte of it is kept. */
  handleDataHeader(length: number): void {
    if (length > this.#receiveWindow) {
      throw new ProtocolError('receive_window_exceeded', {
        streamId: this.id,
        length,
        window: this.#receiveWindow,
      })
    }
    this.#receiveWindow -= length
  }

  handlePayload(chunk: Buffer): void {
    this.#inbox.push(chunk)
  }

  handleWindowUpdate(increment: number): void {
    this.#sendWindow += increment
    if (this.#sendWindow > MAX_SEND_WINDOW) {
      throw new ProtocolError('send_window_overflow', { streamId: this.id, increment })
    }
    if (this.wantsTurn) this.#host.wantsToSend(this)
  }

  /** FIN and RST, after the payload they came with. A repeated FIN changes nothing. */
  handleFlags(flags: number): void {
    if (flags & FLAG_FIN && !this.#finReceived) {
      this.#finReceived = true
      if (this.#finSent) this.#host.forget(this)
      this.#inbox.finish()
    }
    if (flags & FLAG_RST && !this.#failure) {
      this.#host.forget(this)
      this.handleFailure(new StreamResetError(this.id))
    }
  }

  /** The stream is dead in both directions; nothing is sent about it. */
  handleFailure(error: Error): void {
    if (this.#failure) return
    this.#failure = error
    this.#sendQueue.clear()
    for (const { reject } of this.#waiting.splice(0)) reject(error)
    this.#inbox.fail(error)
  }

  #mayPass(length: number): boolean {
    return (
      this.#announced &&
      this.#sendQueue.length === 0 &&
      length <= this.#sendWindow &&
      this.#host.writable
    )
  }

  #sendControl(flags: number, length: number): void {
    this.#host.send({ type: TYPE_WINDOW_UPDATE, flags, streamId: this.id, length })
  }

  #sendFin(): void {
    this.#finSent = true
    this.#sendControl(FLAG_FIN, 0)
    if (this.#finReceived) this.#host.forget(this)
  }

  /** Opens the peer's window again by what was consumed, in halves rather than in drops. */
  #grant(bytes: number): void {
    this.#consumed += bytes
    if (this.#consumed < INITIAL_WINDOW / 2 || this.#finReceived || this.#failure) return
    const granted = this.#consumed
    this.#consumed = 0
    this.#receiveWindow += granted
    this.#sendControl(0, granted)
  }
}
