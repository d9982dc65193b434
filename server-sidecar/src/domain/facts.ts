import type { AlertId, MessageId, SourceId } from './alert/alert'
import type { ChannelRef, TicketId } from './refs'

/** What happened, in the past tense. Stored with the change that caused it, delivered afterwards. */
export interface TicketOpened {
  kind: 'ticket_opened'
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
}
/** A message that is no signal, to be posted as it is. */
export interface MessageReceived {
  kind: 'message_received'
  messageId: MessageId
}
export type AlertFact = AlertChanged | AckRequested | AckRemovalRequested | AckLimited | AckSeen
export type Fact = TicketOpened | AlertFact | StormBegun | MessageReceived

/** What a fact is about. */
export function subjectOf(fact: Fact): string {
  if (fact.kind === 'ticket_opened') return fact.ticketId
  if (fact.kind === 'storm_begun') return fact.channelId
  return fact.kind === 'message_received' ? fact.messageId : fact.alertId
}
