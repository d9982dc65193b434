import { type nodeOf, resolve, type SchemaNode } from './schema'
import { FIRST_USER_ID, TYPE_ID } from './wire-type'
import { GobWriter } from './writer'

/** A type of ours as every encoder of this process sends it: ids are global, so the bytes are too. */
export interface TypeInfo {
  id: number
  /** The whole descriptor message. Empty for built-in types. */
  descriptor: Buffer
  /** Infos of everything reachable, itself included, that needs a descriptor. */
  closure: readonly TypeInfo[]
}

const BUILT_IN: Partial<Record<SchemaNode['kind'], number>> = {
  bool: TYPE_ID.bool,
  int: TYPE_ID.int,
  bigint: TYPE_ID.int,
  uint: TYPE_ID.uint,
  float: TYPE_ID.float,
  bytes: TYPE_ID.bytes,
  string: TYPE_ID.string,
  any: TYPE_ID.interface,
  named: TYPE_ID.interface,
}

const WIRE_FIELD = { array: 0, slice: 1, struct: 2, map: 3, gob: 4, binary: 5, text: 6 } as const

const ids = new WeakMap<SchemaNode, number>()
const infos = new WeakMap<SchemaNode, TypeInfo>()
let nextId = FIRST_USER_ID + 1

/** Type id of a schema (pointers already followed); assigned at first use. */
export function typeId(node: SchemaNode): number {
  const known = BUILT_IN[node.kind] ?? ids.get(node)
  if (known !== undefined) return known
  const id = nextId++
  ids.set(node, id)
  return id
}

/** Id, descriptor and all types reachable from a schema; computed once. */
export function typeInfo(node: SchemaNode): TypeInfo {
  const known = infos.get(node)
  if (known) return known
  const reachable = new Set<SchemaNode>()
  collect(node, reachable)
  const closure: TypeInfo[] = []
  const info = { id: typeId(node), descriptor: describe(node), closure }
  infos.set(node, info)
  // A type that refers back to this one finds it in the map above; its own closure is complete later.
  for (const part of reachable) closure.push(part === node ? info : typeInfo(part))
  return info
}

function collect(node: SchemaNode, into: Set<SchemaNode>): void {
  if (node.kind in BUILT_IN || into.has(node)) return
  into.add(node)
  for (const part of parts(node)) collect(part, into)
}

function parts(node: SchemaNode): SchemaNode[] {
  if (node.kind === 'struct') return node.fields.map(([, schema]) => resolve(schema))
  if (node.kind === 'map') return [resolve(node.key), resolve(node.elem)]
  if (node.kind === 'slice' || node.kind === 'array') return [resolve(node.elem)]
  return []
}

function describe(node: SchemaNode): Buffer {
  if (node.kind in BUILT_IN) return Buffer.alloc(0)
  const writer = new GobWriter()
  writer.int(-typeId(node))
  const form = node.kind === 'opaque' ? node.form : (node.kind as 'array')
  field(writer, WIRE_FIELD[form] + 1)
  common(writer, node)
  if (node.kind === 'struct') structFields(writer, node.fields.map(fieldType))
  if (node.kind === 'map') numbers(writer, [typeId(resolve(node.key)), typeId(resolve(node.elem))])
  if (node.kind === 'slice') numbers(writer, [typeId(resolve(node.elem))])
  if (node.kind === 'array') numbers(writer, [typeId(resolve(node.elem)), node.length])
  field(writer, 0)
  field(writer, 0)
  return Buffer.concat(writer.finish())
}

const fieldType = ([name, schema]: readonly [string, Parameters<typeof nodeOf>[0]]) =>
  [name, typeId(resolve(schema))] as const

/** Field 0 of every descriptor: CommonType{Name, Id}. */
function common(writer: GobWriter, node: SchemaNode): void {
  field(writer, 1)
  const name = 'name' in node ? node.name : ''
  if (name !== '') {
    field(writer, 1)
    writer.text(name)
  }
  field(writer, name === '' ? 2 : 1)
  writer.int(typeId(node))
  field(writer, 0)
}

function structFields(writer: GobWriter, fields: (readonly [string, number])[]): void {
  if (fields.length === 0) return
  field(writer, 1)
  writer.uint(fields.length)
  for (const [name, id] of fields) {
    field(writer, 1)
    writer.text(name)
    numbers(writer, [id])
    field(writer, 0)
  }
}

/** Consecutive int fields; zero ones are left out as gob demands. */
function numbers(writer: GobWriter, values: number[]): void {
  let delta = 1
  for (const value of values) {
    if (value === 0) delta++
    else {
      field(writer, delta)
      writer.int(value)
      delta = 1
    }
  }
}

const field = (writer: GobWriter, delta: number) => writer.uint(delta)
