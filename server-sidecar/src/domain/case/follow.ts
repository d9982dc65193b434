/** Who wants to hear of cases, where. */
import type { ChannelRef, PostRef, UserRef } from '../refs'
import type {
  AccountId,
  CaseId,
  CaseState,
  FilterId,
  FollowId,
  SeverityRank,
  Side,
} from './support-case'

/** A place where a case is followed: a root post and its thread, or a thread of somebody else's. */
export interface CaseFollow {
  id: FollowId
  caseId: CaseId
  channelId: ChannelRef
  /** The thread it was asked for in. */
  rootId?: PostRef
  side: Side
  /** Absent when it was taken over from elsewhere. */
  by?: UserRef
  /** The filter that brought it. */
  filterId?: FilterId
  createdAt: number
  /** Nothing is told any more. */
  stoppedAt?: number
}

/** Which cases a filter brings. Absent conditions fit all. */
export interface CaseMatch {
  /** A case group, by its number. */
  groupNumber?: string
  accountNumber?: string
  /** This severity or worse (a lower number). */
  atLeast?: SeverityRank
  /** The vendor's own words, any case. */
  statuses?: string[]
}

/** All cases of a kind, followed as they come. */
export interface CaseFilter {
  id: FilterId
  accountId: AccountId
  channelId: ChannelRef
  rootId?: PostRef
  side: Side
  match: CaseMatch
  /** The group's name, for people. */
  label?: string
  /** More new cases than this at once become one summary. */
  cap: number
  by?: UserRef
  createdAt: number
}

export const DEFAULT_SIDE: Side = 'associate'
export const DEFAULT_CAP = 10
export const MAX_CAP = 50

/** Does the filter bring this case? A closed one never comes by itself. */
export function fits({ match }: Pick<CaseFilter, 'match'>, state: CaseState): boolean {
  const { groupNumber, accountNumber, atLeast, statuses = [] } = match
  const status = state.status.toLowerCase()
  return (
    !state.isClosed &&
    (groupNumber === undefined || state.groupNumber === groupNumber) &&
    (accountNumber === undefined || state.accountNumber === accountNumber) &&
    (atLeast === undefined || (state.rank ?? 4) <= atLeast) &&
    (statuses.length === 0 || statuses.some((wanted) => wanted.toLowerCase() === status))
  )
}
