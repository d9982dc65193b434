/**
 * The first JSON object in a text, as text: what follows it is left alone, and raw control
 * characters inside its strings are escaped. Bounds depth and number of values before anything is
 * built from it. Syntax is not checked: JSON.parse does that.
 */

export const MAX_DEPTH = 64
export const MAX_VALUES = 50_000

const BLANKS = /[ \t\r\n\ufeff]*/y
/** Up to the next character that can matter, inside and outside a string. */
const CALM_STRING = /[^"\\\p{Cc}]*/uy
const CALM = /[^"{}[\],]*/y
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is repaired
const RAW_CONTROLS = /[\u0000-\u001f]+/y

/** Undefined when no object begins the text, it does not end, or it is beyond the bounds. */
export function firstObject(text: string): string | undefined {
  const start = lengthOf(BLANKS, text, 0)
  if (text[start] !== '{') return undefined
  let json = ''
  let from = start
  let depth = 0
  let values = 0
  for (let at = start; at < text.length; at += 1) {
    at += lengthOf(CALM, text, at)
    const sign = text[at]
    if (sign === '"') {
      const string = readString(text, at)
      if (!string) return undefined
      json += text.slice(from, at) + string.repaired
      at = string.end
      from = at + 1
    } else if (sign === '{' || sign === '[') {
      depth += 1
      values += 1
      if (depth > MAX_DEPTH) return undefined
    } else if (sign === ',') {
      values += 1
    } else {
      depth -= 1
      if (depth === 0) return json + text.slice(from, at + 1)
    }
    if (values > MAX_VALUES) return undefined
  }
  return undefined
}

/** The string that begins here with its quotes, and where it ends. */
function readString(text: string, start: number): { repaired: string; end: number } | undefined {
  let repaired = ''
  let from = start
  for (let at = start + 1; at < text.length; at += 1) {
    at += lengthOf(CALM_STRING, text, at)
    const sign = text[at] ?? ''
    if (sign === '"') return { repaired: repaired + text.slice(from, at + 1), end: at }
    if (sign === '\\') at += 1
    else {
      const end = at + lengthOf(RAW_CONTROLS, text, at)
      if (end === at) continue
      repaired += text.slice(from, at) + JSON.stringify(text.slice(at, end)).slice(1, -1)
      from = end
      at = end - 1
    }
  }
  return undefined
}

function lengthOf(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at
  return pattern.exec(text)?.[0].length ?? 0
}
