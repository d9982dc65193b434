import { GobEncodeError } from './errors'
import { InterfaceValue } from './interface-value'
import { any, bool, bytes, float, type GobSchema, int, map, slice, string } from './schema'

/** The types every Go program has registered, as far as JavaScript values are sent as them. */
const anyList = slice(any, '[]interface {}')
const anyMap = map(any, 'map[string]interface {}')
const integer: GobSchema<number | bigint> = int as GobSchema<number | bigint>

/**
 * Chooses the Go type for plain data in an `interface{}`: string, bool, int64, float64, []byte,
 * []interface{} and map[string]interface{}; null and undefined are nil. Everything else (functions,
 * symbols, dates, class instances) is refused, because the receiver could not decode it.
 */
export function anyToInterface(value: unknown): InterfaceValue | null {
  switch (typeof value) {
    case 'undefined':
      return null
    case 'string':
      return new InterfaceValue('string', value, string)
    case 'boolean':
      return new InterfaceValue('bool', value, bool)
    case 'number':
      return Number.isSafeInteger(value) && !Object.is(value, -0)
        ? new InterfaceValue('int64', value, integer)
        : new InterfaceValue('float64', value, float)
    case 'bigint':
      return new InterfaceValue('int64', value, integer)
    case 'object':
      return objectToInterface(value)
    default:
      throw new GobEncodeError(`${typeof value} in an interface`)
  }
}

function objectToInterface(value: object | null): InterfaceValue | null {
  if (value === null) return null
  if (value instanceof Uint8Array) {
    return new InterfaceValue(
      '[]uint8',
      Buffer.from(value.buffer, value.byteOffset, value.length),
      bytes,
    )
  }
  if (Array.isArray(value)) return new InterfaceValue('[]interface {}', value, anyList)
  const prototype = Object.getPrototypeOf(value)
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) {
    throw new GobEncodeError('class instance in an interface')
  }
  return new InterfaceValue('map[string]interface {}', value as Record<string, unknown>, anyMap)
}
