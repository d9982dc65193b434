import { Router as createRouter, type RequestHandler, type Router } from 'express'
import type { z } from 'zod'
import type { Actor } from '../../domain/actor'
import type { ActorOf } from '../doors/people'
import { methodNotAllowed } from '../errors'
import { readBody } from '../read'
import { sendJson } from '../send'

/** How Mattermost's payload is understood; lives in `mattermost/inbound`, introduced by compose. */
export interface InteractionReader<Payload> {
  schema: z.ZodType<Payload>
  /** Never rejects: people see only what is in the answer. */
  handle(actor: Actor, payload: Payload): Promise<object>
  refuse(actor: Actor | undefined, error: unknown): object
}

/** A path that Mattermost calls, and who answers there. */
export interface Interaction {
  path: string
  answer: (actorOf: ActorOf) => RequestHandler
}

/**
 * A submitted dialog or a pressed button. Mattermost ignores the status and reads the text in the
 * answer, so that a refusal must look like one.
 */
export function interaction<Payload>(
  path: string,
  reader: InteractionReader<Payload>,
): Interaction {
  const answer = (actorOf: ActorOf): RequestHandler =>
    async function answerInteraction(request, response) {
      const actor = await actorOf(request)
      const body = await readBody(request, reader.schema, { anyType: true }).then(
        (payload) => reader.handle(actor, payload),
        (error) => reader.refuse(actor, error),
      )
      sendJson(response, 200, body)
    }
  return { path, answer }
}

/** Mattermost's own calls, for the person it vouches for. */
export function createInteractionsRoute({
  actorOf,
  interactions,
}: {
  actorOf: ActorOf
  interactions: readonly Interaction[]
}): Router {
  const router = createRouter()
  for (const { path, answer } of interactions) {
    router.route(path).post(answer(actorOf)).all(methodNotAllowed('POST'))
  }
  return router
}
