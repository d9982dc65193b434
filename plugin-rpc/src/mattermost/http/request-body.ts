import { Readable } from 'node:stream'
import type { ByteStream } from '../../bytes/byte-stream'
import { RequestBodyError } from '../errors'

/** More than any body has: one request for everything, flow control does the rest. */
const EVERYTHING = 2n ** 40n

/** How many bytes may wait unread in the process; the rest stays in the stream's window. */
const HIGH_WATER = 64 * 1024

/** A request body that is only asked for when somebody reads it. */
export interface RequestBody {
  /** Opened at the first access. */
  readonly stream: Readable
  /** Lets go of the body: what nobody has read stays at the host. */
  close(): void
}

/**
 * The host sends body bytes on request: a signed zig-zag varint n asks for up to n bytes, and the
 * stream ends behind the last one. `expected` is the Content-Length, if known: a body that ends
 * earlier was broken off by the client and fails with RequestBodyError instead of looking complete.
 */
export function createRequestBody(source: ByteStream, expected?: number): RequestBody {
  let readable: Readable | undefined
  return {
    get stream() {
      readable ??= new BodyReadable(source, expected)
      return readable
    },
    close() {
      if (!readable) drop(source)
      else if (!readable.readableEnded) readable.destroy()
    },
  }
}

class BodyReadable extends Readable {
  private asked = false
  private received = 0
  private ended = false

  constructor(
    private readonly source: ByteStream,
    private readonly expected: number | undefined,
  ) {
    super({ highWaterMark: HIGH_WATER })
  }

  override _read(): void {
    if (this.asked) {
      this.source.resume()
      return
    }
    this.asked = true
    this.source.start(
      (chunk) => this.handleChunk(chunk),
      (error) => this.handleEnd(error),
    )
    this.source.write(renderVarint(EVERYTHING))
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    if (!this.asked) drop(this.source)
    else if (!this.ended) this.source.destroy()
    callback(error)
  }

  private handleChunk(chunk: Buffer): void {
    this.received += chunk.length
    if (!this.push(chunk)) this.source.pause()
  }

  private handleEnd(error: Error | undefined): void {
    this.ended = true
    this.source.end()
    const missing = (this.expected ?? 0) - this.received
    if (error) this.destroy(new RequestBodyError(error))
    else if (missing > 0)
      this.destroy(new RequestBodyError(new Error(`${missing} bytes are missing`)))
    else this.push(null)
  }
}

/** Ends a stream nobody wants to read; its other end is answered by whatever comes. */
function drop(source: ByteStream): void {
  source.end()
  source.start(
    () => {},
    () => {},
  )
}

/** Go's signed varint: zig-zag, seven bits a byte, lowest first. */
export function renderVarint(value: bigint): Buffer {
  const bytes: number[] = []
  let rest = value < 0n ? -value * 2n - 1n : value * 2n
  while (rest >= 128n) {
    bytes.push(Number(rest & 127n) | 128)
    rest >>= 7n
  }
  bytes.push(Number(rest))
  return Buffer.from(bytes)
}
