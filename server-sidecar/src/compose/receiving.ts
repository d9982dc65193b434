/** The door for alerts in the object graph: from a request to what is kept of it. */
import { randomUUID } from 'node:crypto'
import type { Config } from '../config/schema'
import { createRateLimit } from '../http/rate-limit'
import type { WebhooksNeeds } from '../http/routes/webhooks'
import type { Clock } from '../ports/clock'
import type { Meter } from '../ports/meter'
import type { InTransaction } from '../ports/unit-of-work'
import { capabilitiesOf, receive } from '../upstream/catalogue'
import { createReceiveMany } from '../usecases/receive-signals'
import { createReceiveTogether } from '../usecases/receive-together'
import { composeFindSource } from './sources'

/** Of one source: a storm gets through, a loop in a script does not. */
const RATE = { rate: 50, burst: 1000 }
/** openITCOCKPIT gives up after half a minute. */
const TOGETHER = { atMost: 50, patienceMs: 20_000 }

export interface ReceivingNeeds {
  inTransaction: InTransaction
  settings: () => Pick<Config, 'sources' | 'timeZone'>
  clock: Clock
  meter: Meter
  /** Something was kept that is to be delivered. */
  wake: () => void
}

export function composeReceiving(needs: ReceivingNeeds): Omit<WebhooksNeeds, 'log'> {
  const { clock, meter } = needs
  return {
    findSource: composeFindSource(needs),
    rateLimit: createRateLimit(clock, RATE),
    receive,
    receiveSignals: createReceiveTogether({
      receiveMany: createReceiveMany({ ...needs, capabilitiesOf, newId: randomUUID }),
      clock,
      options: TOGETHER,
    }),
    onReceived: needs.wake,
    meter,
  }
}
