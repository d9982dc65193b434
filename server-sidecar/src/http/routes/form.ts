import { type FormResponse, routes } from '@ticketdesk/contract'
import { Router as createRouter, type Router } from 'express'
import type { Actor } from '../../domain/actor'
import { pickLocale } from '../../domain/locale'
import type { ActorOf } from '../doors/people'
import { methodNotAllowed } from '../errors'
import { sendJson } from '../send'

export interface FormNeeds {
  actorOf: ActorOf
  form: (locale: Actor['locale']) => FormResponse
}

/**
 * `GET /api/v1/form`: the form, not sent again while it is the same. In the language the page asks
 * for: when somebody changes theirs, the page knows at once and we only a little later.
 */
export function createFormRoute({ actorOf, form }: FormNeeds): Router {
  const router = createRouter()
  router
    .route(routes.form)
    .get(async (request, response) => {
      const actor = await actorOf(request)
      const { locale: asked } = request.query
      const locale = typeof asked === 'string' ? pickLocale(asked, actor.locale) : actor.locale
      const answer = form(locale)
      response.setHeader('ETag', `"${answer.revision}-${locale}"`)
      response.setHeader('Cache-Control', 'private, no-cache')
      if (request.fresh) response.status(304).end()
      else sendJson(response, 200, answer)
    })
    .all(methodNotAllowed('GET', 'HEAD'))
  return router
}
