/** Refusals on the wire: code → status, and the sentence in the caller's language. */
import { randomUUID } from 'node:crypto'
import type { ErrorBody, ErrorCode, Locale } from '@ticketdesk/contract'
import type { Request, RequestHandler, Response } from 'express'
import { Refusal, refusal } from '../domain/errors'
import type { Log } from '../ports/log'
import { errorSentence, fieldSentence, type Sentence } from '../text/sentence'
import { InvalidBody } from './read'
import { sendJson } from './send'

export const STATUS: Record<ErrorCode, number> = {
  not_signed_in: 401,
  invalid_json: 400,
  invalid_body: 400,
  body_too_large: 413,
  unsupported_content_type: 415,
  invalid_form: 422,
  channel_not_found: 404,
  channel_archived: 409,
  not_allowed_in_channel: 403,
  bot_not_in_channel: 409,
  thread_not_found: 404,
  source_post_not_found: 404,
  request_id_taken: 409,
  dialog_state_invalid: 400,
  dialog_expired: 410,
  form_not_for_dialog: 422,
  text_not_for_dialog: 422,
  wrong_token: 401,
  wrong_origin: 403,
  call_not_signed: 401,
  call_expired: 403,
  call_repeated: 403,
  too_many_attempts: 429,
  not_found: 404,
  method_not_allowed: 405,
  storage_unavailable: 503,
  mattermost_unavailable: 503,
  not_ready: 503,
  internal: 500,
}

export interface ErrorNeeds {
  sentence: Sentence
  /** The language of whoever asked. */
  localeOf: (request: Request) => Promise<Locale>
  log: Log
}

/** The last handler: whatever was thrown becomes an answer. Four parameters make Express see it. */
export function createErrorHandler({ sentence, localeOf, log }: ErrorNeeds) {
  // biome-ignore lint/complexity/useMaxParams: Express knows an error handler by its four
  return async function handleError(
    error: unknown,
    request: Request,
    response: Response,
    _next: unknown,
  ): Promise<void> {
    // They hung up before the end: there is nobody to answer, and nothing of ours broke.
    if (!request.complete && request.destroyed) return
    const refused = asRefusal(error)
    const requestId = refused.code === 'internal' ? randomUUID() : undefined
    if (requestId) log.error('a request failed', { requestId, ...describe(error) })
    if (response.headersSent) {
      request.socket.destroy()
      return
    }
    // Whatever failed may fail the search for a language too.
    const locale = await localeOf(request).catch(() => 'en' as const)
    const body = renderError(refused, { sentence, locale, requestId })
    if (STATUS[refused.code] === 503) response.setHeader('Retry-After', '5')
    // Whoever sends too much is still sending.
    if (refused.code === 'body_too_large') response.setHeader('Connection', 'close')
    sendJson(response, STATUS[refused.code], body)
  }
}

export function renderError(
  refused: Refusal,
  {
    sentence,
    locale,
    requestId,
  }: { sentence: Sentence; locale: Locale; requestId?: string | undefined },
): ErrorBody {
  const sentenceFor = errorSentence(sentence, locale, refused)
  const where = refused instanceof InvalidBody ? refused.path : ''
  const fields = Object.entries(refused.fields ?? {}).map(([name, problem]) => [
    name,
    { code: problem.code, message: fieldSentence(sentence, locale, problem) },
  ])
  return {
    error: {
      code: refused.code,
      message: where === '' ? sentenceFor : sentenceFor.replace(/\.?$/, ` (${where}).`),
      ...(fields.length > 0 && { fields: Object.fromEntries(fields) }),
      ...(requestId && { requestId }),
    },
  }
}

/** A known path with another method. */
export function methodNotAllowed(...allowed: string[]): RequestHandler {
  return (_request, response) => {
    response.setHeader('Allow', allowed.join(', '))
    throw refusal('method_not_allowed')
  }
}

/** Ours as they are; what Express itself refuses (a broken `%` in the path) is not found; else internal. */
function asRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error
  const status = (error as { status?: unknown } | undefined)?.status
  return refusal(typeof status === 'number' && status < 500 ? 'not_found' : 'internal')
}

/** For the log; never for the answer. */
function describe(error: unknown): { reason: string; stack?: string } {
  if (!(error instanceof Error)) return { reason: String(error) }
  return { reason: error.message, ...(error.stack && { stack: error.stack }) }
}
