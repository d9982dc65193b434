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
  | SidecarProblemKind

/** What can only go wrong where the sidecar stands beside Mattermost. */
export type SidecarProblemKind =
  /** Mattermost has no `/ticket`: nobody made the slash command, or they are switched off. */
  | 'no_command'
  /** `/ticket` is somebody else's, who does not say where the sidecar is. */
  | 'not_vouched'
  /** It is said to be at an address other than the one this plugin was made for. */
  | 'foreign_address'
  /** No answer from its address; the browser does not tell a refusal of CORS from that. */
  | 'out_of_reach'

export interface RequestProblem {
  kind: ProblemKind
  /** The server's own words, in the user's language. */
  error?: Partial<ErrorBody['error']>
  /** The id of Mattermost's own error. */
  hostError?: string
  /** The sidecar's address, where it is what an administrator has to look at. */
  address?: string
}

/** `body` is whatever came: our own refusal, Mattermost's error, a proxy's page as undefined. */
export function problemOf(status: number, body: unknown): RequestProblem {
  const error = readError(body)
  const kind = kindOf(status, error !== undefined)
  if (error) return { kind, error }
  const hostError = (body as { id?: unknown } | null | undefined)?.id
  return typeof hostError === 'string' ? { kind, hostError } : { kind }
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
