/** Reading JSON whose writers leave things out, wrap them, or write them otherwise at times. */
import { parseMoment } from './read-text'

export type Loose = Readonly<Record<string, unknown>>

export function isLoose(value: unknown): value is Loose {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A text, a number as one, the parts of a list with commas between; undefined for all else. */
export function textAt(value: Loose, ...names: readonly string[]): string | undefined {
  for (const name of names) {
    const text = textOf(value[name])
    if (text !== undefined && text !== '') return text
  }
  return undefined
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value.trim()
  if (typeof value === 'number') return String(value)
  if (!Array.isArray(value)) return undefined
  return value.flatMap((part) => textOf(part) ?? []).join(', ')
}

/** `true`, `'true'`, `1` and the like; undefined when nothing is said. */
export function flagAt(value: Loose, ...names: readonly string[]): boolean | undefined {
  for (const name of names) {
    const flag = value[name]
    if (typeof flag === 'boolean') return flag
    const word = textOf(flag)?.toLowerCase()
    if (word === 'true' || word === '1' || word === 'yes') return true
    if (word === 'false' || word === '0' || word === 'no') return false
  }
  return undefined
}

/** Milliseconds since 1970. */
export function momentAt(value: Loose, ...names: readonly string[]): number | undefined {
  for (const name of names) {
    const said = value[name]
    // Some write milliseconds.
    const at = typeof said === 'number' ? said : parseMoment(textOf(said) ?? '')
    if (at !== undefined && at > 0) return at
  }
  return undefined
}

/** The objects of a list, itself or under one of these names; undefined when there is no list. */
export function listIn(value: unknown, ...names: readonly string[]): Loose[] | undefined {
  if (Array.isArray(value)) return value.filter(isLoose)
  if (!isLoose(value)) return undefined
  const [name, ...others] = names
  if (name === undefined) return undefined
  return Array.isArray(value[name]) ? listIn(value[name]) : listIn(value, ...others)
}
