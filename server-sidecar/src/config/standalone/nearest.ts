/** The known name most like what was written, if so few letters differ; a third of it by default. */
export function nearest(
  written: string,
  known: readonly string[],
  atMost = Math.max(2, written.length / 3),
): string | undefined {
  const ranked = known
    .map((name) => ({ name, distance: distanceBetween(written.toLowerCase(), name.toLowerCase()) }))
    .sort((one, other) => one.distance - other.distance)
  const [best] = ranked
  return best && best.distance <= atMost ? best.name : undefined
}

/** How many letters are to be put in, taken out or exchanged (Levenshtein). */
function distanceBetween(one: string, other: string): number {
  let row = [...other].map((_, index) => index + 1)
  for (const [line, letter] of [...one].entries()) {
    let diagonal = line
    let left = line + 1
    row = row.map((above, column) => {
      const kept = diagonal + (other[column] === letter ? 0 : 1)
      diagonal = above
      left = Math.min(kept, above + 1, left + 1)
      return left
    })
  }
  return row.at(-1) ?? one.length
}

/** `does not exist; did you mean "port"?` */
export function unknownName(written: string, known: readonly string[]): string {
  const like = nearest(written, known)
  return like === undefined ? 'is no known name' : `is no known name; did you mean ${like}?`
}
