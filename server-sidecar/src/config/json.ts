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

type Wanted = 'value' | 'item' | 'member' | 'name' | 'colon' | 'next' | 'end'

/** The offset of the first character that cannot belong to JSON (RFC 8259). */
function mistakeIn(text: string): number {
  const open: ('{' | '[')[] = []
  let wanted: Wanted = 'value'
  let at = 0
  const skip = (token: RegExp): string => {
    token.lastIndex = at
    const found = token.exec(text)?.[0] ?? ''
    at += found.length
    return found
  }
  const afterValue = (): Wanted => (open.length > 0 ? 'next' : 'end')

  for (;;) {
    skip(BLANKS)
    const sign = text[at] ?? ''
    const closes = sign === (open.at(-1) === '{' ? '}' : ']') && open.length > 0
    if (closes && (wanted === 'item' || wanted === 'member' || wanted === 'next')) {
      at += 1
      open.pop()
      wanted = afterValue()
    } else if (wanted === 'next' && sign === ',') {
      at += 1
      wanted = open.at(-1) === '{' ? 'name' : 'value'
    } else if (wanted === 'colon' && sign === ':') {
      at += 1
      wanted = 'value'
    } else if (wanted === 'name' || wanted === 'member') {
      if (!isWhole(skip(STRING))) return at
      wanted = 'colon'
    } else if (wanted !== 'value' && wanted !== 'item') {
      return at
    } else if (sign === '{' || sign === '[') {
      at += 1
      open.push(sign)
      wanted = sign === '{' ? 'member' : 'item'
    } else {
      if (sign === '"' ? !isWhole(skip(STRING)) : skip(SCALAR) === '') return at
      wanted = afterValue()
    }
  }
}

function isWhole(string: string): boolean {
  return string.length > 1 && string.endsWith('"')
}
