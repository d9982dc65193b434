/** The life of a ticket: who may follow whom, and who has it then. */
import type { UserRef } from '../refs'
import type { Ticket, TicketState } from './ticket'

export const TICKET_EVENTS = ['take', 'release', 'assign', 'resolve', 'reopen'] as const
export type TicketEvent = (typeof TICKET_EVENTS)[number]

/** Whose it is after an event: the person it is given to, nobody, or whose it was. */
type Assignee = 'given' | 'nobody' | 'kept'

const TABLE: Record<
  TicketState,
  Partial<Record<TicketEvent, readonly [next: TicketState, assignee: Assignee]>>
> = {
  open: {
    take: ['in_progress', 'given'],
    assign: ['in_progress', 'given'],
    resolve: ['resolved', 'kept'],
  },
  in_progress: {
    assign: ['in_progress', 'given'],
    release: ['open', 'nobody'],
    resolve: ['resolved', 'kept'],
  },
  resolved: {
    reopen: ['open', 'nobody'],
  },
}

/** Why a ticket stays as it is. */
export type MoveRefusal =
  /** Somebody has it, perhaps whoever asks. */
  | { kind: 'taken'; by: UserRef }
  | { kind: 'not_taken' }
  | { kind: 'resolved' }
  | { kind: 'not_resolved' }

/**
 * The ticket after an event, or why there is none. `given`: who it is given to, by `take` and
 * `assign`; the other events have no use for it.
 */
export function move(
  ticket: Ticket,
  event: TicketEvent,
  given: UserRef,
): { ticket: Ticket } | { refused: MoveRefusal } {
  const step = TABLE[ticket.state][event]
  if (!step) return { refused: whyNot(ticket, event) }
  const [state, whose] = step
  const { assigneeId, ...rest } = ticket
  const next = { given, nobody: undefined, kept: assigneeId }[whose]
  // Given to whom it belongs already, nothing would change and everybody be told.
  if (event === 'assign' && next === assigneeId) return { refused: { kind: 'taken', by: given } }
  const revision = ticket.revision + 1
  return { ticket: { ...rest, state, revision, ...(next && { assigneeId: next }) } }
}

function whyNot({ state, assigneeId }: Ticket, event: TicketEvent): MoveRefusal {
  if (event === 'reopen') return { kind: 'not_resolved' }
  if (state === 'resolved') return { kind: 'resolved' }
  return assigneeId === undefined ? { kind: 'not_taken' } : { kind: 'taken', by: assigneeId }
}

/** What a button can do in this state; `assign` needs somebody to be named. */
export function actionsOf({ state }: Pick<Ticket, 'state'>): Exclude<TicketEvent, 'assign'>[] {
  switch (state) {
    case 'open':
      return ['take', 'resolve']
    case 'in_progress':
      return ['resolve', 'release']
    case 'resolved':
      return ['reopen']
  }
}
