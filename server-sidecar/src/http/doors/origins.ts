/**
 * The door for pages of other origins: those of our Mattermost may ask, all others are turned away
 * before anything of the request is looked at. Who sends no origin is no page.
 */
import type { RequestHandler } from 'express'
import { refusal } from '../../domain/errors'

const METHODS = 'GET, POST, PUT, PATCH, DELETE'
const HEADERS = 'Authorization, Content-Type, If-None-Match, Accept-Language, X-Requested-With'
/** What a page may read of an answer, besides what every page may. */
const EXPOSED = 'ETag, Retry-After'
/** Seconds for which a browser need not ask again whether it may ask. */
const MAX_AGE = '600'

/** @param siteUrl where people open Mattermost */
export function createOriginsDoor(siteUrl: () => string): RequestHandler {
  return function checkOrigin(request, response, next) {
    const { origin } = request.headers
    response.vary('Origin')
    if (origin === undefined) return next()
    if (origin !== originOf(siteUrl())) throw refusal('wrong_origin')
    response.setHeader('Access-Control-Allow-Origin', origin)
    response.setHeader('Access-Control-Expose-Headers', EXPOSED)
    if (request.method !== 'OPTIONS') return next()
    response.setHeader('Access-Control-Allow-Methods', METHODS)
    response.setHeader('Access-Control-Allow-Headers', HEADERS)
    response.setHeader('Access-Control-Max-Age', MAX_AGE)
    response.status(204).end()
  }
}

function originOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).origin : undefined
}
