import type { TicketOpened } from '../../src/domain/facts'
import type { TicketId } from '../../src/domain/refs'
import type { Ticket } from '../../src/domain/ticket/ticket'
import { aForm } from './a-form'
import { aChannelRef, anId, aUserRef } from './refs'

/** A ticket that could have been opened; pass what the test is about. */
export function aTicket(overrides: Partial<Ticket> = {}): Ticket {
  return {
    id: 'Ticket-20250309-0001' as TicketId,
    requestId: anId(),
    authorId: aUserRef(),
    channelId: aChannelRef(),
    form: aForm(),
    values: { problem: 'The printer is on fire' },
    createdAt: Date.parse('2025-03-09T12:00:00Z'),
    state: 'open',
    revision: 0,
    ...overrides,
  }
}

export function aFact(overrides: Partial<TicketOpened> = {}): TicketOpened {
  return { kind: 'ticket_opened', ticketId: 'Ticket-20250309-0001' as TicketId, ...overrides }
}
