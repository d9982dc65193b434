/** What every route of `/api/v4` has in common: the session, and errors as Mattermost writes them. */
import type { ErrorRequestHandler, NextFunction, Request, Response } from 'express'
import { AppError, notPermitted } from '../errors'
import type { Faults } from '../faults'
import { isId } from '../ids'
import { may } from '../permissions'
import { readCaller } from '../sessions'
import type { World } from '../world'

/** JSON under the plain type that Mattermost gives: its client takes no other for JSON. */
export function plainJson(_request: Request, response: Response, next: NextFunction): void {
  response.json = (body) => {
    response.setHeader('Content-Type', 'application/json')
    return response.end(JSON.stringify(body))
  }
  next()
}

/** Refuses with 401 unless the request has a session that may be used for it. */
export function requireSession(world: World) {
  return (request: Request, response: Response, next: NextFunction) => {
    const query = new URLSearchParams(request.originalUrl.split('?')[1])
    const { method, headers } = request
    const { session, trusted } = readCaller(world, { method, headers, query })
    if (!session || !trusted) throw new AppError('api.context.session_expired.app_error', 401)
    response.locals['userId'] = session.userId
    response.locals['token'] = session.token
    next()
  }
}

/** Bots meet what has been switched on to go wrong; people do not. */
export function troubleBots(world: World, faults: Faults) {
  return async (_request: Request, response: Response, next: NextFunction) => {
    if (!world.users.get(userIdOf(response))?.is_bot) return next()
    const { bots, apiDelayMs } = faults.current()
    if (bots === 'fail') throw new AppError('The server is not available.', 503)
    await faults.delay(apiDelayMs)
    next()
  }
}

/** Refuses with 403 those who may not, anywhere. */
export function require(world: World, response: Response, permission: string): void {
  if (!may(world, userIdOf(response), permission)) throw notPermitted(permission)
}

export function userIdOf(response: Response): string {
  return response.locals['userId']
}

export function tokenOf(response: Response): string {
  return response.locals['token']
}

/** A string of the query or body, or ''. */
export function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

/** A part of the path; routes only match when it is there. */
export function param(request: Request, name: string): string {
  return text(request.params[name])
}

/** A part of the path that must be an id. Throws AppError 400. */
export function idParam(request: Request, name: string): string {
  const id = param(request, name)
  if (!isId(id)) throw new AppError('api.context.invalid_url_param.app_error', 400, name)
  return id
}

/** A user of the path: `me` is the caller. */
export function userParam(request: Request, response: Response, name = 'user'): string {
  return param(request, name) === 'me' ? userIdOf(response) : idParam(request, name)
}

// biome-ignore lint/complexity/useMaxParams: Express knows an error handler by its four
export const answerErrors: ErrorRequestHandler = (error, _request, response, next) => {
  if (response.headersSent) return next(error)
  const status = error instanceof AppError ? error.status : (error.statusCode ?? 500)
  const known = error instanceof AppError ? error : new AppError(String(error.message), status)
  response.status(status).json(known)
}
