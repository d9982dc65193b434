/** The door for operators: is the process alive, and does it reach what it needs. */
import { routes } from '@ticketdesk/contract'
import { Router as createRouter, type Router } from 'express'
import { methodNotAllowed } from '../errors'
import { sendJson } from '../send'

/** @param check rejects while the database is away */
export function createOperatorsDoor(check: () => Promise<void>): Router {
  const router = createRouter()
  router
    .route(routes.health)
    .get((_request, response) => sendJson(response, 200, { status: 'ok' }))
    .all(methodNotAllowed('GET', 'HEAD'))
  router
    .route(routes.ready)
    .get(async (_request, response) => {
      const ready = await check().then(
        () => true,
        () => false,
      )
      sendJson(response, ready ? 200 : 503, { ready })
    })
    .all(methodNotAllowed('GET', 'HEAD'))
  return router
}
