/** JSON that people write by hand: an error says where, in lines and columns. */
export type ParsedJson = { ok: true; value: unknown } | { ok: false; message: string }

/** Parses JSON; a failure tells the line and column of what does not fit. */
export function parseJson(text: string): ParsedJson {
  try {
    return { ok: true, value: JSON.parse(text) }
  } catch {
    // The engine's message has a position for some mistakes only.
    return { ok: false, message: `is not JSON: ${describe(text, mistakeIn(text))}` }
  }
}

function describe(text: string, offset: number): string {
  const before = text.slice(0, offset).split('\n')
  const place = `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`
  if (offset >= text.length) return `it ends too early, at ${place}`
  const character = String.fromCodePoint(text.codePointAt(offset) ?? 0)
  const quoted = /[\r\n]/.test(character) ? 'end of line' : `"${character}"`
  return `unexpected ${quoted} at ${place}`
}

const BLANKS = /[ \t\r\n]*/y
const STRING = /"(?:[^"\\\p{Cc}]|\x7f|[\x80-\x9f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"?/uy
const SCALAR = /(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.+-])/y

/** What may come: `item` and `member` come first in a list or object, and may be missing. */
type Wanted = 'value' | 'item' | 'member' | 'name' | 'colon' | 'next' | 'end'

const ENDABLE: ReadonlySet<Wanted> = new Set(['item', 'member', 'next'])
const SIGNS: Partial<Record<Wanted, string>> = { colon: ':', next: ',' }
const CLOSERS: Record<string, string> = { '{': '}', '[': ']' }

/** The offset of the first character that cannot belong to JSON (RFC 8259). */
function mistakeIn(text: string): number {
  const open: string[] = []
  let wanted: Wanted = 'value'
  for (let at = lengthOf(BLANKS, text, 0); ; at += lengthOf(BLANKS, text, at)) {
    const sign = text[at] ?? ''
    const inside = open.at(-1)
    if (sign !== '' && sign === inside && ENDABLE.has(wanted)) {
      open.pop()
      wanted = open.length > 0 ? 'next' : 'end'
      at += 1
    } else if (sign === SIGNS[wanted]) {
      wanted = wanted === 'next' && inside === '}' ? 'name' : 'value'
      at += 1
    } else if ((wanted === 'value' || wanted === 'item') && CLOSERS[sign] !== undefined) {
      open.push(CLOSERS[sign])
      wanted = sign === '{' ? 'member' : 'item'
      at += 1
    } else if (wanted === 'next' || wanted === 'colon' || wanted === 'end') {
      return at
    } else {
      const isName: boolean = wanted === 'name' || wanted === 'member'
      const length = lengthOf(isName || sign === '"' ? STRING : SCALAR, text, at)
      at += length
      if (length === 0 || (sign === '"' && (length === 1 || text[at - 1] !== '"'))) return at
      wanted = isName ? 'colon' : open.length > 0 ? 'next' : 'end'
    }
  }
}

function lengthOf(token: RegExp, text: string, at: number): number {
  token.lastIndex = at
  return token.exec(text)?.[0].length ?? 0
}
