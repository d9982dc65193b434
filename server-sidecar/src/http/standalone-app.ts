/** What stands before the app beside a Mattermost: pages of other origins, and slash commands. */
import { LOCALES, type Locale, routes } from '@ticketdesk/contract'
import express, { type Express, type Request, type RequestHandler } from 'express'
import { secureHeaders } from './app'
import { createOriginsDoor } from './doors/origins'
import { createErrorHandler, type ErrorNeeds } from './errors'
import { createSlashRoute, type SlashNeeds } from './routes/slash'

export interface StandaloneAppNeeds extends SlashNeeds, Omit<ErrorNeeds, 'localeOf'> {
  /** Where people open Mattermost. */
  siteUrl: () => string
  /** Everything that is the same in both modes. */
  app: RequestHandler
}

/**
 * Where the small ticket services have their dialogs sent to, and we ours: what stands between
 * Mattermost and them may let no other path through.
 */
export const TICKET_SUBMIT = '/ticket/submit'

export function createStandaloneApp(needs: StandaloneAppNeeds): Express {
  const app = express()
  app.disable('x-powered-by').disable('etag').enable('case sensitive routing')
  app.set('query parser', 'simple')
  app.use(secureHeaders)
  app.use(createOriginsDoor(needs.siteUrl))
  app.use(createSlashRoute(needs))
  app.use(renameSubmit, needs.app)
  app.use(createErrorHandler({ ...needs, localeOf }))
  return app
}

const renameSubmit: RequestHandler = (request, _response, next) => {
  if (request.path.replace(/\/$/, '') === TICKET_SUBMIT) request.url = routes.ticketDialog
  next()
}

/** Whoever is turned away here is nobody we know. */
async function localeOf(request: Request): Promise<Locale> {
  return (request.acceptsLanguages(...LOCALES) || 'en') as Locale
}
