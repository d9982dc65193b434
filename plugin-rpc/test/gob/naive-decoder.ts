import { InterfaceValue } from '../../src/gob'

/**
 * A second decoder, written straight from the format's description with none of the library's parts:
 * whole input, no limits, no speed. What both agree on is unlikely to be the same mistake twice.
 */
export function decodeNaively(input: Buffer): unknown[] {
  const types = new Map<number, Descriptor>()
  const values: unknown[] = []
  const rest = { bytes: [...input] }
  while (rest.bytes.length > 0) {
    const message = take(rest)
    const id = signed(message)
    if (id < 0) types.set(-id, describe(message))
    else values.push(top(id, message, { types, rest }))
  }
  return values
}

interface Cursor {
  bytes: number[]
}

interface State {
  types: Map<number, Descriptor>
  /** Messages that have not been looked at. */
  rest: Cursor
}

interface Descriptor {
  kind: number
  parts: number[]
  fields: { name: string; id: number }[]
}

function take(cursor: Cursor): Cursor {
  return { bytes: cursor.bytes.splice(0, Number(unsigned(cursor))) }
}

function unsigned(cursor: Cursor): bigint {
  const first = cursor.bytes.shift() as number
  if (first < 128) return BigInt(first)
  return cursor.bytes.splice(0, 256 - first).reduce((sum, byte) => sum * 256n + BigInt(byte), 0n)
}

const signed = (cursor: Cursor) => Number(signedBig(cursor))

function signedBig(cursor: Cursor): bigint {
  const raw = unsigned(cursor)
  return raw % 2n === 1n ? -(raw / 2n) - 1n : raw / 2n
}

const narrow = (value: bigint) =>
  value <= 9007199254740991n && value >= -9007199254740991n ? Number(value) : value

function float(cursor: Cursor): number {
  const view = new DataView(new ArrayBuffer(8))
  view.setBigUint64(0, unsigned(cursor))
  return view.getFloat64(0, true)
}

const blob = (cursor: Cursor) => Buffer.from(cursor.bytes.splice(0, Number(unsigned(cursor))))

function fields(cursor: Cursor, read: (number: number) => void): void {
  let at = -1
  for (let delta = unsigned(cursor); delta !== 0n; delta = unsigned(cursor)) {
    at += Number(delta)
    read(at)
  }
}

function describe(cursor: Cursor): Descriptor {
  const descriptor: Descriptor = { kind: -1, parts: [], fields: [] }
  fields(cursor, (kind) => {
    descriptor.kind = kind
    fields(cursor, (field) => {
      if (field === 0) fields(cursor, (part) => (part === 0 ? blob(cursor) : signed(cursor)))
      else if (kind !== 2) descriptor.parts[field] = signed(cursor)
      else
        descriptor.fields = Array.from({ length: Number(unsigned(cursor)) }, () => member(cursor))
    })
  })
  return descriptor
}

function member(cursor: Cursor): { name: string; id: number } {
  const found = { name: '', id: 0 }
  fields(cursor, (field) => {
    if (field === 0) found.name = blob(cursor).toString()
    else found.id = signed(cursor)
  })
  return found
}

function top(id: number, cursor: Cursor, state: State): unknown {
  if (state.types.get(id)?.kind !== 2) unsigned(cursor)
  return value(id, cursor, state)
}

function value(id: number, cursor: Cursor, state: State): unknown {
  if (id === 1) return unsigned(cursor) === 1n
  if (id === 2) return narrow(signedBig(cursor))
  if (id === 3) return narrow(unsigned(cursor))
  if (id === 4) return float(cursor)
  if (id === 5) return blob(cursor)
  if (id === 6) return blob(cursor).toString()
  if (id === 7) return [float(cursor), float(cursor)]
  if (id === 8) return inside(cursor, state)
  return compound(state.types.get(id) as Descriptor, cursor, state)
}

function compound(type: Descriptor, cursor: Cursor, state: State): unknown {
  const result = Object.create(null)
  const list: unknown[] = []
  if (type.kind >= 4) return blob(cursor)
  if (type.kind === 2) {
    fields(cursor, (at) => {
      const { name, id } = type.fields[at] as { name: string; id: number }
      result[name] = value(id, cursor, state)
    })
    return result
  }
  for (let left = unsigned(cursor); left > 0n; left--) {
    if (type.kind === 3) {
      const key = value(type.parts[1] as number, cursor, state)
      result[String(key)] = value(type.parts[2] as number, cursor, state)
    } else list.push(value(type.parts[1] as number, cursor, state))
  }
  return type.kind === 3 ? result : list
}

function inside(cursor: Cursor, state: State): unknown {
  const name = blob(cursor).toString()
  if (name === '') return null
  for (;;) {
    if (cursor.bytes.length === 0) cursor.bytes.push(...take(state.rest).bytes)
    const id = signed(cursor)
    if (id >= 0) {
      unsigned(cursor)
      return new InterfaceValue(name, top(id, cursor, state))
    }
    state.types.set(-id, describe(cursor))
    if (cursor.bytes.length > 0) unsigned(cursor)
  }
}
