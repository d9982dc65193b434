/** Says what was tried and how it went, line by line, and counts at the end. */
export interface Report {
  /** Runs one step. A failure is printed and counted, and the next step goes on. */
  step(what: string, work: () => Promise<unknown>): Promise<boolean>
  /** A fact worth reading, which is neither good nor bad. */
  note(text: string): void
  /** Prints the counts; true when nothing failed. */
  end(): boolean
}

export function createReport(print: (line: string) => void): Report {
  let passed = 0
  let failed = 0
  return {
    async step(what, work) {
      try {
        const more = await work()
        passed += 1
        print(`ok    ${what}${typeof more === 'string' ? ` (${more})` : ''}`)
        return true
      } catch (error) {
        failed += 1
        const reason = error instanceof Error ? error.message : String(error)
        print(`FAIL  ${what}\n      ${reason.split('\n').join('\n      ')}`)
        return false
      }
    },
    note: (text) => print(`      ${text}`),
    end() {
      print(`${passed} passed, ${failed} failed`)
      return failed === 0 && passed > 0
    },
  }
}
