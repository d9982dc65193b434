import type { Timers } from '../../src/bytes/timers'

/** Timers that fire when the test says so. */
export interface ManualTimers extends Timers {
  /** Moves the clock, running what becomes due, in order. */
  advance(ms: number): void
}

export function createManualTimers(): ManualTimers {
  let now = 0
  let due: { at: number; action: () => void }[] = []
  return {
    after(ms, action) {
      const entry = { at: now + ms, action }
      due.push(entry)
      return () => {
        due = due.filter((other) => other !== entry)
      }
    },
    advance(ms) {
      const until = now + ms
      for (;;) {
        const [next] = due.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)
        if (!next) break
        due = due.filter((entry) => entry !== next)
        now = next.at
        next.action()
      }
      now = until
    },
  }
}
