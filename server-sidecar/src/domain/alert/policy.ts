/** Who may acknowledge, and what can be acknowledged. */
import type { Source } from '../source/source'
import type { AckAuthor, AckState, Alert } from './alert'

/** What Mattermost says of a person and the alert's channel. */
export interface AckPerson {
  isMember: boolean
  /** In the source's group; of no meaning when it names none. */
  inGroup: boolean
}

export type AckRefusal =
  | { kind: 'not_a_member' }
  | { kind: 'not_in_group'; group: string }
  | { kind: 'not_open' }
  /** Somebody was first; it may still be on its way. */
  | { kind: 'already'; by: AckAuthor; at: number; pending: boolean }
  /** It is just being taken back. */
  | { kind: 'busy' }
  | { kind: 'not_acknowledged' }

/** Why this person may not acknowledge or take back; undefined when they may. */
export function refusePerson(
  { ackGroup }: Pick<Source, 'ackGroup'>,
  { isMember, inGroup }: AckPerson,
): AckRefusal | undefined {
  if (!isMember) return { kind: 'not_a_member' }
  return ackGroup === undefined || inGroup ? undefined : { kind: 'not_in_group', group: ackGroup }
}

/** Why the alert cannot be acknowledged now; undefined when it can. */
export function refuseAcknowledge({ state, ack }: Pick<Alert, 'state' | 'ack'>) {
  if (state !== 'open') return { kind: 'not_open' } satisfies AckRefusal
  if (ack.kind === 'removing') return { kind: 'busy' } satisfies AckRefusal
  const by = holderOf(ack)
  if (!by || ack.kind === 'none') return undefined
  return { kind: 'already', by, at: ack.at, pending: ack.kind === 'pending' } satisfies AckRefusal
}

/** Why there is nothing to take back; undefined when there is. */
export function refuseRemoval({ state, ack }: Pick<Alert, 'state' | 'ack'>) {
  if (state !== 'open') return { kind: 'not_open' } satisfies AckRefusal
  if (ack.kind === 'pending' || ack.kind === 'removing') {
    return { kind: 'busy' } satisfies AckRefusal
  }
  return holderOf(ack) ? undefined : ({ kind: 'not_acknowledged' } satisfies AckRefusal)
}

/** Whose acknowledgement stands or is on its way; a failed one is nobody's. */
function holderOf(ack: AckState): AckAuthor | undefined {
  if (ack.kind === 'confirmed') return ack.by
  return ack.kind === 'pending' || ack.kind === 'here' ? { user: ack.by } : undefined
}
