import { cutLine, type Fence, fenceAfter, lengthOf } from './markdown'

/**
 * The text in pieces of at most so many code points, parted at line ends where possible. A code
 * block that is parted is closed and opened again. Nothing is left out.
 *
 * @param max at least 200
 */
export function splitText(text: string, max: number): string[] {
  if (!isLonger(text, max)) return [text]
  // Room for closing a block.
  const room = max - 50
  const pieces: string[] = []
  let lines: string[] = []
  let length = 0
  let fence: Fence | undefined

  function part(): void {
    pieces.push([...lines, ...(fence ? [fence.close] : [])].join('\n'))
    lines = fence ? [fence.open] : []
    length = fence ? lengthOf(fence.open) + 1 : 0
  }
  for (const line of text.split('\n')) {
    let rest = line
    while (isLonger(rest, room - length)) {
      const isWorthIt = room - length > 100
      const [head, tail] = isWorthIt ? cutLine(rest, room - length) : ['', rest]
      if (isWorthIt) lines.push(head)
      rest = tail
      part()
    }
    lines.push(rest)
    length += lengthOf(rest) + 1
    fence = fenceAfter(line, fence)
  }
  if (lines.some((line) => line.trim() !== '')) pieces.push(lines.join('\n'))
  return pieces
}

/** Has it more code points? Counts only where its units, one or two each, do not tell already. */
function isLonger(text: string, than: number): boolean {
  if (text.length <= than) return false
  return text.length > 2 * than || lengthOf(text) > than
}
