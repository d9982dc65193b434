/** What is declared in the configuration is made true: at the start, and when it changes. */
import { randomUUID } from 'node:crypto'
import type { LiveConfig } from '../config/live'
import { createApplySoon } from '../delivery/apply-soon'
import type { Clock } from '../ports/clock'
import type { Log } from '../ports/log'
import type { People } from '../ports/people'
import type { InTransaction } from '../ports/unit-of-work'
import { createSecretsUpkeep } from '../store/secrets-upkeep'
import { createDeclareSources } from '../usecases/declare-sources'
import type { ComposedCases } from './cases'
import type { Storage } from './storage'

export interface SettlingNeeds extends Pick<Storage, 'database' | 'secrets'> {
  live: LiveConfig
  inTransaction: InTransaction
  people: People
  cases: Pick<ComposedCases, 'settle'>
  clock: Clock
  log: Log
}

export function composeSettling({ live, cases, ...needs }: SettlingNeeds) {
  const log = needs.log.room('sources')
  const declareSources = createDeclareSources({ ...needs, newId: randomUUID })
  const upkeep = createSecretsUpkeep({ ...needs, log: needs.log.room('store') })
  const settling = createApplySoon({
    what: 'settling the sources and vendors',
    log,
    async work() {
      await upkeep.reseal()
      const problems = await declareSources(live.current().sources)
      for (const problem of problems) {
        log.error('a declared source is not as declared', { ...problem })
      }
      await cases.settle()
    },
  })
  const unsubscribe = live.subscribe((next, previous) => {
    upkeep.remember(previous.encryptionKeys)
    const watched = ({ sources, vendors, encryptionKeys }: typeof next) =>
      JSON.stringify([sources, vendors, encryptionKeys])
    if (watched(next) !== watched(previous)) settling.apply()
  })
  return {
    apply: settling.apply,
    close() {
      unsubscribe()
      settling.close()
    },
  }
}
