import { GobFormatError } from './errors'

const MAX_SAFE = BigInt(Number.MAX_SAFE_INTEGER)
/** Shorter byte values are copied, so that keeping one does not keep the message it came in. */
const COPY_BELOW = 4096

const floatBytes = Buffer.alloc(8)

/**
 * Reads gob primitives from one message. Never reads past the end: a short message is a
 * GobFormatError 'truncated'. Integers within ±(2^53 − 1) are numbers, others bigints.
 */
export class GobReader {
  private at = 0

  constructor(private readonly message: Buffer) {}

  get remaining(): number {
    return this.message.length - this.at
  }

  /** An unsigned integer: one byte below 128, else the negated byte count and big-endian bytes. */
  uint(): number | bigint {
    const first = this.byte()
    if (first < 128) return first
    const size = this.sizeOf(first)
    const start = this.advance(size)
    if (size <= 6) return this.message.readUIntBE(start, size)
    let value = 0n
    for (let i = start; i < this.at; i++) value = (value << 8n) | BigInt(this.message[i] as number)
    return value <= MAX_SAFE ? Number(value) : value
  }

  /** A signed integer of any size: the sign is bit 0, negative values are complemented. */
  bigOrInt(): number | bigint {
    const raw = this.uint()
    if (typeof raw === 'number') {
      const half = Math.floor(raw / 2)
      return raw % 2 === 0 ? half : -half - 1
    }
    const value = raw & 1n ? ~(raw >> 1n) : raw >> 1n
    return value >= -MAX_SAFE && value <= MAX_SAFE ? Number(value) : value
  }

  /** A signed integer that must be safe: type ids and lengths in descriptors. */
  int(): number {
    return safe(this.bigOrInt())
  }

  /** An unsigned integer that must be safe: field deltas and sizes. */
  length(): number {
    return safe(this.uint())
  }

  /** A count of things that follow; each takes at least one byte, so it is bounded by what is left. */
  count(): number {
    const count = this.length()
    if (count > this.remaining) throw new GobFormatError('truncated', `${count} items announced`)
    return count
  }

  bool(): boolean {
    return this.uint() !== 0
  }

  /** An IEEE double whose bytes are reversed, so that small integers stay short. */
  float(): number {
    const first = this.byte()
    floatBytes.fill(0)
    if (first < 128) {
      floatBytes[7] = first
    } else {
      const size = this.sizeOf(first)
      this.message.copy(floatBytes, 8 - size, this.advance(size), this.at)
    }
    return floatBytes.readDoubleLE(0)
  }

  text(): string {
    const size = this.count()
    return this.message.toString('utf8', this.advance(size), this.at)
  }

  /** A byte slice: a large one is a view into the message, a small one a copy. */
  bytes(): Buffer {
    const size = this.count()
    const view = this.message.subarray(this.advance(size), this.at)
    return size < COPY_BELOW ? Buffer.from(view) : view
  }

  private byte(): number {
    return this.message[this.advance(1)] as number
  }

  private sizeOf(first: number): number {
    const size = 256 - first
    if (size > 8) throw new GobFormatError('malformed', `integer of ${size} bytes`)
    return size
  }

  private advance(size: number): number {
    const start = this.at
    if (size > this.message.length - start) {
      throw new GobFormatError('truncated', 'message ends inside a value')
    }
    this.at = start + size
    return start
  }
}

function safe(value: number | bigint): number {
  if (typeof value === 'bigint') throw new GobFormatError('malformed', 'number out of range')
  return value
}
