import { randomBytes } from 'node:crypto'
import { Router as createRouter, type Request, type Response, type Router } from 'express'
import { Refusal } from '../../domain/errors'
import type { Source } from '../../domain/source/source'
import type { Log } from '../../ports/log'
import type { Meter } from '../../ports/meter'
import {
  type Receive,
  type Received,
  UnreadableRequest,
  UPSTREAM_BODY_LIMIT,
} from '../../ports/receiver'
import { createUpstreamsDoor, type FindSource } from '../doors/upstreams'
import { methodNotAllowed } from '../errors'
import type { RateLimit } from '../rate-limit'
import { readBytes } from '../read'
import {
  renderWebhookTrouble,
  TAKEN,
  type WebhookAnswer,
  type WebhookTrouble,
} from '../webhook-answers'

export interface WebhooksNeeds {
  findSource: FindSource
  rateLimit: RateLimit
  receive: Receive
  receiveSignals: (source: Source, received: Received) => Promise<void>
  /** Something was kept that leads to posts. */
  onReceived: () => void
  meter: Meter
  log: Log
}

/** Some clients put a second slash before or after it. */
const HOOK = /^\/+hooks\/+([^/]+)\/*$/
const RETRY_MS = 5_000

/** `POST /hooks/<key>`: `200 ok` once everything in it is kept, and not before. */
export function createWebhooksRoute(needs: WebhooksNeeds): Router {
  const enter = createUpstreamsDoor(needs.findSource, needs.rateLimit)
  const router = createRouter()
  router
    .route(HOOK)
    .post(async (request, response) => {
      const refused = await enter(String(request.params[0]))
        .then((entry) => (entry.ok ? take(needs, entry.source, request) : entry))
        .catch((error: unknown) => ({ refused: troubleFor(error), waitMs: RETRY_MS, error }))
      // The sender hung up before the end: there is nobody to answer, and nothing of ours broke.
      if (!request.complete && request.destroyed) return
      needs.meter.count('webhook_requests', { outcome: refused?.refused ?? 'taken' })
      if (!refused) return send(response, TAKEN)
      const requestId = randomBytes(13).toString('hex')
      if ('error' in refused) logBug(needs.log, refused.error, requestId)
      refuse(response, refused, requestId)
    })
    // Most often a POST that a redirect on its way has turned into a GET.
    .all(methodNotAllowed('POST'))
  return router
}

async function take(needs: WebhooksNeeds, source: Source, request: Request): Promise<undefined> {
  const body = await readBytes(request, UPSTREAM_BODY_LIMIT)
  const contentType = request.headers['content-type']
  await needs.receiveSignals(source, needs.receive(source.kind, { contentType, body }))
  needs.onReceived()
}

/** Whatever is no answer of ours to a request is a bug: nothing was kept, and it may pass. */
function troubleFor(error: unknown): WebhookTrouble {
  if (error instanceof UnreadableRequest) return error.reason
  return error instanceof Refusal && error.code === 'body_too_large' ? 'too_large' : 'not_stored'
}

function refuse(
  response: Response,
  { refused, waitMs }: { refused: WebhookTrouble; waitMs: number },
  requestId: string,
): void {
  const answer = renderWebhookTrouble(refused, requestId)
  if (answer.status === 429 || answer.status === 503) {
    response.setHeader('Retry-After', Math.max(1, Math.ceil(waitMs / 1000)))
  }
  // Whoever sends too much, or too often, is still sending.
  if (answer.status === 413 || answer.status === 429) response.setHeader('Connection', 'close')
  send(response, answer)
}

function send(response: Response, { status, contentType, body }: WebhookAnswer): void {
  const bytes = Buffer.from(body)
  response.statusCode = status
  response.setHeader('Content-Type', contentType)
  response.setHeader('Content-Length', bytes.length)
  response.end(bytes)
}

/** Nothing of the request may get into the log: the name of the error and lines of our code only. */
function logBug(log: Log, error: unknown, requestId: string): void {
  if (error instanceof UnreadableRequest || error instanceof Refusal) return
  const stack = error instanceof Error ? (error.stack ?? '') : ''
  const at = stack.split('\n').filter((line) => /^\s+at /.test(line))
  const reason = error instanceof Error ? error.name : typeof error
  log.error('a webhook failed', { requestId, reason, at: at.slice(0, 8).join('\n') })
}
