import type { IncomingMessage, ServerResponse } from 'node:http'
import { refusal } from '../domain/errors'
import type { Sentence } from '../text/sentence'
import { renderError, STATUS } from './errors'
import { sendJson } from './send'

/** The answer while there is no app yet: nobody is known, so it is in English. */
export function createNotReady(sentence: Sentence) {
  return function notReady(_request: IncomingMessage, response: ServerResponse): void {
    response.setHeader('Retry-After', '2')
    sendJson(
      response,
      STATUS.not_ready,
      renderError(refusal('not_ready'), { sentence, locale: 'en' }),
    )
  }
}
