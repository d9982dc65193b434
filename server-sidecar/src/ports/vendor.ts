/** What we ask of a vendor of support. One folder of `upstream/` a kind; nothing else knows of it. */
import type { Vendor, VendorAccount } from '../domain/case/account'
import type { CaseMatch } from '../domain/case/follow'
import type { CaseComment, CaseSaid, CaseState } from '../domain/case/support-case'

/** Who asks. The secret never becomes part of an error, a log line or an answer. */
export interface VendorLogin {
  vendor: Vendor
  account: VendorAccount
  secret: string
}

export interface CasePage {
  /** Last changed first. */
  cases: CaseState[]
  /** There are older ones. */
  more: boolean
}

/**
 * Every call has a time limit, goes only to the vendor's configured addresses, and rejects with
 * VendorTrouble; an answer's words are never shown raw.
 */
export interface VendorClient {
  /** The case number in what a person wrote: a number, or the link of a case. */
  readNumber(text: string): string | undefined
  /**
   * The cases this login sees, closed ones too, last changed first: page 0, 1, … `since` (ms, the
   * vendor's clock) is a hint; older ones may come all the same.
   */
  changes(login: VendorLogin, options: { page: number; since?: number }): Promise<CasePage>
  /** A case with its comments and attachments. */
  find(login: VendorLogin, number: string): Promise<CaseSaid>
  /** Open cases that may fit, at most some hundred; the caller looks again whether each does. */
  search(login: VendorLogin, match: CaseMatch): Promise<CaseState[]>
  /** Case groups by number, to find one by its name; empty where there are none. */
  groups(login: VendorLogin): Promise<{ number: string; name: string }[]>
  /** A real and harmless call; also what keeps a token from dying unused. */
  check(login: VendorLogin): Promise<void>
  /** Adds a public comment; the vendor's record of it. */
  reply(login: VendorLogin, number: string, body: string): Promise<CaseComment>
  /** What is known of this login (its access token) is forgotten. */
  forget(accountId: VendorAccount['id']): void
}

export type VendorReason =
  /** No way there, or no answer in time. */
  | 'unreachable'
  | 'timed_out'
  | 'tls_failed'
  /** The login's token was revoked, or died unused. */
  | 'token_dead'
  | 'login_refused'
  | 'forbidden'
  | 'not_found'
  | 'rate_limited'
  | 'server_error'
  /** There is no list of cases where it is looked for, or it refuses what it is asked. */
  | 'list_gone'
  /** A page says that there is nothing at this address; of a case, that tells nothing. */
  | 'no_page'
  /** Something else answers in the vendor's name: a maintenance page, a proxy. */
  | 'unexpected_answer'
  /** The service is switched off for good. */
  | 'gone'
  | 'not_supported'

/** Why a vendor did not answer; `retry` when another try may succeed. */
export class VendorTrouble extends Error {
  readonly reason: VendorReason
  readonly retry: boolean
  /** How long the vendor asked us to wait. */
  readonly retryAfterMs: number | undefined
  constructor(reason: VendorReason, retry: boolean, retryAfterMs?: number) {
    super(reason)
    this.name = 'VendorTrouble'
    this.reason = reason
    this.retry = retry
    this.retryAfterMs = retryAfterMs
  }
}
