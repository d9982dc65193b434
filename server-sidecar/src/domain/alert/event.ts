import type { UserRef } from '../refs'
import { type Change, isStateChange } from './change'

/** What people did to an alert here, or what came of it at the upstream. */
export type AckChange =
  /** Acknowledged where no upstream hears of it. */
  | { kind: 'ack_here'; user: UserRef; comment?: string }
  /** Asked by somebody here, in force there. */
  | { kind: 'ack_in_force'; user: UserRef; comment?: string }
  | { kind: 'ack_failed'; user: UserRef; reason: string }
  | { kind: 'ack_taken_back'; user: UserRef }
  | { kind: 'ack_expired'; user: UserRef }
  | { kind: 'removal_failed'; reason: string }
  | { kind: 'ticket_opened' | 'ticket_reopened'; ticket: string; link: string }
  | { kind: 'ticket_resolved'; ticket: string; link: string; user: UserRef }
export type Telling = Change | AckChange

/** A line of an alert's story as it is kept: `alert.<kind>`, and the rest of the telling as data. */
export interface EventDraft {
  message: string
  data: Record<string, string | number>
  /** Milliseconds since 1970. */
  at: number
  change: boolean
}

export function eventOf(telling: Telling, at: number): EventDraft {
  const { kind, ...rest } = telling
  const given = Object.entries(rest).filter(([, value]) => value !== undefined)
  const data = Object.fromEntries(given) as Record<string, string | number>
  return { message: `alert.${kind}`, data, at, change: isStateChange(telling as Change) }
}
