/** Who may move a ticket, and whom it can be given to. */
import type { MoveRefusal } from './lifecycle'

/** What Mattermost says of a person and the ticket's channel. */
export interface TicketPerson {
  mayRead: boolean
  mayPost: boolean
}

export type TicketRefusal =
  /** Also for a ticket in a channel the person may not see: nothing is told about it. */
  | { kind: 'not_found' }
  | { kind: 'not_allowed' }
  /** There is no such person, or they may not read the channel. */
  | { kind: 'unknown_assignee' }
  | MoveRefusal

/** Whoever may write in a ticket's channel moves its tickets; undefined when they may. */
export function refuseMove({ mayRead, mayPost }: TicketPerson): TicketRefusal | undefined {
  if (!mayRead) return { kind: 'not_found' }
  return mayPost ? undefined : { kind: 'not_allowed' }
}
