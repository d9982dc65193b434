import { GobFormatError, GobLimitError } from './errors'

/** First allocation for a message that comes in pieces; it doubles, so a lying length costs nothing. */
const FIRST_ALLOCATION = 256 * 1024
const EMPTY = Buffer.alloc(0)

/**
 * Cuts a byte stream into gob messages (uint length + that many bytes).
 *
 * A message that lies inside one chunk is handed on as a view; one that spans chunks is gathered in
 * a buffer that grows with what has really arrived. Work and memory are linear in the bytes received.
 * Throws GobLimitError or GobFormatError when a length is impossible; the stream is lost then.
 */
export class MessageSplitter {
  private head = Buffer.alloc(9)
  private headSize = 0
  private body: Buffer = EMPTY
  private filled = 0
  private expected = -1

  constructor(private readonly maxBytes: number) {}

  /** Calls back for every message completed by this chunk. */
  push(chunk: Buffer, onMessage: (message: Buffer) => void): void {
    let at = 0
    while (at < chunk.length) {
      if (this.expected < 0) at = this.readHead(chunk, at)
      else at = this.readBody(chunk, at, onMessage)
    }
    // A message of length 0 carries nothing; Go skips it too.
  }

  /** Whether the stream ended between two messages. */
  get clean(): boolean {
    return this.expected < 0 && this.headSize === 0
  }

  private readHead(chunk: Buffer, start: number): number {
    let at = start
    while (at < chunk.length) {
      this.head[this.headSize++] = chunk[at++] as number
      const first = this.head[0] as number
      const size = first < 128 ? 0 : 256 - first
      if (size > 8) throw new GobFormatError('malformed', `message length of ${size} bytes`)
      if (this.headSize === size + 1) {
        this.open(size)
        break
      }
    }
    return at
  }

  private open(size: number): void {
    let length = size === 0 ? (this.head[0] as number) : 0
    for (let i = 1; i <= size; i++) length = length * 256 + (this.head[i] as number)
    if (length > this.maxBytes) {
      throw new GobLimitError('too_large', `message of ${length} bytes, limit ${this.maxBytes}`)
    }
    this.headSize = 0
    this.expected = length === 0 ? -1 : length
    this.filled = 0
  }

  private readBody(chunk: Buffer, at: number, onMessage: (message: Buffer) => void): number {
    const missing = this.expected - this.filled
    const end = Math.min(chunk.length, at + missing)
    if (this.filled === 0 && end - at === this.expected) {
      this.expected = -1
      onMessage(chunk.subarray(at, end))
      return end
    }
    this.gather(chunk, at, end)
    if (this.filled === this.expected) {
      const message = this.body.subarray(0, this.filled)
      this.body = EMPTY
      this.expected = -1
      onMessage(message)
    }
    return end
  }

  private gather(chunk: Buffer, start: number, end: number): void {
    const needed = this.filled + end - start
    if (needed > this.body.length) {
      const size = Math.min(this.expected, Math.max(needed, this.body.length * 2, FIRST_ALLOCATION))
      const grown = Buffer.allocUnsafeSlow(size)
      this.body.copy(grown, 0, 0, this.filled)
      this.body = grown
    }
    chunk.copy(this.body, this.filled, start, end)
    this.filled = needed
  }
}
