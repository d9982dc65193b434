/** Short work that may fail for reasons that pass, such as a database being restarted. */
import type { Log } from '../ports/log'
import { type After, after as realAfter } from './after'
import { backoff } from './backoff'
import { reasonOf } from './reason'

export interface TryAgain {
  /** True when the work is done, false when it was given up after some minutes; never rejects. */
  run(work: () => Promise<unknown>): Promise<boolean>
  /** Gives up what waits. */
  close(): void
}

/** One to two minutes of tries altogether. */
const MOST_ATTEMPTS = 7
/** What waits is only in memory. */
const MOST_WAITING = 1000

/** @param what is tried, in words for the log */
export function createTryAgain(needs: { what: string; log: Log; after?: After }): TryAgain {
  const { what, log, after = realAfter } = needs
  const waiting = new Set<() => void>()

  function pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        cancel()
        waiting.delete(end)
        resolve()
      }
      const cancel = after(ms, end)
      waiting.add(end)
    })
  }
  let closed = false
  return {
    async run(work) {
      for (let attempt = 1; !closed; attempt += 1) {
        try {
          await work()
          return true
        } catch (error) {
          const reason = reasonOf(error)
          if (attempt >= MOST_ATTEMPTS || waiting.size >= MOST_WAITING) {
            log.error(`${what}: given up`, { attempt, reason })
            return false
          }
          if (attempt === 1) log.warn(`${what}: not now`, { reason })
          await pause(backoff(attempt))
        }
      }
      return false
    },
    close() {
      closed = true
      for (const end of [...waiting]) end()
    },
  }
}
