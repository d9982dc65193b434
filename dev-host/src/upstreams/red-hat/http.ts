/**
 * The portal's own addresses: the token service, and the case API under both names it is reached
 * by. Nothing here knows of us; trouble comes as it does there.
 */
import { json, type Request, type Response, Router, urlencoded } from 'express'
import { CLOSED, type Portal, type PortalCase } from './portal'
import { renderAttachment, renderCase, renderComment, renderComments, renderLine } from './shapes'
import { grant, type Tokens } from './tokens'

/** What the portal can be like. */
export const PORTAL_MODES = [
  'ok',
  'slow',
  'down',
  'maintenance',
  'login-page',
  'cut',
  'limited',
  'limited-silent',
  'unauthorized',
  'forbidden',
  'list-gone',
] as const
export type PortalMode = (typeof PORTAL_MODES)[number]

export interface PortalHttpNeeds {
  portal: Portal
  tokens: Tokens
  mode: () => PortalMode
  /** Calls back after a while, in milliseconds, unless everything ends before. */
  later: (milliseconds: number, what: () => void) => void
}

const SLOW_MS = 4000
const RETRY_AFTER_S = '20'
const TOKEN_PATH = '/auth/realms/redhat-external/protocol/openid-connect/token'

export function portalRoutes(needs: PortalHttpNeeds): Router {
  const { tokens } = needs
  return Router()
    .post(TOKEN_PATH, inMode(needs), urlencoded(), (request, response) => {
      const { status, body } = grant(tokens, { ...clientOf(request), ...request.body })
      response.status(status).json(body)
    })
    .use(['/support', '/hydra/rest'], inMode(needs), withToken(needs), caseApi(needs))
}

// biome-ignore lint/complexity/noExcessiveLinesPerFunction: a table of routes
function caseApi(needs: PortalHttpNeeds): Router {
  const { portal } = needs
  /** Answers with what is made of the case, as far as this login sees it. */
  const about =
    (does: (found: PortalCase, request: Request, response: Response) => void) =>
    (request: Request, response: Response) => {
      const found = portal.find(String(request.params['number']))
      if (!found) return void response.status(404).json({ message: 'Not found' })
      if (!needs.tokens.sees(bearerOf(request), found.account)) {
        return void response.status(403).json({ message: 'Forbidden' })
      }
      does(found, request, response)
    }
  return Router()
    .use(json({ type: () => true }))
    .post('/v1/cases/filter', (request, response) => {
      const seen = portal
        .cases()
        .filter(({ account }) => needs.tokens.sees(bearerOf(request), account))
      response.json(renderListing(seen, request.body ?? {}))
    })
    .get('/v1/accounts/casegroups', (_request, response) => {
      response.json(portal.groups().map((group) => ({ ...group, isPrivate: false })))
    })
    .get(
      '/v1/cases/:number',
      about((found, _request, response) => response.json(renderCase(found))),
    )
    .get(
      '/v1/cases/:number/comments',
      about((found, request, response) => {
        const since = Date.parse(String(request.query['startDate'] ?? '')) || 0
        response.json(renderComments(found, since))
      }),
    )
    .post(
      '/v1/cases/:number/comments',
      about((found, request, response) => {
        const { commentBody, isPublic = true } = request.body ?? {}
        if (!commentBody) return void response.status(400).json({ message: 'Bad Request' })
        const written = { body: String(commentBody), side: 'Customer' as const }
        const made = portal.comment(found.number, { ...written, isPublic: isPublic === true })
        if (made) response.status(201).json(renderComment(found.number, made))
      }),
    )
    .get(
      '/cases/:number/attachments',
      about((found, _request, response) =>
        response.json(found.attachments.map((one) => renderAttachment(found.number, one))),
      ),
    )
    .use((_request, response) => void response.status(404).json({ message: 'Not found' }))
}

type Wanted = Record<string, unknown>

/** Sorted as asked, a page at a time; closed ones only when they are asked for. */
function renderListing(seen: PortalCase[], wanted: Wanted): object {
  const offset = Number(wanted['offset'] ?? 0)
  const maxResults = Math.min(Number(wanted['maxResults'] ?? 50), 100)
  const sign = wanted['sortOrder'] === 'ASC' ? 1 : -1
  const key = (one: PortalCase) =>
    wanted['sortField'] === 'caseNumber' ? Number(one.number) : one.modifiedAt
  const fitting = seen
    .filter((one) => fits(one, wanted))
    .sort((first, second) => sign * (key(first) - key(second)))
  const cases = fitting.slice(offset, offset + maxResults).map(renderLine)
  return { cases, totalCount: fitting.length, offset, maxResults }
}

function fits(one: PortalCase, wanted: Wanted): boolean {
  const among = (names: string[], value: string) => {
    const asked = names.flatMap((name) => wanted[name] ?? []).map(String)
    return asked.length === 0 || asked.includes(value)
  }
  return (
    (wanted['includeClosed'] === true || one.status !== CLOSED) &&
    among(['groupNumber', 'groupNumbers'], one.group.number) &&
    among(['accountNumber'], one.account) &&
    among(['status', 'statuses'], one.status) &&
    among(['severity'], one.severity)
  )
}

function inMode({ mode, later }: PortalHttpNeeds) {
  return (request: Request, response: Response, next: () => void) => {
    switch (mode()) {
      case 'down':
        return void request.socket.destroy()
      case 'slow':
        return later(SLOW_MS, next)
      case 'maintenance':
        return void response.status(503).type('html').send('<html><h1>Down for maintenance</h1>')
      case 'login-page':
        return void response.type('html').send('<html><form action="/login">Log in</form></html>')
      case 'cut':
        return void response.type('json').send('{"caseNumber":"0400')
      case 'limited':
        response.set('Retry-After', RETRY_AFTER_S)
        return void response.status(429).json({ message: 'Too Many Requests' })
      case 'limited-silent':
        return void response.status(429).json({ message: 'Too Many Requests' })
      case 'forbidden':
        return void response.status(403).json({ message: 'Forbidden' })
      case 'list-gone':
        if (!request.path.endsWith('/cases/filter')) return next()
        return void response.status(404).json({ message: 'Not found' })
      default:
        next()
    }
  }
}

function withToken({ tokens, mode }: PortalHttpNeeds) {
  return (request: Request, response: Response, next: () => void) => {
    if (mode() !== 'unauthorized' && tokens.isGood(bearerOf(request))) return next()
    response.set('WWW-Authenticate', 'Bearer').status(401).json({ message: 'Unauthorized' })
  }
}

/** A service account may say who it is in the form, or like this. */
function clientOf(request: Request): { client_id?: string; client_secret?: string } {
  const [, pair = ''] = /^Basic (.+)$/.exec(request.headers.authorization ?? '') ?? []
  const [client_id, client_secret] = Buffer.from(pair, 'base64').toString().split(':')
  return client_id && client_secret ? { client_id, client_secret } : {}
}

function bearerOf(request: Request): string {
  return /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? ''
}
