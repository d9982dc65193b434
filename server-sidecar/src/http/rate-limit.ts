/** A bucket of tokens for each name: it fills steadily, and a request takes one. */
import type { Clock } from '../ports/clock'

export interface RateLimit {
  /** Takes a token; else the milliseconds until there is one. */
  take(name: string): { ok: true } | { ok: false; waitMs: number }
}

export interface RateLimitOptions {
  /** Tokens a second. */
  rate: number
  /** Tokens of a full bucket. */
  burst: number
}

interface Bucket {
  tokens: number
  at: number
}

/** Above it, buckets that are full again are forgotten: they are as good as new ones. */
const MANY = 1000

export function createRateLimit(clock: Clock, { rate, burst }: RateLimitOptions): RateLimit {
  const buckets = new Map<string, Bucket>()

  function tokensOf({ tokens, at }: Bucket, now: number): number {
    // A clock that is set back fills nothing and takes nothing away.
    return Math.min(burst, tokens + (Math.max(0, now - at) * rate) / 1000)
  }
  function forgetFull(now: number): void {
    for (const [name, bucket] of buckets) {
      if (tokensOf(bucket, now) >= burst) buckets.delete(name)
    }
  }
  return {
    take(name) {
      const now = clock.now()
      if (buckets.size >= MANY) forgetFull(now)
      const tokens = tokensOf(buckets.get(name) ?? { tokens: burst, at: now }, now)
      const isEnough = tokens >= 1
      buckets.set(name, { tokens: isEnough ? tokens - 1 : tokens, at: now })
      return isEnough
        ? { ok: true }
        : { ok: false, waitMs: Math.round(((1 - tokens) * 1000) / rate) }
    },
  }
}
