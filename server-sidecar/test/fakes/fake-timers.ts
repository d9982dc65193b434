import type { After } from '../../src/delivery/after'

/** Timers that run when the test says so. */
export interface FakeTimers {
  after: After
  /** What is waiting, milliseconds. */
  pending(): number[]
  /** Runs the timers that are due within so many milliseconds, in order, and those they set. */
  advance(ms: number): Promise<void>
}

export function createFakeTimers(): FakeTimers {
  let now = 0
  let waiting: { at: number; task: () => void }[] = []
  return {
    after(ms, task) {
      const timer = { at: now + ms, task }
      waiting.push(timer)
      return () => {
        waiting = waiting.filter((one) => one !== timer)
      }
    },
    pending: () => waiting.map(({ at }) => at - now).sort((a, b) => a - b),
    async advance(ms) {
      const end = now + ms
      for (;;) {
        const next = waiting.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0]
        if (!next) break
        now = next.at
        waiting = waiting.filter((one) => one !== next)
        next.task()
        // Whatever the task began gets a turn before the next one, as it would on a real clock.
        await new Promise((turn) => setImmediate(turn))
      }
      now = end
    },
  }
}
