/** A click on a button of a ticket, on its post or on the web app's card. */
import {
  TICKET_ACTIONS,
  type TicketActionRequest,
  type TicketActionResponse,
} from '@ticketdesk/contract'
import * as z from 'zod'
import type { Actor } from '../../domain/actor'
import type { PostRef, TicketId } from '../../domain/refs'
import type { Log } from '../../ports/log'
import type { Sentence } from '../../text/sentence'
import type { MoveTicket } from '../../usecases/move-ticket'
import { createClickReader, createTroubleSentence } from './click'
import type { TicketRefusalSentence } from './ticket-refusal'

/**
 * Mattermost's `PostActionIntegrationRequest`, the part we use: the context is our own. Who clicked
 * comes from the door.
 */
export const ticketClickSchema = z.object({
  post_id: z.string(),
  context: z.object({ ticket: z.string(), action: z.enum(TICKET_ACTIONS) }),
})
export type TicketClick = z.infer<typeof ticketClickSchema>

export interface TicketActionNeeds {
  moveTicket: MoveTicket
  refusalSentence: TicketRefusalSentence
  /** The ticket and its fact are kept. */
  onChanged: () => void
  sentence: Sentence
  log: Log
}

/** A click on a button of a ticket’s post. */
export function createTicketClickReader(needs: TicketActionNeeds) {
  const actOnTicket = createActOnTicket(needs)
  return createClickReader({
    schema: ticketClickSchema,
    async act(actor, { post_id, context }: TicketClick) {
      const request = { ticketId: context.ticket, postId: post_id, action: context.action }
      return (await actOnTicket(actor, request)).message
    },
    troubleSentence: createTroubleSentence(needs, 'a ticket action failed'),
  })
}

/** The same from the web app's card. Rejects with a Refusal when nobody can say. */
export function createActOnTicket({ moveTicket, refusalSentence, onChanged }: TicketActionNeeds) {
  return async function actOnTicket(
    actor: Actor,
    { ticketId, postId, action }: TicketActionRequest,
  ): Promise<TicketActionResponse> {
    const result = await moveTicket(actor, {
      ticketId: ticketId as TicketId,
      postId: postId as PostRef,
      event: action,
    })
    if (result.refused) {
      return { done: false, message: await refusalSentence(actor, result.refused) }
    }
    onChanged()
    return { done: true, revision: result.ticket.revision }
  }
}
export type ActOnTicket = ReturnType<typeof createActOnTicket>
