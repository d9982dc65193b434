/** How every refusal looks on the wire. The code is stable; the sentence is in the caller's language. */
import type { FieldProblemCode } from './form-check'

export const ERROR_CODES = [
  'not_signed_in',
  'invalid_json',
  'invalid_body',
  'body_too_large',
  'unsupported_content_type',
  'invalid_form',
  'channel_not_found',
  'channel_archived',
  'not_allowed_in_channel',
  'bot_not_in_channel',
  'thread_not_found',
  'source_post_not_found',
  'request_id_taken',
  'dialog_state_invalid',
  'dialog_expired',
  'form_not_for_dialog',
  'text_not_for_dialog',
  'wrong_token',
  'wrong_origin',
  'call_not_signed',
  'call_expired',
  'call_repeated',
  'too_many_attempts',
  'not_found',
  'method_not_allowed',
  'storage_unavailable',
  'mattermost_unavailable',
  'not_ready',
  'internal',
] as const
export type ErrorCode = (typeof ERROR_CODES)[number]

export interface ErrorBody {
  error: {
    code: ErrorCode
    /** A sentence for people, in their language. */
    message: string
    /** invalid_form: what is wrong, by field name. */
    fields?: Record<string, { code: FieldProblemCode; message: string }>
    /** Ties the answer to the log line. */
    requestId?: string
  }
}
