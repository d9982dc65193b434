/** How often a vendor is asked: as often as it serves somebody, and no more. */

export interface PaceNeeds {
  /** Configured: kept exactly. */
  pollSeconds?: number
  /** The hour of the day where people are, 0 to 23. */
  hour: number
  /** Milliseconds since 1970. */
  now: number
  /** When a case moved last. */
  movedAt?: number
  /** Is one of the worst severity open? */
  urgent: boolean
}

const USUAL_MS = 180_000
const URGENT_MS = 60_000
const QUIET_AFTER_MS = 6 * 60 * 60_000
const SLOW_MS = 600_000
const NIGHT = { from: 22, to: 6 }
/** A guest is not sent away for longer; who answers after an hour is asked again. */
export const LONGEST_WAIT_MS = 60 * 60_000
const FIRST_FAILURE_MS = 10_000
const LONGEST_FAILURE_MS = 30 * 60_000

/**
 * Milliseconds until the next poll. A tenth of it is chance (`random`, 0 to 1), so that accounts do
 * not march in step; a configured interval has none.
 */
export function nextPollIn(needs: PaceNeeds, random: number): number {
  const { pollSeconds, hour, now, movedAt = 0, urgent } = needs
  if (pollSeconds !== undefined) return pollSeconds * 1000
  const isNight = hour >= NIGHT.from || hour < NIGHT.to
  const isQuiet = now - movedAt > QUIET_AFTER_MS
  const usual = isNight || isQuiet ? SLOW_MS : USUAL_MS
  return Math.round((urgent ? URGENT_MS : usual) * (0.95 + random / 10))
}

/**
 * Milliseconds to wait after so many failures in a row (from 1): twice as long each time, half of it
 * chance; never shorter than the vendor asks for, nor than the interval.
 */
export function retryIn(
  { failures, retryAfterMs = 0, intervalMs }: RetryNeeds,
  random: number,
): number {
  const first = Math.max(FIRST_FAILURE_MS, intervalMs)
  const full = Math.max(
    first,
    Math.min(LONGEST_FAILURE_MS, first * 2 ** Math.min(failures - 1, 20)),
  )
  const own = full / 2 + (full / 2) * random
  return Math.round(Math.min(LONGEST_WAIT_MS, Math.max(own, retryAfterMs + random * 1000)))
}

export interface RetryNeeds {
  failures: number
  retryAfterMs?: number
  /** The usual interval. */
  intervalMs: number
}
