/** Runs tasks one after the other; a failed one does not hold up the next. */
export function createQueue() {
  let last: Promise<unknown> = Promise.resolve()
  return function inTurn<T>(task: () => Promise<T>): Promise<T> {
    const mine = last.then(task, task)
    last = mine.catch(() => undefined)
    return mine
  }
}
