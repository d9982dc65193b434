/** JSON that people write by hand: an error says where, in lines and columns. */
export type ParsedJson = { ok: true; value: unknown } | { ok: false; message: string }

/** Parses JSON; a failure tells the line and column of the first character that does not fit. */
export function parseJson(text: string): ParsedJson {
  try {
    return { ok: true, value: JSON.parse(text) }
  } catch (error) {
    return { ok: false, message: describe(text, String((error as Error).message)) }
  }
}

// V8 names the offset in most messages, but not for an unexpected end and not for very short texts.
function describe(text: string, message: string): string {
  const offset = /at position (\d+)/.exec(message)?.[1]
  if (offset !== undefined && Number(offset) < text.length) {
    return `is not JSON: unexpected ${quote(text, Number(offset))} at ${place(text, Number(offset))}`
  }
  if (/end of JSON|Unterminated/i.test(message)) {
    return `is not JSON: it ends too early, at ${place(text, text.length)}`
  }
  const found = /Unexpected token '(.+?)'/su.exec(message)?.[1]
  const at = found === undefined ? -1 : text.indexOf(found)
  return at < 0 ? 'is not JSON' : `is not JSON: unexpected ${quote(text, at)} at ${place(text, at)}`
}

function quote(text: string, offset: number): string {
  const character = String.fromCodePoint(text.codePointAt(offset) ?? 0x20)
  return character === '\n' || character === '\r' ? 'end of line' : `"${character}"`
}

function place(text: string, offset: number): string {
  const before = text.slice(0, offset).split('\n')
  return `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`
}
