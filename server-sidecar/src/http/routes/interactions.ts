import { Router as createRouter, type Request, type RequestHandler, type Router } from 'express'
import * as z from 'zod'
import type { Actor } from '../../domain/actor'
import type { UserRef } from '../../domain/refs'
import type { CallerOf } from '../doors/calls'
import { methodNotAllowed } from '../errors'
import { parseBody, readBody } from '../read'
import { sendJson } from '../send'

/** How Mattermost's payload is understood; lives in `mattermost/inbound`, introduced by compose. */
export interface InteractionReader<Payload> {
  schema: z.ZodType<Payload>
  /** Never rejects: people see only what is in the answer. */
  handle(actor: Actor, payload: Payload): Promise<object>
  refuse(actor: Actor, error: unknown): object
}

export interface InteractionsNeeds {
  callerOf: CallerOf
  localeOfPerson: (id: UserRef) => Promise<Actor['locale']>
}

/** A path that Mattermost calls, and who answers there. */
export interface Interaction {
  path: string
  answer: (needs: InteractionsNeeds) => RequestHandler
}

/**
 * A submitted dialog or a pressed button. Mattermost shows the text in an answer and not its status,
 * so that a refusal must look like an answer. Only who does not get through the door gets a status.
 */
export function interaction<Payload>(
  path: string,
  reader: InteractionReader<Payload>,
): Interaction {
  const answer = ({ callerOf, localeOfPerson }: InteractionsNeeds): RequestHandler =>
    async function answerInteraction(request, response) {
      const body = once(() => readAny(request))
      const { id, payload, settle } = await callerOf(request, body)
      const actor = { id, locale: await localeOfPerson(id) }
      const told = await payload()
        .then((given) => reader.handle(actor, parseBody(given, reader.schema)))
        .catch((error: unknown) => reader.refuse(actor, error))
      await settle?.(!('error' in told || 'errors' in told))
      sendJson(response, 200, told)
    }
  return { path, answer }
}

/** Mattermost's own calls, for the person it vouches for. */
export function createInteractionsRoute({
  interactions,
  ...needs
}: InteractionsNeeds & { interactions: readonly Interaction[] }): Router {
  const router = createRouter()
  for (const { path, answer } of interactions) {
    router.route(path).post(answer(needs)).all(methodNotAllowed('POST'))
  }
  return router
}

function readAny(request: Request): Promise<unknown> {
  return readBody(request, z.unknown(), { anyType: true })
}

function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let asked: Promise<T> | undefined
  return () => {
    asked ??= ask()
    return asked
  }
}
