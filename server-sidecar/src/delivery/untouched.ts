import type { Delivery } from '../ports/outbox'

/**
 * An attempt that ended before anything was tried leaves nothing in the channel to look for. Known
 * to this process only, which is enough: others look once more than they must.
 */
export function createUntouched() {
  const attempts = new Map<string, number>()
  const isUntouched = ({ id, attempt }: Delivery) =>
    attempt === 1 || attempts.get(id) === attempt - 1
  return {
    note(delivery: Delivery) {
      if (!isUntouched(delivery)) return
      if (attempts.size > 10_000) attempts.clear()
      attempts.set(delivery.id, delivery.attempt)
    },
    asFirst(delivery: Delivery): Delivery {
      const first = isUntouched(delivery) ? { ...delivery, attempt: 1 } : delivery
      attempts.delete(delivery.id)
      return first
    },
  }
}
