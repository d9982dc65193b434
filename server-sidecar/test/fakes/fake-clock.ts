import type { Clock } from '../../src/ports/clock'

/** A clock that stands still until it is told. */
export interface FakeClock extends Clock {
  set(time: number | string): void
  advance(ms: number): void
}

export function createFakeClock(start: number | string = '2025-03-09T12:00:00Z'): FakeClock {
  let now = new Date(start).getTime()
  return {
    now: () => now,
    set(time) {
      now = new Date(time).getTime()
    },
    advance(ms) {
      now += ms
    },
  }
}
