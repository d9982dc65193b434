import type { AlertId, MessageId, SourceId } from './alert/alert'
import type { BrokenReason } from './case/account'
import type {
  AccountId,
  CaseId,
  CaseState,
  FilterId,
  FollowId,
  LostReason,
} from './case/support-case'
import type { ChannelRef, TicketId } from './refs'

/** What happened, in the past tense. Stored with the change that caused it, delivered afterwards. */
export interface TicketOpened {
  kind: 'ticket_opened'
  ticketId: TicketId
}
/** Its post is behind, or its thread. At most one waits for each ticket, as with alerts. */
export interface TicketMoved {
  kind: 'ticket_moved'
  ticketId: TicketId
}
/** Its post is behind. At most one waits for each alert: whoever delivers it shows the newest. */
export interface AlertChanged {
  kind: 'alert_changed'
  alertId: AlertId
}
/** Somebody wants it acknowledged, or not acknowledged any more, where it came from. */
export interface AckRequested {
  kind: 'ack_requested'
  alertId: AlertId
}
export interface AckRemovalRequested {
  kind: 'ack_removal_requested'
  alertId: AlertId
}
/** An acknowledgement was given until a moment (ms): then it is to be taken back. */
export interface AckLimited {
  kind: 'ack_limited'
  alertId: AlertId
  until: number
}
/** The upstream said that it is acknowledged, but not by whom. */
export interface AckSeen {
  kind: 'ack_seen'
  alertId: AlertId
}
/** Too many problems at once in a channel: its summary is kept up to date until it is over. */
export interface StormBegun {
  kind: 'storm_begun'
  channelId: ChannelRef
  /** Whose limits count. */
  sourceId: SourceId
  /** Which of the channel's storms; absent in what an older version wrote. */
  startedAt?: number
}
/** A message that is no signal, to be posted as it is. */
export interface MessageReceived {
  kind: 'message_received'
  messageId: MessageId
}
/** Somebody wants something of the bot. */
export interface ErrandHeard {
  kind: 'errand_heard'
  errandId: string
}
/** A vendor is asked in the name of this login again and again, until it is removed. */
export interface AccountWatched {
  kind: 'account_watched'
  accountId: AccountId
}
/** What a place was told of its case is behind. At most one waits for each follow. */
export interface CaseChanged {
  kind: 'case_changed'
  followId: FollowId
}
/** More new cases at once than a filter may post: they are named, not followed. */
export interface CasesSummed {
  kind: 'cases_summed'
  filterId: FilterId
  /** The first of them; `total` counts all. */
  cases: Pick<CaseState, 'number' | 'summary' | 'severity' | 'link'>[]
  total: number
}
/** A login does not work any more, and somebody has to mend it. */
export interface AccountBroken {
  kind: 'account_broken'
  accountId: AccountId
  reason: BrokenReason
}
/** The vendor does not show a followed case any more. */
export interface CaseLost {
  kind: 'case_lost'
  caseId: CaseId
  reason: LostReason
}
export type AlertFact = AlertChanged | AckRequested | AckRemovalRequested | AckLimited | AckSeen
export type TicketFact = TicketOpened | TicketMoved
export type CaseFact = AccountWatched | CaseChanged | CasesSummed | AccountBroken | CaseLost
export type Fact = TicketFact | AlertFact | StormBegun | MessageReceived | ErrandHeard | CaseFact

/** What a fact is about. */
export function subjectOf(fact: Fact): string {
  switch (fact.kind) {
    case 'ticket_opened':
    case 'ticket_moved':
      return fact.ticketId
    case 'storm_begun':
      return fact.channelId
    case 'message_received':
      return fact.messageId
    case 'errand_heard':
      return fact.errandId
    case 'account_watched':
    case 'account_broken':
      return fact.accountId
    case 'case_changed':
      return fact.followId
    case 'cases_summed':
      return fact.filterId
    case 'case_lost':
      return fact.caseId
    default:
      return fact.alertId
  }
}
