import { GobFormatError, GobLimitError } from './errors'
import { InterfaceValue } from './interface-value'
import type { GobLimits } from './limits'
import type { GobReader } from './reader'
import { FIRST_USER_ID, TYPE_ID, type WireType } from './wire-type'

/** Thrown by the source of parts when the value continues in a message that has not come yet. */
export const NEEDS_MORE = Symbol('needs more')

/**
 * Reads one value that may be spread over several messages: a type first met inside an interface is
 * described in the middle of the value, and at the outermost level that description ends the message.
 */
export class ValueReader {
  private part: GobReader
  private depth = 0
  private items = 0

  // biome-ignore lint/complexity/useMaxParams: on the path of every value: no object a reader
  constructor(
    private readonly nextPart: () => GobReader,
    private readonly define: (id: number, reader: GobReader) => void,
    private readonly types: ReadonlyMap<number, WireType>,
    private readonly limits: GobLimits,
  ) {
    this.part = nextPart()
  }

  top(): { typeId: number; value: unknown } {
    const typeId = this.part.int()
    const value = this.topLevel(typeId)
    if (this.part.remaining > 0) throw new GobFormatError('malformed', 'bytes behind a value')
    return { typeId, value }
  }

  /** A value at top level or inside an interface: whatever is no struct has a 0 in front. */
  private topLevel(id: number): unknown {
    const type = this.types.get(id)
    if (!type && id >= FIRST_USER_ID) throw new GobFormatError('unknown_type', `unknown type ${id}`)
    if (type?.kind !== 'struct' && this.part.uint() !== 0) {
      throw new GobFormatError('malformed', 'missing 0 in front of a value that is no struct')
    }
    return this.value(id)
  }

  private value(id: number): unknown {
    const { part } = this
    switch (id) {
      case TYPE_ID.bool:
        return part.bool()
      case TYPE_ID.int:
        return part.bigOrInt()
      case TYPE_ID.uint:
        return part.uint()
      case TYPE_ID.float:
        return part.float()
      case TYPE_ID.bytes:
        return part.bytes()
      case TYPE_ID.string:
        return part.text()
      case TYPE_ID.complex:
        return [part.float(), part.float()]
      default:
        return this.nested(id)
    }
  }

  private nested(id: number): unknown {
    if (++this.depth > this.limits.maxDepth) {
      throw new GobLimitError('too_deep', `nested deeper than ${this.limits.maxDepth}`)
    }
    const value = id === TYPE_ID.interface ? this.interface() : this.compound(id)
    this.depth--
    return value
  }

  private compound(id: number): unknown {
    const type = this.types.get(id)
    if (!type) throw new GobFormatError('unknown_type', `unknown type ${id}`)
    switch (type.kind) {
      case 'struct':
        return this.struct(type)
      case 'slice':
        return this.list(type.elem, this.countItems())
      case 'array':
        return this.array(type)
      case 'map':
        return this.map(type)
      case 'opaque':
        return this.part.bytes()
    }
  }

  private struct(type: WireType & { kind: 'struct' }): unknown {
    const value: Record<string, unknown> = Object.create(null)
    let index = -1
    for (;;) {
      const delta = this.part.length()
      if (delta === 0) return value
      index += delta
      const field = type.fields[index]
      if (!field) throw new GobFormatError('malformed', `no field ${index} in ${type.name}`)
      this.addItems(1)
      value[field.name] = this.value(field.id)
    }
  }

  private array(type: WireType & { kind: 'array' }): unknown[] {
    const count = this.countItems()
    if (count !== type.length) throw new GobFormatError('malformed', 'array of another length')
    return this.list(type.elem, count)
  }

  private list(elem: number, count: number): unknown[] {
    const values: unknown[] = []
    for (let i = 0; i < count; i++) values.push(this.value(elem))
    return values
  }

  private map(type: WireType & { kind: 'map' }): unknown {
    const count = this.countItems()
    const value: Record<string, unknown> = Object.create(null)
    for (let i = 0; i < count; i++) {
      const key = this.value(type.key)
      value[renderKey(key)] = this.value(type.elem)
    }
    return value
  }

  private interface(): unknown {
    const typeName = this.part.text()
    if (typeName === '') return null
    const id = this.interfaceTypeId()
    this.part.uint()
    const value = this.topLevel(id)
    // Go's basic types are told apart by their JavaScript values; names matter for the others only.
    return id < FIRST_USER_ID || PLAIN_NAMES.has(typeName)
      ? value
      : new InterfaceValue(typeName, value)
  }

  /**
   * The id of the concrete type, behind any descriptors. A descriptor ends the message at the
   * outermost level; inside a counted value it is followed by a new count instead.
   */
  private interfaceTypeId(): number {
    for (;;) {
      if (this.part.remaining === 0) this.part = this.nextPart()
      const id = this.part.int()
      if (id >= 0) return id
      this.define(-id, this.part)
      if (this.part.remaining > 0) this.part.uint()
    }
  }

  /** The announced size of a container; each element takes at least one byte. */
  private countItems(): number {
    const count = this.part.count()
    this.addItems(count)
    return count
  }

  private addItems(count: number): void {
    this.items += count
    if (this.items > this.limits.maxItems) {
      throw new GobLimitError('too_many', `more than ${this.limits.maxItems} items in one value`)
    }
  }
}

const PLAIN_NAMES: ReadonlySet<string> = new Set(['[]interface {}', 'map[string]interface {}'])

/** Keys of a map become property names; compound keys, which nobody sends, become their JSON. */
function renderKey(key: unknown): string {
  if (typeof key === 'object' && key !== null) {
    return JSON.stringify(key, (_, item) => (typeof item === 'bigint' ? String(item) : item))
  }
  return String(key)
}
