/** Above what people write, below what Naemon reads as one line. */
const LONGEST = 1000

/**
 * A text that can only ever be one argument of one external command: Naemon parts arguments at `;`
 * and commands at line ends.
 */
export function cleanCommandText(text: string): string {
  const line = text.replace(/[;\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ').replace(/\p{Cs}/gu, '')
  return [...line.trim()].slice(0, LONGEST).join('').trim()
}
