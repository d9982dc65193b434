import { anyToInterface } from './basic-types'
import { type TypeInfo, typeId, typeInfo } from './descriptor'
import { GobEncodeError } from './errors'
import { InterfaceValue } from './interface-value'
import { DEFAULT_LIMITS } from './limits'
import { type GobSchema, nodeOf, resolve, type SchemaNode, type StructNode } from './schema'
import { GobWriter } from './writer'

/** What may be sent for a declared shape: absent fields are zero values, at every level. */
export type Sendable<T> = T extends Uint8Array | InterfaceValue | bigint
  ? T
  : T extends (infer E)[]
    ? readonly Sendable<E>[]
    : T extends object
      ? { readonly [K in keyof T]?: Sendable<T[K]> | undefined }
      : T

/** One direction of one stream: remembers which type descriptors the peer already has. */
export interface GobEncoder {
  /**
   * The messages for one value: descriptors not sent yet, then the value. Write them in order, at once.
   * Throws GobEncodeError when the value does not fit; then nothing counts as sent.
   * Large byte slices are not copied: leave them unchanged until the stream has taken them.
   */
  encode<T>(schema: GobSchema<T>, value: Sendable<T>): Buffer[]
  /** Several values that belong together: either all of them are encoded or none. */
  encodeAll(values: readonly (readonly [GobSchema<unknown>, unknown])[]): Buffer[]
}

/** Streams are many and short-lived and encoding never waits, so a few writers serve all of them. */
const idleWriters: GobWriter[] = []

export function createGobEncoder(): GobEncoder {
  const sent = new Set<TypeInfo>()

  const encodeAll: GobEncoder['encodeAll'] = (values) => {
    const writer = idleWriters.pop() ?? new GobWriter()
    const run = new Encoding(writer, sent)
    try {
      for (const [schema, value] of values) run.message(resolve(schema), value)
    } catch (error) {
      writer.discard()
      throw error
    } finally {
      idleWriters.push(writer)
    }
    for (const info of run.added) sent.add(info)
    return run.chunks
  }
  return { encode: (schema, value) => encodeAll([[schema, value]]), encodeAll }
}

/** The encoding of values that belong together. Needed descriptors are gathered on the way. */
class Encoding {
  readonly chunks: Buffer[] = []
  readonly added = new Set<TypeInfo>()
  private depth = 0

  constructor(
    private readonly writer: GobWriter,
    private readonly sent: ReadonlySet<TypeInfo>,
  ) {}

  message(node: SchemaNode, value: unknown): void {
    this.need(node)
    this.writer.int(typeId(node))
    this.topLevel(node, value)
    this.chunks.push(...this.writer.finish())
  }

  /** A type is sent together with everything it refers to, so knowing it means knowing all of that. */
  private need(node: SchemaNode): void {
    const info = typeInfo(node)
    if (this.sent.has(info) || this.added.has(info)) return
    for (const part of info.closure) {
      if (this.sent.has(part) || this.added.has(part)) continue
      this.added.add(part)
      this.chunks.push(part.descriptor)
    }
  }

  /** A value at top level or inside an interface: whatever is no struct has a 0 in front. */
  private topLevel(node: SchemaNode, value: unknown): void {
    if (node.kind !== 'struct') this.writer.uint(0)
    this.value(node, value)
  }

  private value(node: SchemaNode, value: unknown): void {
    if (++this.depth > DEFAULT_LIMITS.maxDepth) throw new GobEncodeError('nested too deeply')
    switch (node.kind) {
      case 'struct':
        this.struct(node, value)
        break
      case 'slice':
      case 'array':
        this.list(node, value)
        break
      case 'map':
        this.map(node, value)
        break
      case 'any':
      case 'named':
        this.interface(value)
        break
      case 'opaque':
        this.writer.bytes(node.codec.encode(value ?? node.codec.zero))
        break
      case 'pointer':
        throw new GobEncodeError('a pointer was not followed')
      default:
        this.scalar(node.kind, value)
    }
    this.depth--
  }

  private scalar(kind: SchemaNode['kind'], value: unknown): void {
    const { writer } = this
    if (kind === 'bool') writer.uint(expect(value ?? false, 'boolean') ? 1 : 0)
    else if (kind === 'string') writer.text(expect(value ?? '', 'string'))
    else if (kind === 'float') writer.float(expect(value ?? 0, 'number'))
    else if (kind === 'bytes') writer.bytes(expectBytes(value ?? new Uint8Array(0)))
    else if (kind === 'uint') writer.uint(integer(value ?? 0, 0n, 2n ** 64n - 1n))
    else writer.int(integer(value ?? 0, -(2n ** 63n), 2n ** 63n - 1n))
  }

  private struct(node: StructNode, input: unknown): void {
    const given = expectObject(input ?? {}, node.name)
    const value = node.prepare ? (node.prepare(given as never) as typeof given) : given
    let last = -1
    for (let i = 0; i < node.fields.length; i++) {
      const [name, schema] = node.fields[i] as StructNode['fields'][number]
      const item = value[name]
      if (item === undefined || item === null) continue
      const declared = nodeOf(schema)
      const type = declared.kind === 'pointer' ? resolve(declared.elem) : declared
      if (isZero(type, item)) continue
      this.writer.uint(i - last)
      this.inField(type, item, name)
      last = i
    }
    this.writer.uint(0)
  }

  private inField(type: SchemaNode, value: unknown, name: string): void {
    try {
      this.value(type, value)
    } catch (error) {
      if (!(error instanceof GobEncodeError) || error.path.length >= 8) throw error
      throw error.within(name)
    }
  }

  private list(node: SchemaNode & { kind: 'slice' | 'array' }, value: unknown): void {
    const items = value ?? []
    if (!Array.isArray(items)) throw new GobEncodeError(`${describe(value)} where a list belongs`)
    if (node.kind === 'array' && items.length !== node.length) {
      throw new GobEncodeError(`${items.length} elements for an array of ${node.length}`)
    }
    const elem = resolve(node.elem)
    const pointers = nodeOf(node.elem).kind === 'pointer'
    this.writer.uint(items.length)
    for (const item of items) {
      if (pointers && (item === null || item === undefined)) {
        throw new GobEncodeError('null inside a list of pointers')
      }
      this.value(elem, item)
    }
  }

  private map(node: SchemaNode & { kind: 'map' }, value: unknown): void {
    const object = expectObject(value ?? {}, 'map')
    const key = resolve(node.key)
    const elem = resolve(node.elem)
    const names = Object.keys(object).filter((name) => object[name] !== undefined)
    this.writer.uint(names.length)
    for (const name of names) {
      this.value(key, parseKey(key, name))
      this.value(elem, object[name])
    }
  }

  private interface(input: unknown): void {
    const value = input instanceof InterfaceValue && input.schema ? input : anyToInterface(input)
    if (value === null) {
      this.writer.uint(0)
      return
    }
    const node = resolve(value.schema as GobSchema<unknown>)
    this.need(node)
    this.writer.text(value.typeName)
    this.writer.int(typeId(node))
    this.writer.counted(() => this.topLevel(node, value.value))
  }
}

/** Fields with a zero value are not sent. A struct always is. */
function isZero(node: SchemaNode, value: unknown): boolean {
  if (node.kind === 'struct' || node.kind === 'any' || node.kind === 'named') return false
  if (node.kind === 'array') return false
  if (node.kind === 'opaque') return value === node.codec.zero
  if (node.kind === 'float') return Object.is(value, 0)
  if (node.kind === 'map')
    return typeof value === 'object' && Object.keys(value as object).length === 0
  if (node.kind === 'slice' || node.kind === 'bytes')
    return (value as { length: unknown }).length === 0
  return value === 0 || value === '' || value === false || value === 0n
}

function parseKey(node: SchemaNode, name: string): unknown {
  if (node.kind === 'string') return name
  if (node.kind === 'bool') return name === 'true'
  if (node.kind === 'float') return Number(name)
  if (/^-?\d+$/.test(name)) return BigInt(name)
  throw new GobEncodeError(`map key ${name}`)
}

function integer(value: unknown, min: bigint, max: bigint): number | bigint {
  if (Number.isSafeInteger(value) && (min < 0n || (value as number) >= 0)) return value as number
  if (typeof value === 'bigint' && value >= min && value <= max) return value
  throw new GobEncodeError(`${describe(value)} where an integer belongs`)
}

function expect(value: unknown, type: 'boolean'): boolean
function expect(value: unknown, type: 'string'): string
function expect(value: unknown, type: 'number'): number
function expect(value: unknown, type: string): unknown {
  if (typeof value === type) return value
  throw new GobEncodeError(`${describe(value)} where a ${type} belongs`)
}

function expectBytes(value: unknown): Uint8Array {
  if (value instanceof Uint8Array) return value
  throw new GobEncodeError(`${describe(value)} where bytes belong`)
}

function expectObject(value: unknown, name: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>
  }
  throw new GobEncodeError(`${describe(value)} where ${name || 'a struct'} belongs`)
}

const describe = (value: unknown) => (value === null ? 'null' : typeof value)
