const FIRST = 1_000
const LONGEST = 300_000

/**
 * Milliseconds until the next try after the given attempt (from 1): twice as long each time, from
 * one second to five minutes. Half of it is chance (`random`, 0 to 1), so that what failed together
 * does not come back together.
 */
export function backoff(attempt: number, random: () => number = Math.random): number {
  const full = Math.min(LONGEST, FIRST * 2 ** Math.min(attempt - 1, 30))
  return full / 2 + (full / 2) * random()
}

/** About so many milliseconds: a quarter more or less, for the same reason. */
export function around(ms: number, random: () => number = Math.random): number {
  return ms * (0.75 + random() / 2)
}
