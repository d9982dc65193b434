/** The door for people: only who Mattermost vouches for comes in. */
import type { Request, RequestHandler } from 'express'
import type { Actor } from '../../domain/actor'
import { refusal } from '../../domain/errors'
import type { UserRef } from '../../domain/refs'

/**
 * Who sent the request, by the word of Mattermost or a token it vouched for; never by a body.
 * Undefined for nobody; rejects with a Refusal when somebody is turned away for a better reason.
 */
export type Identify = (request: Request) => Promise<UserRef | undefined>
export type ActorOf = (request: Request) => Promise<Actor>

/** Turns away whoever is not signed in, before anything of the request is read. */
export function createPeopleDoor(identify: Identify): RequestHandler {
  return async (request, _response, next) => {
    if (!(await identify(request))) throw refusal('not_signed_in')
    next()
  }
}

/** @param localeOf the person's language */
export function createActorOf(
  identify: Identify,
  localeOf: (request: Request) => Promise<Actor['locale']>,
): ActorOf {
  return async (request) => {
    const id = await identify(request)
    if (!id) throw refusal('not_signed_in')
    return { id, locale: await localeOf(request) }
  }
}
