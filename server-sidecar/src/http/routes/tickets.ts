import {
  type OpenTicketRequest,
  type OpenTicketResponse,
  openTicketSchema,
  routes,
} from '@ticketdesk/contract'
import { Router as createRouter, type Router } from 'express'
import type { Actor } from '../../domain/actor'
import type { PostRef } from '../../domain/refs'
import type { Ticket } from '../../domain/ticket/ticket'
import { presentTicket } from '../../present/ticket'
import type { ActorOf } from '../doors/people'
import { methodNotAllowed } from '../errors'
import { readBody } from '../read'
import { sendJson } from '../send'

export interface TicketsNeeds {
  actorOf: ActorOf
  openTicket: (
    actor: Actor,
    request: OpenTicketRequest,
  ) => Promise<{ ticket: Ticket; created: boolean }>
  /** The ticket's post, if it comes soon; never rejects. */
  postSoon: (opened: { ticket: Ticket; created: boolean }) => Promise<PostRef | undefined>
}

/** `POST /api/v1/tickets`: 201 when new, 200 when the key was seen before. */
export function createTicketsRoute({ actorOf, openTicket, postSoon }: TicketsNeeds): Router {
  const router = createRouter()
  router
    .route(routes.tickets)
    .post(async (request, response) => {
      const actor = await actorOf(request)
      const opened = await openTicket(actor, await readBody(request, openTicketSchema))
      const ticket = presentTicket(opened.ticket, await postSoon(opened))
      const answer: OpenTicketResponse = { ticket }
      sendJson(response, opened.created ? 201 : 200, answer)
    })
    .all(methodNotAllowed('POST'))
  return router
}
