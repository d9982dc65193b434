import {
  type AlertActionRequest,
  type AlertActionResponse,
  alertActionSchema,
  routes,
} from '@ticketdesk/contract'
import { Router as createRouter, type Router } from 'express'
import type { Actor } from '../../domain/actor'
import type { ActorOf } from '../doors/people'
import { methodNotAllowed } from '../errors'
import { readBody } from '../read'
import { sendJson } from '../send'

export interface AlertsNeeds {
  actorOf: ActorOf
  actOnAlert: (actor: Actor, request: AlertActionRequest) => Promise<AlertActionResponse>
}

/** `POST /api/v1/alerts/actions`: 200, whether it was done or somebody else was first. */
export function createAlertsRoute({ actorOf, actOnAlert }: AlertsNeeds): Router {
  const router = createRouter()
  router
    .route(routes.alertActions)
    .post(async (request, response) => {
      const actor = await actorOf(request)
      const answer = await actOnAlert(actor, await readBody(request, alertActionSchema))
      sendJson(response, 200, answer)
    })
    .all(methodNotAllowed('POST'))
  return router
}
