import { GobFormatError } from './errors'
import type { GobReader } from './reader'

/** Type ids every gob stream knows without a descriptor. Own types start at FIRST_USER_ID. */
export const TYPE_ID = {
  bool: 1,
  int: 2,
  uint: 3,
  float: 4,
  bytes: 5,
  string: 6,
  complex: 7,
  interface: 8,
} as const

export const FIRST_USER_ID = 64

/** How an opaque type was marshalled, in the order of the fields of Go's `wireType`. */
export type OpaqueForm = 'gob' | 'binary' | 'text'

/** A type as its sender described it. Ids point into the sender's table, so they may be recursive. */
export type WireType =
  | { kind: 'array'; name: string; elem: number; length: number }
  | { kind: 'slice'; name: string; elem: number }
  | { kind: 'struct'; name: string; fields: WireField[] }
  | { kind: 'map'; name: string; key: number; elem: number }
  | { kind: 'opaque'; name: string; form: OpaqueForm }

export interface WireField {
  name: string
  id: number
}

const OPAQUE_FORMS: Record<number, OpaqueForm> = { 4: 'gob', 5: 'binary', 6: 'text' }

/**
 * Parses a descriptor: Go's `wireType` struct, of which exactly one field is set.
 * The descriptors of `wireType` itself are built in, so this is the one struct read by hand.
 */
export function parseWireType(reader: GobReader): WireType {
  let type: WireType | undefined
  eachField(reader, (field) => {
    type = parseBody(reader, field)
  })
  if (!type) throw new GobFormatError('malformed', 'empty type descriptor')
  return type
}

function parseBody(reader: GobReader, kind: number): WireType {
  const numbers: number[] = []
  let name = ''
  let fields: WireField[] = []
  eachField(reader, (field) => {
    if (field === 0) name = parseCommonName(reader)
    else if (kind === 2 && field === 1) fields = parseFields(reader)
    else if (kind !== 2 && field <= 2) numbers[field] = reader.int()
    else throw new GobFormatError('malformed', `field ${field} in a type descriptor`)
  })
  const [, first = 0, second = 0] = numbers
  if (kind === 0) return { kind: 'array', name, elem: first, length: second }
  if (kind === 1) return { kind: 'slice', name, elem: first }
  if (kind === 2) return { kind: 'struct', name, fields }
  if (kind === 3) return { kind: 'map', name, key: first, elem: second }
  const form = OPAQUE_FORMS[kind]
  if (form) return { kind: 'opaque', name, form }
  throw new GobFormatError('malformed', `type descriptor of kind ${kind}`)
}

function parseCommonName(reader: GobReader): string {
  let name = ''
  eachField(reader, (field) => {
    if (field === 0) name = reader.text()
    else if (field === 1) reader.int()
    else throw new GobFormatError('malformed', `field ${field} in CommonType`)
  })
  return name
}

function parseFields(reader: GobReader): WireField[] {
  const count = reader.count()
  const fields: WireField[] = []
  for (let i = 0; i < count; i++) {
    const item: WireField = { name: '', id: 0 }
    eachField(reader, (field) => {
      if (field === 0) item.name = reader.text()
      else if (field === 1) item.id = reader.int()
      else throw new GobFormatError('malformed', `field ${field} in fieldType`)
    })
    fields.push(item)
  }
  return fields
}

/** Walks a struct: calls back once per field sent, with its number. */
function eachField(reader: GobReader, visit: (field: number) => void): void {
  let field = -1
  for (;;) {
    const delta = reader.length()
    if (delta === 0) return
    field += delta
    visit(field)
  }
}
