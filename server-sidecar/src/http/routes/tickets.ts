import {
  type OpenTicketRequest,
  type OpenTicketResponse,
  openTicketSchema,
  routes,
  type TicketActionRequest,
  type TicketActionResponse,
  ticketActionSchema,
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
  actOnTicket: (actor: Actor, request: TicketActionRequest) => Promise<TicketActionResponse>
}

/**
 * `POST /api/v1/tickets`: 201 when new, 200 when the key was seen before.
 * `POST /api/v1/tickets/actions`: 200, whether it was done or somebody else was first.
 */
export function createTicketsRoute(needs: TicketsNeeds): Router {
  const { actorOf, openTicket, postSoon, actOnTicket } = needs
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
  router
    .route(routes.ticketActions)
    .post(async (request, response) => {
      const actor = await actorOf(request)
      const answer = await actOnTicket(actor, await readBody(request, ticketActionSchema))
      sendJson(response, 200, answer)
    })
    .all(methodNotAllowed('POST'))
  return router
}
