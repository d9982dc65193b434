/** Beyond that it is another word. */
const MOST_EDITS = 2

/** The known word that was probably meant; undefined when none is near. */
export function nearestWord(typed: string, known: readonly string[]): string | undefined {
  const word = typed.toLowerCase()
  // Two edits make anything of a short word, and another of one that begins differently.
  const most = (candidate: string) => (word.length > 5 && word[0] === candidate[0] ? MOST_EDITS : 1)
  const near = known
    .filter((candidate) => Math.abs(candidate.length - word.length) <= MOST_EDITS)
    .map((candidate) => ({ candidate, edits: editsBetween(word, candidate) }))
    .filter(({ candidate, edits }) => edits <= most(candidate))
    .sort((one, other) => one.edits - other.edits)
  return near[0]?.candidate
}

/** Levenshtein's distance, two neighbours swapped counting one. */
function editsBetween(one: string, other: string): number {
  const rows: number[][] = [Array.from({ length: other.length + 1 }, (_, index) => index)]
  for (let i = 1; i <= one.length; i += 1) {
    const row = [i]
    for (let j = 1; j <= other.length; j += 1) {
      const same = one[i - 1] === other[j - 1] ? 0 : 1
      const swapped = one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]
      row[j] = Math.min(
        (rows[i - 1]?.[j] ?? 0) + 1,
        (row[j - 1] ?? 0) + 1,
        (rows[i - 1]?.[j - 1] ?? 0) + same,
        ...(swapped ? [(rows[i - 2]?.[j - 2] ?? 0) + 1] : []),
      )
    }
    rows.push(row)
  }
  return rows.at(-1)?.at(-1) ?? 0
}
