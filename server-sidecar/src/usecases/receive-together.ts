/**
 * What comes in while something is being kept is kept together, in one transaction: a burst costs a
 * few commits instead of thousands, and one connection instead of all. Nobody waits for company.
 */
import { Refusal, refusal } from '../domain/errors'
import type { Clock } from '../ports/clock'
import type { Incoming, ReceiveMany, ReceiveSignals } from './receive-signals'

export interface TogetherOptions {
  /** In one transaction. */
  atMost: number
  /** Whoever has waited for longer has given up on us, or will before the end. */
  patienceMs: number
}

interface Needs {
  receiveMany: ReceiveMany
  clock: Clock
  options: TogetherOptions
}

interface Waiting extends Incoming {
  since: number
  keep(): void
  fail(error: unknown): void
}

/** In the order of arrival. Resolves for each when its own transaction has ended. */
export function createReceiveTogether({ receiveMany, clock, options }: Needs): ReceiveSignals {
  let waiting: Waiting[] = []
  let isBusy = false

  async function work(): Promise<void> {
    isBusy = true
    while (waiting.length > 0) {
      const batch = waiting.slice(0, options.atMost)
      waiting = waiting.slice(options.atMost)
      await keepBatch(receiveMany, batch.filter(isPatient))
    }
    isBusy = false
  }
  function isPatient({ since, fail }: Waiting): boolean {
    if (clock.now() - since <= options.patienceMs) return true
    fail(refusal('storage_unavailable'))
    return false
  }
  return (source, received) =>
    new Promise((keep, fail) => {
      waiting.push({ source, received, since: clock.now(), keep, fail })
      if (!isBusy) void work()
    })
}

/** Never rejects. */
async function keepBatch(receiveMany: ReceiveMany, batch: Waiting[]): Promise<void> {
  if (batch.length === 0) return
  try {
    await receiveMany(batch)
    for (const { keep } of batch) keep()
  } catch (error) {
    if (error instanceof Refusal || batch.length === 1) {
      for (const { fail } of batch) fail(error)
      return
    }
    // One of them is to blame, and the others must not suffer for it.
    for (const one of batch) await keepBatch(receiveMany, [one])
  }
}
