import {
  type CaseActionRequest,
  type CaseActionResponse,
  caseActionSchema,
  routes,
} from '@ticketdesk/contract'
import { Router as createRouter, type Router } from 'express'
import type { Actor } from '../../domain/actor'
import type { ActorOf } from '../doors/people'
import { methodNotAllowed } from '../errors'
import { readBody } from '../read'
import { sendJson } from '../send'

export interface CasesNeeds {
  actorOf: ActorOf
  actOnCase: (actor: Actor, request: CaseActionRequest) => Promise<CaseActionResponse>
}

/** `POST /api/v1/cases/actions`: 200, whether it was done or refused with a message. */
export function createCasesRoute({ actorOf, actOnCase }: CasesNeeds): Router {
  const router = createRouter()
  router
    .route(routes.caseActions)
    .post(async (request, response) => {
      const actor = await actorOf(request)
      const answer = await actOnCase(actor, await readBody(request, caseActionSchema))
      sendJson(response, 200, answer)
    })
    .all(methodNotAllowed('POST'))
  return router
}
