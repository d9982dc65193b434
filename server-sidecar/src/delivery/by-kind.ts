import type { Fact } from '../domain/facts'
import type { Deliver } from './deliver'

/**
 * Each kind of fact to whoever tells it. A fact of an unknown kind was stored by a newer version,
 * during an upgrade: that version will take it.
 */
export function createDeliverByKind(
  delivers: Readonly<Partial<Record<Fact['kind'], Deliver>>>,
): Deliver {
  return async function deliverByKind(delivery, signal) {
    const deliver = delivers[delivery.fact.kind]
    return deliver ? deliver(delivery, signal) : { kind: 'later', reason: 'unknown_fact' }
  }
}
