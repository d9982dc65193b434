/**
 * Who asks the same while the answer is on its way gets the same answer; afterwards it is asked
 * anew, so that nothing is ever older than a question.
 */
export function createShared<T>(ask: (name: string) => Promise<T>): (name: string) => Promise<T> {
  const underWay = new Map<string, Promise<T>>()
  return function shared(name) {
    const known = underWay.get(name)
    if (known) return known
    const asked = ask(name).finally(() => underWay.delete(name))
    underWay.set(name, asked)
    return asked
  }
}
