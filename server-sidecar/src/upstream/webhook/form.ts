/**
 * `payload=` in an urlencoded body. Some senders escape nothing but `%` and `&`: what begins with a
 * bare brace is taken up to the end of the body, with its `;` and `+` as they are.
 */

const PERCENT = 0x25
const PLUS = 0x2b
const BLANK = 0x20

/** The bytes of the payload, unescaped; undefined when there is none. */
export function readPayload(body: Buffer): Buffer | undefined {
  // Only the place of ASCII signs is looked for, so one byte a character will do.
  const text = body.toString('latin1')
  const bare = text.search(/\S/)
  // curl's default type over a body that is JSON.
  if (text[bare] === '{' || text.startsWith('\u00ef\u00bb\u00bf{')) return body
  const match = /(?:^|&)\s*payload=(\s*\{)?/.exec(text)
  if (!match) return undefined
  const start = match.index + match[0].length
  if (match[1] !== undefined) return unescapeBytes(body.subarray(start - 1), false)
  const end = text.indexOf('&', start)
  return unescapeBytes(body.subarray(start, end < 0 ? undefined : end), true)
}

/** A percent sign that escapes nothing stays. */
function unescapeBytes(bytes: Buffer, plusIsBlank: boolean): Buffer {
  const out = Buffer.alloc(bytes.length)
  let length = 0
  for (let at = 0; at < bytes.length; at += 1) {
    let byte = bytes[at] ?? 0
    const escaped = byte === PERCENT ? hexAt(bytes, at + 1) : -1
    if (escaped >= 0) {
      byte = escaped
      at += 2
    } else if (byte === PLUS && plusIsBlank) byte = BLANK
    out[length] = byte
    length += 1
  }
  return out.subarray(0, length)
}

function hexAt(bytes: Buffer, at: number): number {
  const text = bytes.toString('latin1', at, at + 2)
  return /^[0-9a-f]{2}$/i.test(text) ? Number.parseInt(text, 16) : -1
}
