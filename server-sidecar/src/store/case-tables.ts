/** The tables of vendors' cases; see tables.ts. */
import type { Selectable } from 'kysely'

/** Logins at vendors. One that was removed stays: what was told of its cases outlives it. */
export interface VendorAccountTable {
  id: string
  /** Empty for the team's. */
  owner_id: string
  name: string
  name_key: string
  declared: number
  /** JSON of the rest; no secrets. */
  body: string
  removed_at: number | null
}

export interface VendorSecretTable {
  account_id: string
  /** Encrypted; see store/encryption.ts. */
  sealed: string
}

/** How the polling of an account goes. */
export interface VendorWatchTable {
  account_id: string
  /** JSON. */
  body: string
}

export interface SupportCaseTable {
  id: string
  account_id: string
  number: string
  /** JSON of the rest. */
  body: string
}

/** Comments that were seen. */
export interface CaseCommentTable {
  case_id: string
  comment_id: string
  /** JSON of what is remembered; not the text. */
  body: string
}

/** What was new, in the order it was learned. */
export interface CaseNewsTable {
  case_id: string
  sequence: number
  /** JSON. */
  body: string
  at: number
}

export interface CaseFollowTable {
  id: string
  case_id: string
  channel_id: string
  /** Empty where the card is a root of its own. */
  root_id: string
  /** JSON of the rest. */
  body: string
  stopped_at: number | null
}

/** What a place has been told of its case; without a post, nothing yet. */
export interface CaseShownTable {
  follow_id: string
  post_id: string | null
  revision: number
  sequence: number
}

/** The reply a comment became. */
export interface CaseCommentPostTable {
  follow_id: string
  comment_id: string
  post_id: string
}

export interface CaseFilterTable {
  id: string
  account_id: string
  channel_id: string
  /** JSON of the rest. */
  body: string
  removed_at: number | null
}

/** Cases a filter has met. */
export interface CaseFilterMarkTable {
  filter_id: string
  number: string
  /** JSON. */
  body: string
}

export interface CaseTables {
  vendor_account: VendorAccountTable
  vendor_secret: VendorSecretTable
  vendor_watch: VendorWatchTable
  support_case: SupportCaseTable
  case_comment: CaseCommentTable
  case_news: CaseNewsTable
  case_follow: CaseFollowTable
  case_shown: CaseShownTable
  case_comment_post: CaseCommentPostTable
  case_filter: CaseFilterTable
  case_filter_mark: CaseFilterMarkTable
}

export type VendorAccountRow = Selectable<VendorAccountTable>
export type SupportCaseRow = Selectable<SupportCaseTable>
export type CaseFollowRow = Selectable<CaseFollowTable>
export type CaseFilterRow = Selectable<CaseFilterTable>
