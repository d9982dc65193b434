/** What is done with is forgotten about once an hour; see usecases/forget-old.ts. */
import { type After, after as realAfter } from '../delivery/after'
import { createPulse } from '../delivery/pulse'
import { reasonOf } from '../delivery/reason'
import type { Log } from '../ports/log'
import type { Database } from '../store/database'
import { createLeftovers } from '../store/leftovers'
import { createForgetOld } from '../usecases/forget-old'

export interface ForgettingNeeds {
  database: Database
  settings: () => { keepDays: number }
  log: Log
  after?: After
}

/** Not while everything starts, and soon enough for a process that never gets old. */
const FIRST_MS = 5 * 60_000
const EVERY_MS = 60 * 60_000
/** A batch takes some milliseconds: most of the time is left to others. */
const PAUSE_MS = 50

export function composeForgetting({
  database,
  settings,
  after = realAfter,
  ...needs
}: ForgettingNeeds) {
  const log = needs.log.room('store')
  const stop = new AbortController()
  let cancel = () => {}
  const forgetOld = createForgetOld({
    leftovers: createLeftovers(database),
    keepDays: () => settings().keepDays,
    pause: () => new Promise((resolve) => after(PAUSE_MS, resolve)),
    log,
  })
  const pulse = createPulse(async () => {
    await forgetOld(stop.signal).catch((error: unknown) => {
      log.warn('what is old stays for another hour', { reason: reasonOf(error) })
    })
    return about(EVERY_MS)
  }, after)
  return {
    start() {
      cancel = after(about(FIRST_MS), pulse.beat)
    },
    /** After the batch at hand. */
    async close() {
      stop.abort()
      cancel()
      await pulse.stop()
    },
  }
}

/** A tenth more or less: nodes that start together do not go on together. */
function about(ms: number): number {
  return ms * (0.9 + Math.random() / 5)
}
