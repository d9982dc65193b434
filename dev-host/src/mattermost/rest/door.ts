/** What every route of `/api/v4` has in common: the session, and errors as Mattermost writes them. */
import type { ErrorRequestHandler, NextFunction, Request, Response } from 'express'
import { AppError } from '../errors'
import { readCaller } from '../sessions'
import type { World } from '../world'

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

export function userIdOf(response: Response): string {
  return response.locals['userId']
}

/** A string of the query or body, or ''. */
export function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

/** A part of the path; routes only match when it is there. */
export function param(request: Request, name: string): string {
  return text(request.params[name])
}

// biome-ignore lint/complexity/useMaxParams: Express knows an error handler by its four
export const answerErrors: ErrorRequestHandler = (error, _request, response, next) => {
  if (response.headersSent) return next(error)
  const status = error instanceof AppError ? error.status : (error.statusCode ?? 500)
  const known = error instanceof AppError ? error : new AppError(String(error.message), status)
  response.status(status).json(known)
}
