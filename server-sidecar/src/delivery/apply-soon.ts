/** Work that must succeed once what it needs is there: tried at once, then ever more rarely. */
import type { Log } from '../ports/log'
import { type After, after as realAfter } from './after'
import { backoff } from './backoff'
import { reasonOf } from './reason'

export interface ApplySoon {
  /** Begins anew, also while an earlier round is under way; never rejects. */
  apply(): void
  close(): void
}

interface Needs {
  /** What is tried, in words for the log. */
  what: string
  work: () => Promise<void>
  log: Log
  after?: After
}

export function createApplySoon({ what, work, log, after = realAfter }: Needs): ApplySoon {
  let round = 0
  let cancel = () => {}

  async function attempt(mine: number, count: number): Promise<void> {
    try {
      await work()
      if (count > 1) log.info(`${what}: done`, { attempt: count })
    } catch (error) {
      if (mine !== round) return
      log.warn(`${what}: not now`, { attempt: count, reason: reasonOf(error) })
      cancel = after(backoff(count), () => void attempt(mine, count + 1))
    }
  }
  return {
    apply() {
      cancel()
      round += 1
      void attempt(round, 1)
    },
    close() {
      cancel()
      round += 1
    },
  }
}
