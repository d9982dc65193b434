/**
 * Answers of the alert door in Mattermost's own words, because senders know those: `ok` as plain
 * text, and its error object with its ids. The key is in none of them: some senders keep and show
 * what they are told.
 */
import { randomBytes } from 'node:crypto'
import type { UnreadableRequest } from '../ports/receiver'

/** Everything that can go wrong at the door. */
export type WebhookTrouble =
  | UnreadableRequest['reason']
  | 'unknown_key'
  | 'source_removed'
  | 'too_many'
  | 'not_stored'

export interface WebhookAnswer {
  status: number
  contentType: 'text/plain' | 'application/json'
  body: string
}

/** Mattermost's answer to a post it took; exactly these two letters. */
export const TAKEN: WebhookAnswer = { status: 200, contentType: 'text/plain', body: 'ok' }

const GENERAL = [
  'web.incoming_webhook.general.app_error',
  'Failed to handle the payload of the incoming webhook.',
] as const

const ANSWERS: Record<WebhookTrouble, readonly [status: number, id: string, message: string]> = {
  not_json: [
    400,
    'web.incoming_webhook.decode.app_error',
    'Failed to decode the payload of the incoming webhook.',
  ],
  bad_form: [
    400,
    'web.incoming_webhook.parse_form.app_error',
    'Failed to parse the form of the incoming webhook.',
  ],
  bad_multipart: [
    400,
    'web.incoming_webhook.parse_multipart.app_error',
    'Failed to parse the multipart form of the incoming webhook.',
  ],
  empty: [400, ...GENERAL],
  // As for any wrong key in Mattermost: 400, not 404.
  unknown_key: [400, ...GENERAL],
  source_removed: [400, ...GENERAL],
  too_large: [
    413,
    'api.context.request_body_too_large.app_error',
    'Unable to process request. Request body too large.',
  ],
  too_many: [
    429,
    'ticketdesk.incoming_webhook.rate_limit.app_error',
    'Too many requests for this incoming webhook. Try again later.',
  ],
  not_stored: [
    503,
    'ticketdesk.incoming_webhook.storage.app_error',
    'The event could not be stored. Try again later.',
  ],
}

/** @param requestId as in the log, so that a complaint can be found */
export function renderWebhookTrouble(
  trouble: WebhookTrouble,
  requestId: string = makeRequestId(),
): WebhookAnswer {
  const [status, id, message] = ANSWERS[trouble]
  const body = { id, message, detailed_error: '', request_id: requestId, status_code: status }
  return { status, contentType: 'application/json', body: JSON.stringify(body) }
}

const LETTERS = 'ybndrfg8ejkmcpqxot1uwisza345h769'

/** 26 letters and digits, as Mattermost makes its ids. */
function makeRequestId(): string {
  return [...randomBytes(26)].map((byte) => LETTERS[byte % 32]).join('')
}
