/**
 * Waits until something is true, asking at every turn of the event loop. For what real I/O brings
 * about; fails after ten seconds.
 */
export async function until(what: string, isTrue: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + 10_000
  do {
    if (Date.now() > end) throw new Error(`waited in vain until ${what}`)
    await new Promise((turn) => setImmediate(turn))
  } while (!(await isTrue()))
}
