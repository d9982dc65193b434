/** The Express app: the order of everything on one screen. */
import express, { type Express, type Request, type RequestHandler } from 'express'
import { refusal } from '../domain/errors'
import type { UserRef } from '../domain/refs'
import type { CallerOf } from './doors/calls'
import { createOperatorsDoor } from './doors/operators'
import { createActorOf, createPeopleDoor, type Identify } from './doors/people'
import { createErrorHandler, type ErrorNeeds } from './errors'
import { type AlertsNeeds, createAlertsRoute } from './routes/alerts'
import { type CasesNeeds, createCasesRoute } from './routes/cases'
import { createFormRoute, type FormNeeds } from './routes/form'
import { createInteractionsRoute, type Interaction } from './routes/interactions'
import { createTicketsRoute, type TicketsNeeds } from './routes/tickets'
import { createWebhooksRoute, type WebhooksNeeds } from './routes/webhooks'

export interface AppNeeds
  extends Omit<FormNeeds, 'actorOf'>,
    Omit<TicketsNeeds, 'actorOf'>,
    Omit<AlertsNeeds, 'actorOf'>,
    Omit<CasesNeeds, 'actorOf'>,
    Omit<ErrorNeeds, 'localeOf'> {
  identify: Identify
  callerOf: CallerOf
  /** Never rejects. */
  localeOfPerson: (id: UserRef) => Promise<'en' | 'de' | 'fr' | 'ru'>
  localeOf: (request: Request) => Promise<'en' | 'de' | 'fr' | 'ru'>
  interactions: readonly Interaction[]
  webhooks: Omit<WebhooksNeeds, 'log'>
  /** Rejects while the database is away. */
  check: () => Promise<void>
}

export function createApp(needs: AppNeeds): Express {
  const { identify, localeOf } = needs
  const actorOf = createActorOf(identify, localeOf)
  const app = express()
  app.disable('x-powered-by').disable('etag').enable('case sensitive routing')
  app.set('query parser', 'simple')

  app.use(secureHeaders)
  app.use(createOperatorsDoor(needs.check))
  app.use(createWebhooksRoute({ ...needs.webhooks, log: needs.log }))
  app.use('/api', createPeopleDoor(identify))
  app.use(createFormRoute({ ...needs, actorOf }))
  app.use(createTicketsRoute({ ...needs, actorOf }))
  app.use(createAlertsRoute({ ...needs, actorOf }))
  app.use(createCasesRoute({ ...needs, actorOf }))
  app.use(createInteractionsRoute(needs))
  app.use(() => {
    throw refusal('not_found')
  })
  app.use(createErrorHandler(needs))
  return app
}

/** Nothing here is a page: nothing may be run, framed, guessed or kept. */
export const secureHeaders: RequestHandler = (_request, response, next) => {
  response.setHeader('Cache-Control', 'no-store')
  response.setHeader('Content-Security-Policy', "default-src 'none'; frame-ancestors 'none'")
  response.setHeader('Referrer-Policy', 'no-referrer')
  response.setHeader('X-Content-Type-Options', 'nosniff')
  next()
}
