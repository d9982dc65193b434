/**
 * A storm: more than N problems in M seconds for a channel. The problem that is one too many begins
 * a summary post; those after it go into its thread, until the wind has gone down to half.
 */
export interface StormLimits {
  problems: number
  seconds: number
}

/** A storm that is on, kept beside its channel. */
export interface Storm {
  startedAt: number
  lastAt: number
  /** Problems told in the summary's thread. */
  count: number
}

export interface Wind {
  /** Problems opened in the channel within the last `seconds`, the one at hand included. */
  opened: number
  /** Milliseconds since 1970. */
  now: number
}

/** Where a new problem goes: a post of its own, or the thread of the summary, which may have to be begun. */
export type StormPlace = 'own_post' | 'new_summary' | 'thread'

/** A problem was opened. */
export function gust(
  storm: Storm | undefined,
  { opened, now }: Wind,
  limits: StormLimits,
): { next: Storm | undefined; place: StormPlace } {
  if (storm) {
    const lastAt = Math.max(storm.lastAt, now)
    return { next: { ...storm, lastAt, count: storm.count + 1 }, place: 'thread' }
  }
  if (!isLimit(limits) || opened <= limits.problems) return { next: undefined, place: 'own_post' }
  return { next: { startedAt: now, lastAt: now, count: 1 }, place: 'new_summary' }
}

/**
 * Time has passed: is it over? The gap between N and half of it keeps a channel at the limit from
 * going in and out.
 */
export function isOver(storm: Storm, { opened, now }: Wind, limits: StormLimits): boolean {
  if (!isLimit(limits)) return true
  return now - storm.startedAt >= limits.seconds * 1000 && opened <= limits.problems / 2
}

/** When to ask next whether it is over; milliseconds since 1970. */
export function lookAgainAt(storm: Storm, now: number, { seconds }: StormLimits): number {
  const quietAt = Math.max(storm.startedAt, storm.lastAt) + seconds * 1000
  return quietAt > now ? quietAt : now + Math.max(1, seconds / 4) * 1000
}

/** Zero switches it off. */
function isLimit({ problems, seconds }: StormLimits): boolean {
  return problems > 0 && seconds > 0
}
