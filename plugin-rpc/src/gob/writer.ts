/** From this size on a byte slice is handed to the stream as it is, instead of being copied. */
const SHARE_FROM = 2048
const SLAB = 16 * 1024
/** Room in front of a message for its length: one size byte and up to eight bytes of number. */
const HEADROOM = 9

const scratch = Buffer.alloc(8)

interface SharedBytes {
  /** Offset in the scratch buffer in front of which the bytes belong. */
  at: number
  bytes: Buffer
}

/**
 * Writes gob primitives of one message at a time into a slab that many messages share.
 * `finish` hands the message out as chunks; the slab goes on behind it and is never written twice.
 */
export class GobWriter {
  private slab = Buffer.allocUnsafeSlow(SLAB)
  private base = 0
  private at = HEADROOM
  private shared: SharedBytes[] = []
  private sharedSize = 0

  uint(value: number | bigint): void {
    if (typeof value === 'bigint') this.bigUint(value)
    else if (value < 128) this.byte(value)
    else this.number(value)
  }

  /** Signed: shifted left, complemented when negative. */
  int(value: number | bigint): void {
    if (typeof value === 'bigint' || Math.abs(value) > 2 ** 51) {
      const big = BigInt(value)
      this.uint(big < 0n ? (~big << 1n) | 1n : big << 1n)
    } else {
      this.uint(value < 0 ? -value * 2 - 1 : value * 2)
    }
  }

  float(value: number): void {
    scratch.writeDoubleLE(value)
    let start = 0
    while (start < 7 && scratch[start] === 0) start++
    if (start === 7 && (scratch[7] as number) < 128) {
      this.byte(scratch[7] as number)
      return
    }
    this.reserve(9)
    this.slab[this.at++] = 256 - (8 - start)
    this.at += scratch.copy(this.slab, this.at, start)
  }

  text(value: string): void {
    const size = Buffer.byteLength(value)
    this.uint(size)
    this.reserve(size)
    this.at += this.slab.write(value, this.at, size, 'utf8')
  }

  /** The bytes must not change until the stream has taken them: large ones are not copied. */
  bytes(value: Uint8Array): void {
    this.uint(value.length)
    if (value.length >= SHARE_FROM) {
      const bytes = Buffer.from(value.buffer, value.byteOffset, value.length)
      this.shared.push({ at: this.at, bytes })
      this.sharedSize += bytes.length
    } else {
      this.raw(value)
    }
  }

  /** Bytes without a length in front. */
  raw(value: Uint8Array): void {
    this.reserve(value.length)
    this.slab.set(value, this.at)
    this.at += value.length
  }

  /** Writes what `body` writes with its byte count in front, as values inside interfaces are sent. */
  counted(body: () => void): void {
    this.byte(0)
    // Relative to the message, because the message moves when the slab has to grow.
    const offset = this.at - this.base
    const sharedBefore = this.shared.length
    const sizeBefore = this.sharedSize
    body()
    const size = this.at - this.base - offset + this.sharedSize - sizeBefore
    if (size < 128) this.slab[this.base + offset - 1] = size
    else this.insertCount(size, offset, sharedBefore)
  }

  /** Ends the message: its length goes in front, the chunks now belong to the caller. */
  finish(): Buffer[] {
    const end = this.at
    let start = this.base + HEADROOM
    const size = end - start + this.sharedSize
    if (size < 128) {
      this.slab[--start] = size
    } else {
      const width = byteCount(size)
      start -= width
      this.slab.writeUIntBE(size, start, width)
      this.slab[--start] = 256 - width
    }
    const chunks: Buffer[] = []
    for (const { at, bytes } of this.shared) {
      if (at > start) chunks.push(this.slab.subarray(start, at))
      chunks.push(bytes)
      start = at
    }
    if (end > start) chunks.push(this.slab.subarray(start, end))
    this.restart(end)
    return chunks
  }

  /** Forgets the message begun. */
  discard(): void {
    this.restart(this.base)
  }

  /** Replaces the one byte left for a count in front of `offset` by a longer count. */
  private insertCount(size: number, offset: number, firstShared: number): void {
    const width = byteCount(size)
    this.reserve(width)
    const start = this.base + offset
    this.slab.copyWithin(start + width, start, this.at)
    this.slab[start - 1] = 256 - width
    this.slab.writeUIntBE(size, start, width)
    this.at += width
    for (const item of this.shared.slice(firstShared)) item.at += width
  }

  private restart(base: number): void {
    this.shared = []
    this.sharedSize = 0
    this.base = base
    if (this.slab.length !== SLAB || SLAB - base < 512) {
      this.slab = Buffer.allocUnsafeSlow(SLAB)
      this.base = 0
    }
    this.at = this.base + HEADROOM
  }

  private byte(value: number): void {
    this.reserve(1)
    this.slab[this.at++] = value
  }

  private number(value: number): void {
    const size = byteCount(value)
    if (size > 6) {
      this.bigUint(BigInt(value))
      return
    }
    this.reserve(7)
    this.slab[this.at++] = 256 - size
    this.at = this.slab.writeUIntBE(value, this.at, size)
  }

  private bigUint(value: bigint): void {
    if (value < 128n) {
      this.byte(Number(value))
      return
    }
    scratch.writeBigUInt64BE(value)
    let start = 0
    while (scratch[start] === 0) start++
    this.reserve(9)
    this.slab[this.at++] = 256 - (8 - start)
    this.at += scratch.copy(this.slab, this.at, start)
  }

  /** Makes room; when the slab is full the unfinished message moves to a larger one. */
  private reserve(size: number): void {
    if (this.at + size <= this.slab.length) return
    const used = this.at - this.base
    const grown = Buffer.allocUnsafeSlow(Math.max(SLAB, (used + size) * 2))
    this.slab.copy(grown, 0, this.base, this.at)
    for (const item of this.shared) item.at -= this.base
    this.slab = grown
    this.at = used
    this.base = 0
  }
}

function byteCount(value: number): number {
  let size = 1
  for (let rest = value; rest >= 256; rest = Math.floor(rest / 256)) size++
  return size
}
