/** The life of an acknowledgement that began here: asked for, in force or failed, taken back. */
import type { AckLimited, AlertFact } from '../facts'
import type { UserRef } from '../refs'
import type { Source } from '../source/source'
import type { AckAuthor, Alert } from './alert'
import type { Telling } from './event'

export interface AckOrder {
  by: UserRef
  /** Milliseconds since 1970, as is when it ends. */
  at: number
  comment?: string
  expiresAt?: number
}

/** An alert after something happened to it, what is told of it, and what follows. */
export interface Step {
  next: Alert
  tell: Telling[]
  facts: AlertFact[]
}

/** Does the upstream hear of it? */
export function talksBack(
  { upstream }: Pick<Source, 'upstream'>,
  alert: Pick<Alert, 'ackRef'>,
): boolean {
  return upstream?.twoWay === true && alert.ackRef !== undefined
}

/** Somebody acknowledges an alert that can be (see policy). */
export function acknowledge(alert: Alert, order: AckOrder, isTold: boolean): Step {
  const { by, comment } = order
  const limit = limitOf(alert, order)
  if (isTold) {
    return step(
      alert,
      { kind: 'pending', ...order },
      [],
      [factOf('ack_requested', alert), ...limit],
    )
  }
  const said: Telling = { kind: 'ack_here', user: by, ...(comment !== undefined && { comment }) }
  return step(alert, { kind: 'here', ...order }, [said], limit)
}

function limitOf({ id }: Alert, { expiresAt }: AckOrder): AckLimited[] {
  return expiresAt === undefined ? [] : [{ kind: 'ack_limited', alertId: id, until: expiresAt }]
}

/** It is in force at the upstream, ours or one that was there before. */
export function confirm(alert: Alert, by: AckAuthor, at: number): Step {
  const { ack } = alert
  if (ack.kind !== 'pending') return unchanged(alert)
  const { comment, expiresAt } = ack
  const kept = {
    ...(comment !== undefined && { comment }),
    ...(expiresAt !== undefined && { expiresAt }),
  }
  if (!('user' in by)) {
    const name = by.name
    const said: Telling = { kind: 'acknowledged', ...(name !== undefined && { name }) }
    return step(alert, { kind: 'confirmed', by, at }, [said])
  }
  const said: Telling = {
    kind: 'ack_in_force',
    user: by.user,
    ...(comment !== undefined && { comment }),
  }
  return step(alert, { kind: 'confirmed', by, at, ...kept }, [said])
}

/** @param reason a code, see the sentences `alert.reason.*` */
export function fail(alert: Alert, reason: string, at: number): Step {
  const { ack } = alert
  if (ack.kind !== 'pending') return unchanged(alert)
  const said: Telling = { kind: 'ack_failed', user: ack.by, reason }
  return step(alert, { kind: 'failed', by: ack.by, at, reason }, [said])
}

/** Somebody takes it back; the upstream is asked to, where it knows of it. */
export function takeBack(
  alert: Alert,
  { by, at, isTold }: { by: UserRef; at: number; isTold: boolean },
): Step {
  if (alert.ack.kind === 'confirmed' && isTold) {
    return step(alert, { kind: 'removing', by, at }, [], [factOf('ack_removal_requested', alert)])
  }
  return step(alert, { kind: 'none' }, [{ kind: 'ack_taken_back', user: by }])
}

export function confirmRemoval(alert: Alert): Step {
  const { ack } = alert
  if (ack.kind !== 'removing') return unchanged(alert)
  return step(alert, { kind: 'none' }, [{ kind: 'ack_taken_back', user: ack.by }])
}

/** It stands as before, as far as anybody knows. */
export function failRemoval(
  alert: Alert,
  { author, reason, at }: { author: string | undefined; reason: string; at: number },
): Step {
  if (alert.ack.kind !== 'removing') return unchanged(alert)
  const ack: Alert['ack'] = { kind: 'confirmed', by: { name: author }, at }
  return step(alert, ack, [{ kind: 'removal_failed', reason }])
}

/** Its time is over; undefined when it is not this acknowledgement that stands. */
export function expire(
  alert: Alert,
  { until, at, isTold }: { until: number; at: number; isTold: boolean },
): Step | undefined {
  const { ack, state } = alert
  if (ack.kind !== 'confirmed' && ack.kind !== 'here') return undefined
  if (state !== 'open' || ack.expiresAt !== until) return undefined
  const by = ack.kind === 'here' ? ack.by : 'user' in ack.by ? ack.by.user : undefined
  if (by === undefined) return undefined
  const taken = takeBack(alert, { by, at, isTold })
  const expired: Telling = { kind: 'ack_expired', user: by }
  const isDone = taken.next.ack.kind === 'none'
  return { ...taken, tell: isDone ? [expired] : [expired, ...taken.tell] }
}

/** The upstream told that it is acknowledged, and later by whom. */
export function nameAuthor(
  alert: Alert,
  { author, comment }: { author: string; comment: string | undefined },
): Step {
  const { ack } = alert
  if (ack.kind !== 'confirmed' || 'user' in ack.by || ack.by.name) return unchanged(alert)
  return step(alert, { ...ack, by: { name: author }, ...(comment && { comment }) })
}

/** The upstream knows of none any more, and said nothing; newer ones are not meant. */
export function drop(alert: Alert, asOf: number): Step {
  const { ack } = alert
  if (ack.kind !== 'confirmed' || ack.at > asOf) return unchanged(alert)
  return step(alert, { kind: 'none' }, [{ kind: 'ack_removed' }])
}

function factOf(kind: 'ack_requested' | 'ack_removal_requested', { id }: Alert): AlertFact {
  return { kind, alertId: id }
}

// biome-ignore lint/complexity/useMaxParams: reads like a sentence
function step(
  alert: Alert,
  ack: Alert['ack'],
  tell: Telling[] = [],
  facts: AlertFact[] = [],
): Step {
  return { next: { ...alert, ack, revision: alert.revision + 1 }, tell, facts }
}

function unchanged(alert: Alert): Step {
  return { next: alert, tell: [], facts: [] }
}
