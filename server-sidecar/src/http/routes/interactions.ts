import { routes } from '@ticketdesk/contract'
import { Router as createRouter, type Router } from 'express'
import type { z } from 'zod'
import type { Actor } from '../../domain/actor'
import type { ActorOf } from '../doors/people'
import { methodNotAllowed } from '../errors'
import { readBody } from '../read'
import { sendJson } from '../send'

/** How Mattermost's payload is understood; lives in `mattermost/inbound`, introduced by compose. */
export interface DialogReader<Submission> {
  schema: z.ZodType<Submission>
  /** Never rejects: a dialog shows only what is in the answer. */
  handle(actor: Actor, submission: Submission): Promise<object>
  refuse(actor: Actor | undefined, error: unknown): object
}

/**
 * Mattermost's own calls. It ignores the status and reads `error` as a text, so that a refusal
 * must look like an answer.
 */
export function createInteractionsRoute<Submission>(needs: {
  actorOf: ActorOf
  ticketDialog: DialogReader<Submission>
}): Router {
  const { actorOf, ticketDialog } = needs
  const router = createRouter()
  router
    .route(routes.ticketDialog)
    .post(async (request, response) => {
      const actor = await actorOf(request)
      const answer = await readBody(request, ticketDialog.schema, { anyType: true }).then(
        (submission) => ticketDialog.handle(actor, submission),
        (error) => ticketDialog.refuse(actor, error),
      )
      sendJson(response, 200, answer)
    })
    .all(methodNotAllowed('POST'))
  return router
}
