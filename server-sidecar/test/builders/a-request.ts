import type { OpenTicketRequest } from '@ticketdesk/contract'
import { anId } from './refs'

/** What the form sends. */
export function aRequest(overrides: Partial<OpenTicketRequest> = {}): OpenTicketRequest {
  return {
    requestId: anId(),
    channelId: anId(),
    values: { problem: 'The printer is on fire' },
    ...overrides,
  }
}
