import { InterfaceValue } from '../../src/gob'

/** One stream recorded from Go and what went into it. */
export interface GoldenRecord {
  name: string
  hex: string
  values: unknown[]
}

type Described = { [key: string]: unknown }

/** The recorder's description → the plain form both decoders are compared in. */
export function expected(described: unknown): unknown {
  if (Array.isArray(described)) return described.map(expected)
  if (typeof described !== 'object' || described === null) return described
  const one = described as Described
  if ('big' in one) return `big ${one['big']}`
  if ('float' in one) return `float ${goFloat(String(one['float']))}`
  if ('bytes' in one) return `bytes ${one['bytes']}`
  if ('complex' in one) return one['complex']
  if ('any' in one) return expected(one['any'])
  return dropZeros((one['struct'] ?? one['map']) as Described, 'struct' in one)
}

/** A decoded value → the same plain form. */
export function plain(value: unknown): unknown {
  if (value instanceof InterfaceValue) return plain(value.value)
  if (Buffer.isBuffer(value)) return `bytes ${value.toString('hex')}`
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value === 'bigint') return `big ${value}`
  if (typeof value === 'number' && (!Number.isFinite(value) || Object.is(value, -0))) {
    return `float ${Object.is(value, -0) ? '-0' : value}`
  }
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]))
}

function goFloat(text: string): string {
  return text.replace('+Inf', 'Infinity').replace('-Inf', '-Infinity')
}

/** Struct fields with zero values do not travel; entries of maps do. */
function dropZeros(fields: Described, isStruct: boolean): unknown {
  const entries = Object.entries(fields).map(([key, item]) => [key, item, expected(item)] as const)
  const kept = entries.filter(([, item, value]) => !isStruct || !isZero(item, value))
  return Object.fromEntries(kept.map(([key, , value]) => [key, value]))
}

function isZero(described: unknown, value: unknown): boolean {
  const isObject = typeof described === 'object' && described !== null
  // What is inside an interface travels, whatever it is.
  if (isObject && 'any' in described) return false
  if (value === 'bytes ' || value === 0 || value === '' || value === false || value === null)
    return true
  if (!isObject) return false
  if ('complex' in described) return String(described['complex']) === '0,0'
  return (
    ('map' in described || Array.isArray(described)) && Object.keys(value as object).length === 0
  )
}
