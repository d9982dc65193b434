/** Small readers that every upstream needs for the texts it sends. */
import { createHash } from 'node:crypto'
import type { SignalLink } from '../domain/alert/signal'
import { safeUrl } from '../domain/safe-url'

export interface Detail {
  name: string
  value: string
}

/** The same key for the same names, whatever is in them; names of any length. */
export function keyOf(upstream: string, ...names: string[]): string {
  const hash = createHash('sha256').update(JSON.stringify(names)).digest('base64url')
  return `${upstream}|${hash.slice(0, 32)}`
}

/** The links among these that can be followed. */
export function linksOf(...links: (readonly [label: string, url: string | undefined])[]) {
  return links.flatMap(([label, text]): SignalLink[] => {
    const url = safeUrl(text ?? '')
    return url === undefined ? [] : [{ label, url }]
  })
}

/** Details without those that say nothing. */
export function detailsOf(...details: (readonly [name: string, value: string | undefined])[]) {
  return details.flatMap(([name, value]): Detail[] => (value ? [{ name, value }] : []))
}

/** The properties that have a value: what is absent is left out, not undefined. */
export function present<T extends object>(
  properties: {
    [Key in keyof T]: T[Key] | undefined
  },
): T {
  const kept = Object.entries(properties).filter(([, value]) => value !== undefined && value !== '')
  return Object.fromEntries(kept) as T
}

/** Splits at the first occurrence; the second part is empty when there is none. */
export function splitAt(text: string, mark: string): [string, string] {
  const at = text.indexOf(mark)
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + mark.length)]
}

/** Milliseconds since 1970 of an ISO moment; undefined for none and for Go's zero time. */
export function parseMoment(text: string): number | undefined {
  const at = Date.parse(text)
  return at > 0 ? at : undefined
}
