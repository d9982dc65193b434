import type { Step } from '../domain/alert/acknowledge'
import { eventOf } from '../domain/alert/event'
import type { Rooms } from '../ports/unit-of-work'

/**
 * Keeps what a step made of a locked alert, in the transaction that locked it; nothing when it
 * made nothing of it.
 */
export async function keepStep(
  { alerts, outbox }: Pick<Rooms, 'alerts' | 'outbox'>,
  { next, tell, facts }: Step,
  { before, at }: { before: number; at: number },
): Promise<void> {
  if (next.revision === before) return
  await alerts.save(next)
  await alerts.addEvents(
    next.id,
    tell.map((telling) => eventOf(telling, at)),
  )
  for (const fact of facts) await outbox.add(fact)
  await outbox.add({ kind: 'alert_changed', alertId: next.id })
}
