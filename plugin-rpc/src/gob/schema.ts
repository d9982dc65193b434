import type { InterfaceValue } from './interface-value'
import type { OpaqueForm } from './wire-type'

/**
 * What we declare about a Go type: how to encode a value of it, and what a decoded one looks like in
 * TypeScript. `T` is the shape after projection, with every zero value filled in. Only fields we use
 * need to be declared, because gob matches struct fields by name.
 *
 * One schema object is one type on the wire: build it once at module level and share it.
 */
export interface GobSchema<T> {
  readonly node: SchemaNode
  /** Only for the compiler; never set. */
  readonly shape?: T
}

export type SchemaNode =
  | { kind: 'bool' | 'int' | 'uint' | 'bigint' | 'float' | 'bytes' | 'string' | 'any' | 'named' }
  | { kind: 'pointer'; elem: Lazy }
  | { kind: 'slice'; name: string; elem: Lazy }
  | { kind: 'array'; name: string; elem: Lazy; length: number }
  | { kind: 'map'; name: string; key: Lazy; elem: Lazy }
  | StructNode
  | { kind: 'opaque'; name: string; form: OpaqueForm; codec: OpaqueCodec<unknown> }

export interface StructNode {
  kind: 'struct'
  name: string
  fields: readonly (readonly [name: string, schema: Lazy])[]
  /** Last change before encoding, e.g. to put a field into an interface under its registered name. */
  prepare?: (value: never) => unknown
}

/** Text form ↔ bytes of a Go type that marshals itself. `zero` stands for an absent field. */
export interface OpaqueCodec<T> {
  encode(value: T): Buffer
  decode(bytes: Buffer): T
  zero: T
}

/** A schema, or a function giving it where types refer to each other in a circle. */
export type Lazy = GobSchema<unknown> | (() => GobSchema<unknown>)
type LazyOf<T> = GobSchema<T> | (() => GobSchema<T>)

export const bool: GobSchema<boolean> = { node: { kind: 'bool' } }
/** Any Go int. An int64 beyond 2^53 is rounded to the nearest double; declare `bigint` to keep it. */
export const int: GobSchema<number> = { node: { kind: 'int' } }
/** Any Go uint; rounded like `int`. */
export const uint: GobSchema<number> = { node: { kind: 'uint' } }
/** An int64 kept exactly. */
export const bigint: GobSchema<bigint> = { node: { kind: 'bigint' } }
export const float: GobSchema<number> = { node: { kind: 'float' } }
export const bytes: GobSchema<Buffer> = { node: { kind: 'bytes' } }
export const string: GobSchema<string> = { node: { kind: 'string' } }
/** `interface{}` as plain data: JSON-like values are sent under Go's basic names. */
export const any: GobSchema<unknown> = { node: { kind: 'any' } }
/** `interface{}` where the registered name matters, such as `error`. */
export const named: GobSchema<InterfaceValue | null> = { node: { kind: 'named' } }

/** `*T`: null when absent. Gob cannot tell a pointer to a zero scalar from nil. */
export const pointer = <T>(elem: LazyOf<T>): GobSchema<T | null> => ({
  node: { kind: 'pointer', elem },
})

/** `[]T`: nil and empty are the same on the wire and arrive as []. */
export const slice = <T>(elem: LazyOf<T>, name = ''): GobSchema<T[]> => ({
  node: { kind: 'slice', name, elem },
})

export const array = <T>(elem: LazyOf<T>, length: number, name = ''): GobSchema<T[]> => ({
  node: { kind: 'array', name, elem, length },
})

/** `map[string]T` or a map with bool or integer keys, which become their decimal text. No prototype. */
export const map = <T>(elem: LazyOf<T>, name = '', key: Lazy = string): GobSchema<GoMap<T>> => ({
  node: { kind: 'map', name, key, elem },
})

export type GoMap<T> = Record<string, T>

/** Schemas for every field of an interface, checked by the compiler. */
export type StructFields<T> = { readonly [K in keyof T]-?: LazyOf<T[K]> }

export interface StructOptions<T> {
  prepare?: (value: Partial<T>) => unknown
}

export function struct<T extends object>(
  name: string,
  fields: StructFields<T>,
  options: StructOptions<T> = {},
): GobSchema<T> {
  const entries = Object.entries(fields) as [string, Lazy][]
  return { node: { kind: 'struct', name, fields: entries, ...options } as StructNode }
}

export const opaque = <T>(form: OpaqueForm, name: string, codec: OpaqueCodec<T>): GobSchema<T> => ({
  node: { kind: 'opaque', name, form, codec: codec as OpaqueCodec<unknown> },
})

export const emptyStruct: GobSchema<object> = struct<object>('', {})

/** Follows laziness and pointers: what is really on the wire. */
export function resolve(lazy: Lazy): SchemaNode {
  let node = (typeof lazy === 'function' ? lazy() : lazy).node
  while (node.kind === 'pointer') node = nodeOf(node.elem)
  return node
}

/** Follows laziness only. */
export function nodeOf(lazy: Lazy): SchemaNode {
  return (typeof lazy === 'function' ? lazy() : lazy).node
}
