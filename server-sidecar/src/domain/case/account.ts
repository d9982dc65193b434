/** Vendors as an administrator set them up, and the logins people have there. */
import type { UserRef } from '../refs'
import type { AccountId } from './support-case'

/** One folder of `upstream/` each. */
export const VENDOR_KINDS = ['redhat', 'generic'] as const
export type VendorKind = (typeof VENDOR_KINDS)[number]

/**
 * How one logs in. `offline_token` and `service_account` are Red Hat's; `token` is one that goes into
 * a header as it is; `basic` is a user's password, for the old portal only.
 */
export const LOGIN_WAYS = ['offline_token', 'service_account', 'token', 'basic'] as const
export type LoginWay = (typeof LOGIN_WAYS)[number]

/** A vendor and the way there; no secrets. Comes from configuration, never from people. */
export interface Vendor {
  /** How people and accounts name it. */
  name: string
  kind: VendorKind
  /** Requests go here and to `ssoUrl`, whatever an answer says. */
  apiUrl: string
  ssoUrl: string
  proxyUrl?: string
  /** PEM of a CA of one's own. */
  ca?: string
  insecure: boolean
  /** Kept to exactly; without it, the pace follows what happens. */
  pollSeconds?: number
  /** May one reply from chat? */
  replies: boolean
  /** May people bring logins of their own? */
  personal: boolean
  /** Who may use the team's: `admins` of the system, and in the channels of a list everybody. */
  teamLogin: 'everybody' | 'admins' | string[]
  /** The old portal of Red Hat with user and password; undefined: not allowed. */
  oldPortalUrl?: string
  /** Where private comments are told too: channel ids or `team/channel`. */
  privateIn: string[]
  /** Who mends the login that the configuration declares: a user name. */
  contact?: string
  /** Characters of a comment before the rest is folded away. */
  commentLength: number
  /** Days after which a closed case is looked at no more. */
  closedDays: number
  /** `generic` only. */
  generic?: GenericVendor
}

/** A vendor described by where things are. Paths of JSON are dotted names; empty is the whole. */
export interface GenericVendor {
  /** The header the secret goes into, and what stands before it. */
  auth: { header: string; prefix: string }
  /** Below `apiUrl`. `{number}`, `{since}` (ISO), `{page}` (from 1) are filled in. */
  paths: {
    changes: string
    case: string
    comments?: string
    attachments?: string
    reply?: string
  }
  /** Where the lists are in the answers. */
  lists: { cases: string; case: string; comments: string; attachments: string }
  fields: {
    case: Record<GenericCaseField, string>
    comment: Record<GenericCommentField, string>
    attachment: Record<'id' | 'name' | 'author' | 'at', string>
  }
  /** The vendor's words for things, in lower case. */
  words: { closed: string[]; associate: string[]; customer: string[] }
  /** The name of the text in a reply's body. */
  replyField: string
}
export const GENERIC_CASE_FIELDS = [
  'number',
  'summary',
  'status',
  'severity',
  'owner',
  'product',
  'version',
  'groupNumber',
  'groupName',
  'accountNumber',
  'contact',
  'link',
  'createdAt',
  'modifiedAt',
] as const
export type GenericCaseField = (typeof GENERIC_CASE_FIELDS)[number]
export const GENERIC_COMMENT_FIELDS = [
  'id',
  'body',
  'author',
  'side',
  'public',
  'draft',
  'createdAt',
  'publishedAt',
  'modifiedAt',
] as const
export type GenericCommentField = (typeof GENERIC_COMMENT_FIELDS)[number]

/** A login at a vendor; its secret is kept beside it, encrypted. */
export interface VendorAccount {
  id: AccountId
  /** The vendor's name in the configuration. */
  vendor: string
  /** How people name it; unique among those one person can use. */
  name: string
  /** Whose it is; absent: the team's. */
  owner?: UserRef
  /** Stands in the configuration: cannot be changed in chat. */
  declared: boolean
  way: LoginWay
  /** The client id or the user name; no secret. */
  login?: string
  createdBy?: UserRef
  createdAt: number
}

/** A declared login, its secret in clear. */
export interface AccountDeclaration {
  vendor: string
  way: LoginWay
  login?: string
  secret: string
}

/** Everything the setting `Vendors` says. */
export interface VendorSettings {
  vendors: Vendor[]
  accounts: AccountDeclaration[]
}

/** Why a login does not work, as far as somebody can mend it. */
export type BrokenReason =
  | 'token_dead'
  | 'login_refused'
  | 'forbidden'
  | 'secret_unreadable'
  | 'no_vendor'
  /** It works, but nobody says what changed: the way there is wrong. */
  | 'list_gone'
