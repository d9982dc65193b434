/** The library's tables in the form that the Go side of the conformance tests reads. */
import { type Lazy, nodeOf, type SchemaNode } from '@ticketdesk/plugin-rpc/gob/schema'
import { apiTable } from '@ticketdesk/plugin-rpc/mattermost/wire/api-table'
import { hookTable } from '@ticketdesk/plugin-rpc/mattermost/wire/hook-table'

/** A type of the tables; `of` is a list's element or a map's value, `name` a struct's. */
export interface Shape {
  kind: string
  of?: Shape
  name?: string
}

/** A hook or an API method: its parameters and its results in Go's order. */
export interface Signature {
  args: Shape[]
  results: Shape[]
}

export interface Tables {
  hooks: Record<string, Signature>
  api: Record<string, Signature>
  /** By name, since structs may hold themselves. */
  structs: Record<string, Record<string, Shape>>
}

export function renderTables(): Tables {
  const shaper = createShaper()
  const render = (
    table: Record<string, { args: { node: SchemaNode }; result: { node: SchemaNode } }>,
  ) =>
    Object.fromEntries(
      Object.entries(table).map(([name, { args, result }]) => [
        name,
        { args: shaper.fieldsOf(args.node), results: shaper.fieldsOf(result.node) },
      ]),
    )
  return { hooks: render(hookTable), api: render(apiTable), structs: shaper.structs }
}

function createShaper() {
  const structs: Tables['structs'] = {}
  const names = new Map<SchemaNode, string>()

  function nameOf(node: SchemaNode & { kind: 'struct' }): string {
    const known = names.get(node)
    if (known !== undefined) return known
    const name = Object.hasOwn(structs, node.name) ? `${node.name}#${names.size}` : node.name
    names.set(node, name)
    const fields: Record<string, Shape> = {}
    structs[name] = fields
    for (const [field, schema] of node.fields) fields[field] = shapeOf(schema)
    return name
  }

  function shapeOf(schema: Lazy): Shape {
    const node = nodeOf(schema)
    switch (node.kind) {
      case 'pointer':
        return shapeOf(node.elem)
      case 'slice':
      case 'array':
        return { kind: 'list', of: shapeOf(node.elem) }
      case 'map':
        return { kind: 'map', of: shapeOf(node.elem) }
      case 'struct':
        return { kind: 'struct', name: nameOf(node) }
      case 'bigint':
        return { kind: 'int' }
      case 'named':
        return { kind: 'error' }
      default:
        return { kind: node.kind }
    }
  }

  const fieldsOf = (node: SchemaNode) =>
    node.kind === 'struct' ? node.fields.map(([, schema]) => shapeOf(schema)) : []
  return { structs, fieldsOf }
}
