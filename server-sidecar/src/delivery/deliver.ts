/**
 * What follows from a fact, exactly once: claim, hand over, finish or postpone. Woken after each
 * commit, so that people do not notice the outbox; by the clock for what was postponed, and for
 * what another node left behind.
 */
import type { Log } from '../ports/log'
import type { Deliveries, Delivery } from '../ports/outbox'
import { type After, after } from './after'
import { backoff } from './backoff'
import { holdLease } from './lease'
import { createPulse } from './pulse'
import { reasonOf } from './reason'

/** How a delivery went. */
export type Outcome =
  /** For good; `afterwards` runs in the one worker that finished it, and must not matter much. */
  | { kind: 'done'; afterwards?: () => Promise<void> }
  /**
   * Not now: again after `delayMs`, or after the usual, growing delay. `planned`: nothing is wrong,
   * its time has not come.
   */
  | { kind: 'later'; reason: string; delayMs?: number; planned?: boolean }

/**
 * Brings about the effects of a fact that are still missing. Once the signal is aborted the fact
 * may be in other hands, and no further effect may be started. A rejection means later.
 */
export type Deliver = (delivery: Delivery, signal: AbortSignal) => Promise<Outcome>

export interface DeliveryLoop {
  /** Begins to deliver. */
  start(): void
  /** There may be something new; cheap, welcome after every commit. */
  wake(): void
  /** What was postponed for this reason is tried now; best effort, as its time comes anyway. */
  hurry(reason: string): void
  /** Takes nothing more and waits for what it holds, at most so long. */
  close(limitMs: number): Promise<void>
}

export interface DeliveryOptions {
  /** Deliveries under way at once. */
  parallel: number
  /** How long a fact stays with a worker that died. */
  leaseMs: number
  /** How long an effect may take; then the fact is postponed and looked at again. */
  holdMs: number
  /** The longest pause between two looks into the outbox. */
  idleMs: number
  /** The pause while the database is away. */
  awayMs: number
  after: After
}
const usual: DeliveryOptions = {
  parallel: 8,
  leaseMs: 30_000,
  // Longer than Mattermost ever takes: an effect given up on while it still happens is one that
  // may happen twice.
  holdMs: 300_000,
  idleMs: 15_000,
  awayMs: 2_000,
  after,
}

interface Needs {
  deliveries: Deliveries
  deliver: Deliver
  log: Log
  /** Hears of each fact this process has finished; must not throw. */
  onDone?: (delivery: Delivery) => void
  options?: Partial<DeliveryOptions>
}

export function createDeliveryLoop(needs: Needs): DeliveryLoop {
  const options = { ...usual, ...needs.options }
  const { deliveries, log } = needs
  const underWay = new Set<Promise<void>>()
  const pulse = createPulse(look, options.after)
  let started = false
  let unread: string | undefined

  async function look(): Promise<number> {
    try {
      const rest = await take()
      unread = undefined
      return rest
    } catch (error) {
      const reason = reasonOf(error)
      // Once, not every two seconds of a night.
      if (reason !== unread) log.warn('cannot read the outbox', { reason })
      unread = reason
      return options.awayMs
    }
  }
  /** Takes what there is room for; the milliseconds until it is worth looking again. */
  async function take(): Promise<number> {
    const room = options.parallel - underWay.size
    // The next delivery to end looks again.
    if (room <= 0) return options.idleMs
    const claimed = await deliveries.claim(room, options.leaseMs)
    for (const delivery of claimed) begin(delivery)
    if (claimed.length === room) return options.idleMs
    return Math.min(options.idleMs, (await deliveries.nextDueIn()) ?? options.idleMs)
  }
  function begin(delivery: Delivery): void {
    const work = handOver(delivery, needs, options).finally(() => {
      underWay.delete(work)
      pulse.beat()
    })
    underWay.add(work)
  }
  function wake(): void {
    if (started) pulse.beat()
  }

  return {
    start() {
      started = true
      wake()
    },
    wake,
    hurry: (reason) => void deliveries.hurry(reason).then(wake, () => undefined),
    async close(limitMs) {
      await pulse.stop()
      const late = new Promise<void>((done) => options.after(limitMs, done))
      await Promise.race([Promise.all(underWay), late])
    },
  }
}

/** From lease to outcome; never rejects. */
async function handOver(
  delivery: Delivery,
  { deliveries, deliver, log, onDone }: Needs,
  options: DeliveryOptions,
): Promise<void> {
  const lease = holdLease(delivery, deliveries, options)
  const fields = { fact: delivery.fact.kind, delivery: delivery.id, attempt: delivery.attempt }
  try {
    const outcome = await Promise.race([deliver(delivery, lease.signal), lease.lost]).catch(
      (error: unknown): Outcome => ({ kind: 'later', reason: reasonOf(error) }),
    )
    if (outcome.kind === 'done') {
      if (!(await deliveries.finish(delivery))) return
      onDone?.(delivery)
      await outcome.afterwards?.()
      return
    }
    const delay = outcome.delayMs ?? backoff(delivery.attempt)
    await deliveries.postpone(delivery, delay, outcome.reason)
    const level = outcome.planned ? 'debug' : 'warn'
    log[level]('delivery postponed', {
      ...fields,
      reason: outcome.reason,
      delay: Math.round(delay),
    })
  } catch (error) {
    // Nothing is lost: when the lease ends, the next attempt finds what has been achieved.
    log.warn('delivery left to its lease', { ...fields, reason: reasonOf(error) })
  } finally {
    lease.release()
  }
}
