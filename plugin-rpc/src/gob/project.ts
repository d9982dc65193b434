import { GobMismatchError } from './errors'
import { InterfaceValue, type TypeRegistry } from './interface-value'
import { type GobSchema, nodeOf, resolve, type SchemaNode, type StructNode } from './schema'

/** No registered types: contents of interfaces stay plain data. */
export const NO_TYPES: TypeRegistry = new Map()

/**
 * Gives a decoded value its declared shape: zero values filled in at every level, undeclared fields
 * dropped, contents of interfaces unwrapped (registered types projected onto their schema).
 * Throws GobMismatchError where the peer sent another kind than declared.
 */
export function project<T>(
  schema: GobSchema<T>,
  value: unknown,
  types: TypeRegistry = NO_TYPES,
): T {
  return projectNode(schema.node, value, types) as T
}

/** The zero value of a schema, complete at every level. */
export function zeroOf<T>(schema: GobSchema<T>): T {
  return project(schema, undefined)
}

function projectNode(node: SchemaNode, value: unknown, types: TypeRegistry): unknown {
  switch (node.kind) {
    case 'bool':
      return expect(value ?? false, 'boolean')
    case 'string':
      return expect(value ?? '', 'string')
    case 'float':
      return expect(value ?? 0, 'number')
    case 'int':
    case 'uint':
      return typeof value === 'bigint' ? Number(value) : expect(value ?? 0, 'number')
    case 'bigint':
      return typeof value === 'bigint' ? value : BigInt(expect(value ?? 0, 'number') as number)
    case 'bytes':
      return expectBuffer(value ?? Buffer.alloc(0))
    case 'any':
      return unwrap(value, types)
    case 'named':
      return projectNamed(value, types)
    case 'opaque':
      return value === undefined ? node.codec.zero : node.codec.decode(expectBuffer(value))
    default:
      return projectCompound(node, value, types)
  }
}

function projectCompound(
  node: SchemaNode & { kind: 'pointer' | 'slice' | 'array' | 'map' | 'struct' },
  value: unknown,
  types: TypeRegistry,
): unknown {
  if (node.kind === 'pointer') {
    return value === undefined || value === null
      ? null
      : projectNode(resolve(node.elem), value, types)
  }
  if (node.kind === 'struct') return projectStruct(node, value, types)
  if (node.kind === 'map') return projectMap(nodeOf(node.elem), value, types)
  if (value === undefined) return zeroList(node, types)
  if (!Array.isArray(value)) throw mismatch(value, 'a list')
  const elem = nodeOf(node.elem)
  return value.map((item) => projectNode(elem, item, types))
}

function zeroList(node: SchemaNode & { kind: 'slice' | 'array' }, types: TypeRegistry): unknown[] {
  if (node.kind === 'slice') return []
  return Array.from({ length: node.length }, () => projectNode(nodeOf(node.elem), undefined, types))
}

function projectStruct(node: StructNode, value: unknown, types: TypeRegistry): unknown {
  const given = expectObject(value ?? {}, node.name)
  const result: Record<string, unknown> = {}
  for (const [name, schema] of node.fields) {
    result[name] = projectNode(nodeOf(schema), given[name], types)
  }
  return result
}

function projectMap(elem: SchemaNode, value: unknown, types: TypeRegistry): unknown {
  const given = expectObject(value ?? {}, 'a map')
  const result: Record<string, unknown> = Object.create(null)
  for (const key of Object.keys(given)) result[key] = projectNode(elem, given[key], types)
  return result
}

function projectNamed(value: unknown, types: TypeRegistry): InterfaceValue | null {
  if (value === undefined || value === null) return null
  if (!(value instanceof InterfaceValue)) return new InterfaceValue('', value)
  const schema = types.get(value.typeName)
  const content = schema ? project(schema, value.value, types) : unwrap(value.value, types)
  return new InterfaceValue(value.typeName, content, schema)
}

/** Contents of `interface{}` as plain data. nil is null. */
function unwrap(value: unknown, types: TypeRegistry): unknown {
  if (value === undefined) return null
  if (value instanceof InterfaceValue) return projectNamed(value, types)?.value
  if (Array.isArray(value)) return value.map((item) => unwrap(item, types))
  if (typeof value !== 'object' || value === null || Buffer.isBuffer(value)) return value
  return projectMap(ANY_NODE, value, types)
}

const ANY_NODE: SchemaNode = { kind: 'any' }

function expect(value: unknown, type: 'boolean' | 'string' | 'number'): unknown {
  if (typeof value === type) return value
  throw mismatch(value, `a ${type}`)
}

function expectBuffer(value: unknown): Buffer {
  if (Buffer.isBuffer(value)) return value
  throw mismatch(value, 'bytes')
}

function expectObject(value: unknown, wanted: string): Record<string, unknown> {
  const plain = typeof value === 'object' && value !== null && !Array.isArray(value)
  if (plain && !Buffer.isBuffer(value) && !(value instanceof InterfaceValue)) {
    return value as Record<string, unknown>
  }
  throw mismatch(value, wanted)
}

function mismatch(value: unknown, wanted: string): GobMismatchError {
  const found = Array.isArray(value) ? 'a list' : value === null ? 'null' : typeof value
  return new GobMismatchError(`${found} where ${wanted} was declared`)
}
