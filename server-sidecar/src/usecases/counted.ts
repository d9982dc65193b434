/** What use cases did, counted once it is kept. */
import type { AckEnd, SignalOutcome } from '../domain/alert/signal-outcome'
import type { Meter } from '../ports/meter'
import type { UpstreamKind } from '../ports/receiver'
import type { createAcknowledgeAlert } from './acknowledge-alert'
import type { MoveTicket } from './move-ticket'
import type { OpenTicket } from './open-ticket'

/** A repeated submit opens nothing. */
export function countOpened(openTicket: OpenTicket, meter: Meter): OpenTicket {
  return async (actor, request) => {
    const opened = await openTicket(actor, request)
    if (opened.created) meter.count('tickets_opened', {})
    return opened
  }
}

export function countMoved(moveTicket: MoveTicket, meter: Meter): MoveTicket {
  return async (actor, wish) => {
    const moved = await moveTicket(actor, wish)
    if (moved.ticket) meter.count('tickets_moved', { step: wish.event })
    return moved
  }
}

type Acknowledge = ReturnType<typeof createAcknowledgeAlert>

export function countAsked(acknowledge: Acknowledge, meter: Meter): Acknowledge {
  return async (actor, wish) => {
    const result = await acknowledge(actor, wish)
    if (result.alert) meter.count('acknowledgements_asked', {})
    if (result.alert?.ack.kind === 'here') {
      meter.count('acknowledgements_settled', { outcome: 'here' })
    }
    return result
  }
}

export function countEndOfAsking(meter: Meter, end: AckEnd | undefined): void {
  if (!end) return
  meter.count('acknowledgements_settled', { outcome: end.outcome })
  if (end.outcome === 'done') meter.acknowledged(end.afterMs)
}

/** What came of one thing that a sender said. */
export interface Taken {
  kind: UpstreamKind
  outcome: SignalOutcome | 'message'
  end?: AckEnd | undefined
}

export function countTaken(meter: Meter, { kind, outcome, end }: Taken): void {
  meter.count('alerts_received', { kind, outcome })
  const isKnown = outcome === 'repeated' || outcome === 'unchanged'
  if (isKnown) meter.count('alerts_deduplicated', { kind })
  countEndOfAsking(meter, end)
}
