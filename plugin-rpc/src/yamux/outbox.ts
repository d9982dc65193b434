import type { ByteStream } from '../bytes/byte-stream'
import { HEADER_SIZE } from './constants'
import { type FrameHeader, writeHeader } from './encode'

/** Payload pieces up to this size are copied behind their header; larger ones go out by reference. */
const COPY_UP_TO = 2048
const SLAB_SIZE = 65536
/** A tick that produces more than this is written at once instead of at its end. */
const FLUSH_AT = 256 * 1024
/** What may pile up in answers (ACK, window updates, ping replies) to a peer that does not read. */
const BACKLOG_LIMIT = 1024 * 1024

export interface OutboxEvents {
  /** The transport takes bytes again. */
  onWritable(): void
  /** The peer keeps asking without reading the answers. */
  onOverflow(): void
}

/**
 * Everything the session sends passes here: frames of one tick leave in one write. Data must not be
 * added while `writable` is false; control frames may be, up to a limit.
 */
export class Outbox {
  readonly #transport: ByteStream
  readonly #events: OutboxEvents
  #slab = Buffer.allocUnsafeSlow(SLAB_SIZE)
  /** The part of the slab that belongs to frames not yet written. */
  #slabStart = 0
  #slabEnd = 0
  #chunks: Buffer[] = []
  #pending = 0
  #scheduled = false
  #blocked = false
  #closed = false

  constructor(transport: ByteStream, events: OutboxEvents) {
    this.#transport = transport
    this.#events = events
  }

  /** The transport is ready for payload. */
  get writable(): boolean {
    return !this.#blocked && !this.#closed
  }

  /** Adds one frame; the payload pieces together are `header.length` bytes long. */
  add(header: FrameHeader, payload: readonly Buffer[] = []): void {
    if (this.#closed) return
    if (this.#slabEnd + HEADER_SIZE > SLAB_SIZE) this.#renewSlab()
    writeHeader(this.#slab, this.#slabEnd, header)
    this.#slabEnd += HEADER_SIZE
    this.#pending += HEADER_SIZE
    for (const piece of payload) this.#addPayload(piece)
    this.#schedule()
  }

  /** Writes what is there now instead of at the end of the tick. */
  flush(): void {
    this.#scheduled = false
    if (this.#pending === 0 || this.#blocked || this.#closed) return
    this.#seal()
    const chunks = this.#chunks
    this.#chunks = []
    this.#pending = 0
    if (!this.#transport.write(...chunks)) this.#waitForDrain()
  }

  /** Writes the last frames, whatever the transport says, and drops everything later. */
  close(): void {
    this.#blocked = false
    this.flush()
    this.#closed = true
    this.#chunks = []
  }

  #addPayload(piece: Buffer): void {
    this.#pending += piece.length
    if (piece.length <= COPY_UP_TO) {
      if (this.#slabEnd + piece.length > SLAB_SIZE) this.#renewSlab()
      piece.copy(this.#slab, this.#slabEnd)
      this.#slabEnd += piece.length
      return
    }
    this.#seal()
    this.#chunks.push(piece)
  }

  #schedule(): void {
    if (this.#blocked) {
      if (this.#pending > BACKLOG_LIMIT) this.#events.onOverflow()
      return
    }
    if (this.#pending >= FLUSH_AT) this.flush()
    else if (!this.#scheduled) {
      this.#scheduled = true
      process.nextTick(() => this.flush())
    }
  }

  /** Moves the filled part of the slab to the chunks to write. */
  #seal(): void {
    if (this.#slabEnd === this.#slabStart) return
    this.#chunks.push(this.#slab.subarray(this.#slabStart, this.#slabEnd))
    this.#slabStart = this.#slabEnd
  }

  /** The old slab stays alive as long as the transport needs it, so it is never written twice. */
  #renewSlab(): void {
    this.#seal()
    this.#slab = Buffer.allocUnsafeSlow(SLAB_SIZE)
    this.#slabStart = 0
    this.#slabEnd = 0
  }

  #waitForDrain(): void {
    this.#blocked = true
    const resume = () => {
      if (this.#closed) return
      this.#blocked = false
      this.flush()
      if (this.writable) this.#events.onWritable()
    }
    // A failure of the transport reaches the session through its own onEnd.
    this.#transport.drained().then(resume, () => undefined)
  }
}
