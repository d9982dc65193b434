/** Why a request brought no answer we can use. The sentence is made where it is shown. */
import type { ErrorBody } from '@ticketdesk/contract/errors'

export type ProblemKind =
  /** No answer at all: no network, or the server cannot be reached. */
  | 'offline'
  | 'timeout'
  /** We gave up on it ourselves; nobody needs to be told. */
  | 'aborted'
  | 'signed_out'
  | 'too_large'
  /** The plugin or Mattermost is not up to answering just now. */
  | 'unavailable'
  | 'refused'

export interface RequestProblem {
  kind: ProblemKind
  /** The server's own words, in the user's language. */
  error?: Partial<ErrorBody['error']>
}

/** `body` is whatever came: our own refusal, Mattermost's error, a proxy's page as undefined. */
export function problemOf(status: number, body: unknown): RequestProblem {
  const error = readError(body)
  const kind = kindOf(status, error !== undefined)
  return error ? { kind, error } : { kind }
}

function kindOf(status: number, ours: boolean): ProblemKind {
  if (status === 401) return 'signed_out'
  if (status === 413) return 'too_large'
  // Mattermost answers 404 in place of a plugin that is stopped or starting.
  if (status >= 500 || status === 429 || (status === 404 && !ours)) return 'unavailable'
  return 'refused'
}

function readError(body: unknown): ErrorBody['error'] | undefined {
  const error = (body as Partial<ErrorBody> | null | undefined)?.error
  return typeof error === 'object' && error !== null && typeof error.message === 'string'
    ? error
    : undefined
}
