/** Comments of vendors and their customers: plain texts with code in them, shown as they read. */
import { cutLine, type Fence, fenceAfter, lengthOf, linesOf } from './markdown'
import { cleanText, renderUntrustedCode, renderUntrustedLines } from './untrusted'

export interface ShownText {
  /** Markdown. */
  text: string
  /** Something was left out. */
  isCut: boolean
}

/** What a message may hold beside the words around it, escapes included. */
const ROOM = 14_000
/** Of one comment: more than twice what Red Hat takes. */
const MOST_MESSAGES = 10

/** At most `length` code points of the text, quoted, so that no word of it seems to be ours. */
export function renderComment(body: string, length: number): ShownText {
  const clean = cleanText(body).trim()
  for (let limit = length; ; limit = Math.floor(limit / 2)) {
    const [first, rest] = cutLine(clean, limit)
    const isCut = rest.trim() !== ''
    const text = quote(renderBody(isCut ? `${first.trimEnd()}…` : first))
    if (lengthOf(text) <= ROOM || limit < 100) return { text, isCut }
  }
}

/** The whole of it, in messages; what is longer than anybody writes ends with the last of them. */
export function renderWholeComment(body: string): { texts: string[]; isCut: boolean } {
  const texts: string[] = []
  let rest = cleanText(body).trim()
  while (rest !== '' && texts.length < MOST_MESSAGES) {
    const [first, after] = cutLine(rest, ROOM / 2)
    texts.push(quote(renderBody(first)))
    rest = after
  }
  return { texts, isCut: rest !== '' }
}

/** Blocks of code keep their signs and blanks; everything else is words. */
function renderBody(text: string): string {
  const parts: string[] = []
  let lines: string[] = []
  let fence: Fence | undefined
  const close = () => {
    const part = lines.join('\n')
    lines = []
    if (fence) parts.push(renderUntrustedCode(part))
    else if (part.trim() !== '') parts.push(renderUntrustedLines(part))
  }
  for (const line of linesOf(text)) {
    const next = fenceAfter(line, fence)
    if (next === fence) lines.push(line)
    else {
      close()
      fence = next
    }
  }
  close()
  return parts.join('\n')
}

function quote(text: string): string {
  return text
    .split('\n')
    .map((line) => `> ${line}`)
    .join('\n')
}
