/** A vendor's support case as we keep it, and what the vendor says of one. */
declare const brand: unique symbol
export type AccountId = string & { readonly [brand]: 'account' }
export type CaseId = string & { readonly [brand]: 'case' }
export type FollowId = string & { readonly [brand]: 'follow' }
export type FilterId = string & { readonly [brand]: 'filter' }

/** 1 is the worst. */
export type SeverityRank = 1 | 2 | 3 | 4

/** A case without its comments. What the vendor leaves out is absent. Times: ms since 1970. */
export interface CaseState {
  number: string
  summary: string
  /** The vendor's own word, such as `Waiting on Customer`. */
  status: string
  isClosed: boolean
  /** The vendor's own word, such as `2 (High)`. */
  severity?: string
  rank?: SeverityRank
  owner?: string
  product?: string
  version?: string
  groupNumber?: string
  groupName?: string
  accountNumber?: string
  contact?: string
  /** Where people read it; http or https. */
  link?: string
  createdAt?: number
  /** By the vendor's clock. */
  modifiedAt?: number
}

/** Who wrote: the vendor, its customer, a machine; `unknown` where nobody says. */
export type AuthorSide = 'associate' | 'customer' | 'system' | 'unknown'

export interface CaseComment {
  id: string
  body: string
  author?: string
  side: AuthorSide
  isPublic: boolean
  isDraft: boolean
  createdAt?: number
  publishedAt?: number
  modifiedAt?: number
}

export interface CaseAttachment {
  id: string
  name: string
  author?: string
  at?: number
}

/** What a vendor says of a case in one look. What it was not asked for, or cannot say, is absent. */
export interface CaseSaid {
  state: CaseState
  /** Oldest first. */
  comments?: CaseComment[]
  attachments?: CaseAttachment[]
  /** The vendor's clock at the answer. */
  saidAt?: number
}

/** Why the vendor does not show us a case any more. */
export type LostReason = 'forbidden' | 'not_found'

/** One case as one account sees it. */
export interface SupportCase {
  id: CaseId
  accountId: AccountId
  /** The vendor's name, as it was configured then. */
  vendor: string
  state: CaseState
  /** Ids of the attachments that are known; absent while the vendor never told. */
  attachments?: string[]
  /** Grows with every change that a card shows. */
  revision: number
  /** When we asked last, by our clock. */
  lookedAt: number
  /** It changed so shortly before the last look that more may have happened in the same second. */
  unsettled: boolean
  /**
   * Does the vendor's list of changes have it? A case of somebody else's may be readable and stand in
   * no list. Absent: not known yet.
   */
  listed?: boolean
  /** Closed for so long that nobody looks any more, until it is open again. */
  dropped: boolean
  /** When we first saw it closed, by our clock. */
  closedAt?: number
  lost?: { reason: LostReason; since: number }
}

/** What is remembered of a comment that was seen, so that it is news once. */
export interface SeenComment {
  id: string
  /** Tells one text from another. */
  digest: string
  modifiedAt?: number
  isPublic: boolean
}

/** Of which side's comments somebody wants to hear; `associate` is the vendor's. */
export const SIDES = ['associate', 'customer', 'both'] as const
export type Side = (typeof SIDES)[number]

/** The rank a severity begins with (`2 (High)`), or undefined when it does not. */
export function rankOf(severity: string | undefined): SeverityRank | undefined {
  const [, digit] = /^\s*(?:sev(?:erity)?\s*)?([1-4])\b/i.exec(severity ?? '') ?? []
  return digit === undefined ? undefined : (Number(digit) as SeverityRank)
}
