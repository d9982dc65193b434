/** Below this size a queued chunk is copied, so that it does not pin the whole socket read around it. */
const COPY_BELOW = 4096
const BLOCK_SIZE = 16384

/**
 * First in, first out, counted in bytes. Small chunks are gathered into blocks: a peer that sends
 * a window full of one-byte frames costs about a window of memory, not a quarter of a million objects.
 */
export class ChunkQueue {
  #chunks: Buffer[] = []
  #head = 0
  #length = 0
  /** The block that small chunks are gathered into, and how much of it is filled. */
  #block: Buffer | undefined
  #filled = 0

  /** Bytes held. */
  get length(): number {
    return this.#length
  }

  push(chunk: Buffer): void {
    if (chunk.length === 0) return
    this.#length += chunk.length
    if (chunk.length < COPY_BELOW) this.#gather(chunk)
    else {
      this.#block = undefined
      this.#chunks.push(chunk)
    }
  }

  /** The oldest bytes, at most `limit` of them and never empty; undefined when nothing is held. */
  shift(limit = Number.POSITIVE_INFINITY): Buffer | undefined {
    const first = this.#chunks[this.#head]
    if (!first) return undefined
    if (first.length > limit) {
      this.#chunks[this.#head] = first.subarray(limit)
      this.#length -= limit
      return first.subarray(0, limit)
    }
    this.#length -= first.length
    this.#forgetFirst()
    return first
  }

  clear(): void {
    this.#chunks = []
    this.#head = 0
    this.#length = 0
    this.#block = undefined
  }

  #forgetFirst(): void {
    this.#head++
    if (this.#head === this.#chunks.length) {
      this.#chunks.length = 0
      this.#head = 0
      this.#block = undefined
    } else if (this.#head >= 64 && this.#head * 2 >= this.#chunks.length) {
      // Halving keeps shift() constant on average without a linked list.
      this.#chunks.splice(0, this.#head)
      this.#head = 0
    }
  }

  #gather(chunk: Buffer): void {
    const last = this.#chunks.length - 1
    const block = this.#block
    if (block && this.#filled + chunk.length <= block.length) {
      const tail = this.#chunks[last] as Buffer
      chunk.copy(block, this.#filled)
      this.#filled += chunk.length
      // The tail may have lost its beginning to shift(limit), hence its own length decides its start.
      const start = this.#filled - chunk.length - tail.length
      this.#chunks[last] = block.subarray(start, this.#filled)
      return
    }
    this.#block = Buffer.allocUnsafeSlow(BLOCK_SIZE)
    this.#filled = chunk.copy(this.#block)
    this.#chunks.push(this.#block.subarray(0, this.#filled))
  }
}
