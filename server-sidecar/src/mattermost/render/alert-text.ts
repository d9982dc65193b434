/**
 * Text of upstreams inside a message of ours. They may say anything, and it stays what they said:
 * it calls nobody, links nowhere and is no structure.
 */
import { cutLine, escapeLine } from './markdown'

/** Invisible, and no part of a mention. */
const BREAK = '\u200b'
/** What turns the direction of a line, or is not to be seen at all. */
const UNSEEN = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu

/** Lines as they are, without what could act on a terminal or turn the text around. */
export function plainText(text: string): string {
  return text.replace(/\r\n?|[\u2028\u2029]/g, '\n').replace(UNSEEN, (sign) => {
    return sign === '\n' || sign === '\t' ? sign : ''
  })
}

/** One line of Markdown that shows the text; at most `limit` code points of it. */
export function safeLine(text: string, limit = 500): string {
  const [line, rest] = cutLine(
    plainText(text)
      .replace(/\s*\n\s*/g, ' ')
      .trim(),
    limit,
  )
  return calm(escapeLine(rest === '' ? line : `${line.trimEnd()}…`))
}

/** The label of a link: nothing in it can end it. */
export function safeLabel(text: string): string {
  const [line, rest] = cutLine(plainText(text).replace(/\s+/g, ' ').trim(), 80)
  const label = rest === '' ? line : `${line.trimEnd()}…`
  return calm(label.replace(/[\\`*_[\]()<>~!|#]/g, (sign) => `\\${sign}`))
}

/** No name after an at-sign is anybody's. */
function calm(text: string): string {
  return text.replace(/@(?=[\p{L}\p{N}._-])/gu, `@${BREAK}`)
}

/** Lines in which neither Markdown nor mentions act. */
export function codeBlock(text: string): string {
  const inner = text.replace(/`{3,}/g, (marks) => [...marks].join(BREAK))
  return `\`\`\`\n${inner}\n\`\`\``
}

export interface Folded {
  first: string
  /** What follows it, whole; empty when nothing does. */
  rest: string
}

/** The lines that a post shows, and the others. */
export function fold(text: string, { lines, length }: { lines: number; length: number }): Folded {
  const all = text.split('\n')
  const [first, more] = cutLine(all.slice(0, lines).join('\n'), length)
  return { first, rest: [...(more ? [more] : []), ...all.slice(lines)].join('\n') }
}

/** The text in pieces of at most so many code points. */
export function pieces(text: string, length: number): string[] {
  const [first, rest] = cutLine(text, length)
  return rest === '' ? [first] : [first, ...pieces(rest, length)]
}
