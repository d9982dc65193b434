import type { Deliveries, Delivery } from '../ports/outbox'
import type { After } from './after'
import type { Outcome } from './deliver'

interface Limits {
  leaseMs: number
  holdMs: number
  after: After
}

export interface HeldLease {
  /** Aborted when the fact may be in other hands, or was held for too long. */
  signal: AbortSignal
  /** Resolves then, with the outcome that follows; stays pending otherwise. */
  lost: Promise<Outcome>
  release(): void
}

/**
 * Prolongs the lease of a delivery at a third of its length, until released. When it cannot be
 * prolonged in time, another worker will take the fact: we must not start anything more.
 */
export function holdLease(delivery: Delivery, deliveries: Deliveries, limits: Limits): HeldLease {
  const { leaseMs, holdMs, after } = limits
  const beat = leaseMs / 3
  const abort = new AbortController()
  let resolve: (outcome: Outcome) => void = () => {}
  const lost = new Promise<Outcome>((settle) => {
    resolve = settle
  })
  let held = 0
  let missed = 0
  let cancel = after(beat, prolong)

  function giveUp(reason: string) {
    abort.abort()
    resolve({ kind: 'later', reason })
  }
  async function prolong() {
    held += beat
    if (held >= holdMs) return giveUp('no_answer')
    const kept = await deliveries.extend(delivery, leaseMs).catch(() => 'unknown' as const)
    if (abort.signal.aborted) return
    missed = kept === 'unknown' ? missed + 1 : 0
    // Two beats without a word: the third is the end of the lease.
    if (kept === false || missed >= 2) return giveUp('lease_lost')
    cancel = after(beat, prolong)
  }
  return {
    signal: abort.signal,
    lost,
    release() {
      cancel()
      abort.abort()
    },
  }
}
