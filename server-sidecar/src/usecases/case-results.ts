/** What the use cases about cases are asked, and how they refuse. */

import type { Actor } from '../domain/actor'
import type { BrokenReason, LoginWay, VendorAccount } from '../domain/case/account'
import type { CaseFilter, CaseFollow, CaseMatch } from '../domain/case/follow'
import type {
  AccountId,
  CaseComment,
  CaseState,
  FilterId,
  FollowId,
  Side,
  SupportCase,
} from '../domain/case/support-case'
import type { ChannelRef, PostRef } from '../domain/refs'
import type { VendorReason } from '../ports/vendor'

export type CaseRefusal =
  /** The person may not write here, or may not do this. */
  | { kind: 'not_allowed' }
  | { kind: 'thread_not_found' }
  /** There is no login to ask with: one has to be set up first. */
  | { kind: 'no_account' }
  | { kind: 'unknown_account' }
  | { kind: 'unknown_vendor' }
  /** No login of the person's sees such a case. */
  | { kind: 'not_found' }
  | { kind: 'not_a_number' }
  | { kind: 'not_followed' }
  /** This place follows it already. */
  | { kind: 'already'; follow: CaseFollow; post?: PostRef }
  | { kind: 'unknown_group'; groups: string[] }
  | { kind: 'name_taken' }
  /** It stands in the configuration, and is changed there. */
  | { kind: 'declared' }
  | { kind: 'off'; what: SwitchedOff }
  | { kind: 'invalid'; field: 'name' | 'login' | 'secret' | 'text' }
  /** The vendor did not answer as it should. */
  | { kind: 'trouble'; reason: VendorReason }

/**
 * What an administrator did not allow: replies from chat, logins of one's own, passwords, or the
 * team's login here; `only_team_login` where there may be no other.
 */
export type SwitchedOff = 'replies' | 'personal' | 'basic' | 'team_login' | 'only_team_login'

export type CaseResult<T> = (T & { refused?: never }) | { refused: CaseRefusal }

/** Where somebody asks: a channel of any kind, and the thread in it. */
export interface Place {
  channelId: ChannelRef
  rootId?: PostRef
}

export interface FollowedCase {
  follow: CaseFollow
  supportCase: SupportCase
  /** The card, once it is posted. */
  post?: PostRef
}

export interface FollowCases {
  /** Follows a case here. Asks the vendor; the card is posted soon after. */
  track(
    actor: Actor,
    place: Place,
    wanted: { number: string; side?: Side; account?: string },
  ): Promise<CaseResult<FollowedCase>>
  /** By its number in this channel (in this thread, if it is followed there), or by its card. */
  untrack(
    actor: Actor,
    place: Place,
    which: { number: string } | { followId: FollowId },
  ): Promise<CaseResult<FollowedCase>>
  /** What is followed in a channel the person reads. */
  list(
    actor: Actor,
    channelId: ChannelRef,
  ): Promise<CaseResult<{ cases: FollowedCase[]; filters: CaseFilter[] }>>
  /** A case as it is now at the vendor; `follow`: how it is followed here. */
  show(
    actor: Actor,
    place: Place,
    number: string,
  ): Promise<CaseResult<{ state: CaseState; vendor: string; follow?: CaseFollow }>>
  /** The newest comment that may be shown here; asked of the vendor. None: absent. */
  latest(
    actor: Actor,
    place: Place,
    which: { number: string; side?: Side } | { followId: FollowId },
  ): Promise<CaseResult<{ state: CaseState; vendor: string; comment?: CaseComment }>>
  /** One comment whole, for "Show all". */
  comment(
    actor: Actor,
    followId: FollowId,
    commentId: string,
  ): Promise<CaseResult<{ state: CaseState; vendor: string; comment: CaseComment }>>
}

export interface FilterCases {
  /** Follows every open case that fits, now and later. */
  add(
    actor: Actor,
    place: Place,
    wanted: {
      /** A case group by its number or name. */
      group?: string
      match?: Omit<CaseMatch, 'groupNumber'>
      side?: Side
      cap?: number
      account?: string
    },
  ): Promise<CaseResult<{ filter: CaseFilter; found: number }>>
  /** The cases it brought go on being followed. */
  remove(actor: Actor, place: Place, id: FilterId): Promise<CaseResult<{ filter: CaseFilter }>>
}

export interface AccountInput {
  vendor: string
  /** Absent: the vendor's name. */
  name?: string
  /** For everybody; system admins only. */
  team: boolean
  way: LoginWay
  /** Client id or user name, where the way has one. */
  login?: string
  secret: string
}
export interface AccountStatus {
  account: VendorAccount
  /** It does not work, since when. */
  broken?: { reason: BrokenReason; since: number }
  /** Milliseconds since 1970. */
  answeredAt?: number
  cases: number
}

export interface ManageAccounts {
  /** The vendors a person may bring a login for, and the ways to log in there. */
  vendors(actor: Actor): Promise<{ name: string; kind: string; ways: LoginWay[] }[]>
  /** Asks the vendor at once; nothing is kept when it refuses. One of the same name is replaced. */
  set(actor: Actor, input: AccountInput): Promise<CaseResult<{ account: VendorAccount }>>
  /** One's own and the team's. */
  list(actor: Actor): Promise<AccountStatus[]>
  /** Asks the vendor now. A broken one that works again is watched again. */
  check(actor: Actor, id: AccountId): Promise<CaseResult<{ account: VendorAccount }>>
  /** One's own; the team's by system admins. Cases followed through it are told no more. */
  remove(actor: Actor, id: AccountId): Promise<CaseResult<{ account: VendorAccount }>>
}

export interface ReplyToCase {
  /** May it be done, and as whom; to be asked before the text is sent. */
  ask(
    actor: Actor,
    place: Place,
    which: { number: string } | { followId: FollowId },
  ): Promise<CaseResult<{ state: CaseState; vendor: string; followId: FollowId; as: string }>>
  /** Sends a public comment in the name of `as`; call it after a person has confirmed. */
  send(
    actor: Actor,
    followId: FollowId,
    text: string,
  ): Promise<CaseResult<{ state: CaseState; vendor: string }>>
}
