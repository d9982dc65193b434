/**
 * Waits until something is true, asking at every turn of the event loop. For what real I/O brings
 * about; fails after ten seconds, or as long as it is said to take.
 */
export async function until(
  what: string,
  isTrue: () => boolean | Promise<boolean>,
  limitMs = 10_000,
): Promise<void> {
  const end = Date.now() + limitMs
  do {
    if (Date.now() > end) throw new Error(`waited in vain until ${what}`)
    await new Promise((turn) => setImmediate(turn))
  } while (!(await isTrue()))
}
