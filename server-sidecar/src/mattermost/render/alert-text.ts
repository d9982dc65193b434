/** Long texts of upstreams: what a post shows of them, and what goes into its thread. */
import { cutLine } from './markdown'

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

/** The text in pieces of at most so many code points; in time linear in the text. */
export function pieces(text: string, length: number): string[] {
  const found: string[] = []
  let left = text
  do {
    const [piece, rest] = cutLine(left, length)
    found.push(piece)
    left = rest
  } while (left !== '')
  return found
}
