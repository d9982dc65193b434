import { GobError, GobFormatError, GobLimitError } from './errors'
import { DEFAULT_LIMITS, type GobLimits } from './limits'
import { MessageSplitter } from './message-splitter'
import { GobReader } from './reader'
import { NEEDS_MORE, ValueReader } from './value-reader'
import { FIRST_USER_ID, parseWireType, type WireType } from './wire-type'

/** What `next` found. */
export type Decoded =
  | { kind: 'value'; value: unknown; typeId: number }
  /** The value's messages were well delimited but undecodable; they have been dropped. */
  | { kind: 'broken'; error: GobError }
  /** The peer gave up this value and began a new record. See `startsRecord`. */
  | { kind: 'abandoned' }

/**
 * One direction of one stream. Push chunks in, take values out; the types are those the peer described.
 *
 * Values come as plain data: structs and maps are objects without prototype (struct fields with zero
 * values are missing), byte slices are Buffers, contents of interfaces with a registered name are
 * InterfaceValue. Use `project` to give them their declared shape.
 */
export interface GobDecoder {
  /** Throws GobFormatError or GobLimitError when the framing is lost: close the stream then. */
  push(chunk: Buffer): void
  /**
   * The next value, undefined if bytes are missing. With `recordId`, a message that begins with that
   * type id always starts a new record: in front of it an unfinished value is given up.
   */
  next(recordId?: number): Decoded | undefined
  /** Drops messages up to the next one that begins with `recordId`; false if there is none yet. */
  skipTo(recordId: number): boolean
  /** Whether the stream could end here: no message, and no part of one, is left. */
  readonly empty: boolean
}

export function createGobDecoder(limits: Partial<GobLimits> = {}): GobDecoder {
  return new StreamDecoder({ ...DEFAULT_LIMITS, ...limits })
}

class StreamDecoder implements GobDecoder {
  private readonly splitter: MessageSplitter
  private readonly types = new Map<number, WireType>()
  private messages: Buffer[] = []
  private head = 0
  /** Parts that were there at the last attempt, so that it is not repeated without reason. */
  private triedWith = 0
  private waitingBytes = 0

  constructor(private readonly limits: GobLimits) {
    this.splitter = new MessageSplitter(limits.maxMessageBytes)
  }

  get empty(): boolean {
    return this.splitter.clean && this.head === this.messages.length
  }

  push(chunk: Buffer): void {
    this.splitter.push(chunk, (message) => {
      this.messages.push(message)
      this.waitingBytes += message.length
    })
  }

  next(recordId?: number): Decoded | undefined {
    try {
      if (!this.takeDescriptors()) return undefined
      const first = this.messages[this.head] as Buffer
      if (recordId !== undefined && leadingId(first) === recordId) return { kind: 'abandoned' }
      return this.takeValue(recordId)
    } catch (error) {
      if (!(error instanceof GobError)) throw error
      this.drop(1)
      return { kind: 'broken', error }
    }
  }

  skipTo(recordId: number): boolean {
    while (this.takeDescriptors()) {
      if (leadingId(this.messages[this.head] as Buffer) === recordId) return true
      this.drop(1)
    }
    return false
  }

  /** Consumes descriptors in front of a value. False when no value message follows yet. */
  private takeDescriptors(): boolean {
    while (this.head < this.messages.length) {
      const reader = new GobReader(this.messages[this.head] as Buffer)
      const id = reader.int()
      if (id >= 0) return true
      this.define(-id, reader)
      if (reader.remaining > 0) throw new GobFormatError('malformed', 'bytes behind a descriptor')
      this.drop(1)
    }
    return false
  }

  private takeValue(recordId: number | undefined): Decoded | undefined {
    if (this.triedWith > 0 && !this.canContinue()) return undefined
    let part = this.head
    let size = 0
    const nextPart = (): GobReader => {
      const message = this.messages[part]
      if (!message) throw NEEDS_MORE
      if (recordId !== undefined && part > this.head && leadingId(message) === recordId) {
        throw ABANDONED
      }
      part++
      size += message.length
      this.checkParts(part - this.head, size)
      return new GobReader(message)
    }
    try {
      const reader = new ValueReader(
        nextPart,
        (id, from) => this.define(id, from),
        this.types,
        this.limits,
      )
      const decoded = reader.top()
      this.drop(part - this.head)
      return { kind: 'value', ...decoded }
    } catch (error) {
      if (error === NEEDS_MORE) {
        this.triedWith = part - this.head
        return undefined
      }
      // The failing part goes with `next`'s drop(1); those in front of it go here.
      if (error === ABANDONED) {
        this.drop(part - this.head)
        return { kind: 'abandoned' }
      }
      this.drop(part - this.head - 1)
      throw error
    }
  }

  /**
   * Decoding starts again from the value's first message, so only do it when it can get further:
   * when something else than a descriptor has come, or when too much has.
   */
  private canContinue(): boolean {
    const parts = this.messages.length - this.head
    if (parts > this.limits.maxParts || this.waitingBytes > this.limits.maxMessageBytes) return true
    const added = this.messages.slice(this.head + this.triedWith)
    return added.some((message) => leadingId(message) >= 0)
  }

  private checkParts(parts: number, size: number): void {
    if (parts > this.limits.maxParts) {
      throw new GobLimitError('too_many', `value in more than ${this.limits.maxParts} messages`)
    }
    if (size > this.limits.maxMessageBytes) {
      throw new GobLimitError(
        'too_large',
        `value of more than ${this.limits.maxMessageBytes} bytes`,
      )
    }
  }

  private define(id: number, reader: GobReader): void {
    if (id < FIRST_USER_ID)
      throw new GobFormatError('malformed', `descriptor for built-in type ${id}`)
    if (this.types.size >= this.limits.maxTypes && !this.types.has(id)) {
      throw new GobLimitError('too_many', `more than ${this.limits.maxTypes} types`)
    }
    this.types.set(id, parseWireType(reader))
  }

  private drop(count: number): void {
    this.triedWith = 0
    for (let i = 0; i < count; i++) {
      this.waitingBytes -= (this.messages[this.head] as Buffer).length
      this.messages[this.head++] = EMPTY
    }
    if (this.head < 64 && this.head < this.messages.length) return
    this.messages.splice(0, this.head)
    this.head = 0
  }
}

const EMPTY = Buffer.alloc(0)
const ABANDONED = Symbol('abandoned')

function leadingId(message: Buffer): number {
  try {
    return new GobReader(message).int()
  } catch {
    return 0
  }
}
