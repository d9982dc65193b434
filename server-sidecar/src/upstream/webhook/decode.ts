/** The bytes of a request as the JSON object that Mattermost's incoming webhook would find in it. */
import { type IncomingRequest, UnreadableRequest, UPSTREAM_BODY_LIMIT } from '../../ports/receiver'
import { tidy } from '../tidy'
import { readPayload } from './form'
import { firstObject } from './json-text'
import { readMultipart } from './multipart'

/** The object, free of secrets. Throws UnreadableRequest. */
export function decodeRequest({ contentType = '', body }: IncomingRequest) {
  if (body.length > UPSTREAM_BODY_LIMIT) throw new UnreadableRequest('too_large')
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  switch (contentType.split(';', 1)[0]?.trim().toLowerCase()) {
    case 'application/x-www-form-urlencoded':
      return parseObject(readPayload(bytes), 'bad_form')
    case 'multipart/form-data':
      return decodeMultipart(bytes, contentType)
    default:
      return parseObject(bytes, 'not_json')
  }
}

function decodeMultipart(bytes: Buffer, contentType: string): Record<string, unknown> {
  const fields = readMultipart(bytes, contentType)
  if (!fields) throw new UnreadableRequest('bad_multipart')
  const whole = fields.get('payload') ?? fields.get('data')
  if (whole !== undefined) return parseObject(Buffer.from(whole), 'bad_multipart')
  return tidy(Object.fromEntries(fields)) as Record<string, unknown>
}

function parseObject(
  bytes: Buffer | undefined,
  otherwise: UnreadableRequest['reason'],
): Record<string, unknown> {
  // A byte order mark goes, and what is no UTF-8 becomes U+FFFD: as in Mattermost.
  const json = bytes && firstObject(new TextDecoder().decode(bytes))
  if (json === undefined) throw new UnreadableRequest(otherwise)
  try {
    return tidy(JSON.parse(json)) as Record<string, unknown>
  } catch {
    throw new UnreadableRequest(otherwise)
  }
}
