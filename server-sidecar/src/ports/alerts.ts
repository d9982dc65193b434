import type { Alert, AlertId, SourceId } from '../domain/alert/alert'
import type { ChannelRef, PostRef } from '../domain/refs'

/** A line of an alert's story, told once as a reply in its thread. */
export interface AlertEvent {
  alertId: AlertId
  /** From 1, in the order things happened. */
  sequence: number
  /** A message id of `assets/i18n` and its data; rendered when it is posted. */
  message: string
  data: Record<string, string | number>
  at: number
  /** A change of state, as opposed to a repeat or a note. */
  change: boolean
}

/**
 * What the channel has been told of an alert. Kept apart from it: telling never waits for what is
 * just coming in, nor the other way round.
 */
export interface Shown {
  postId: PostRef
  /** The revision that the post shows. */
  revision: number
  /** The last event that became a reply; 0 for none. */
  sequence: number
  /** When the post was written or edited last. */
  at: number
}

/** The kept alerts, inside a transaction. */
export interface Alerts {
  find(id: AlertId): Promise<Alert | undefined>
  /** Like find, and nobody else changes it until the transaction ends. */
  lock(id: AlertId): Promise<Alert | undefined>
  /**
   * The open alert of an object, locked; so that two signals of one object cannot both open one,
   * the object is locked even when there is none. Who locks several objects does so in the order
   * of their keys.
   */
  lockOpen(source: SourceId, objectKey: string): Promise<Alert | undefined>
  /** The newest alert of an object, whatever its state, for signals that come after its end. */
  findLast(source: SourceId, objectKey: string): Promise<Alert | undefined>
  insert(alert: Alert): Promise<void>
  /** All but `postId`, which follows from what is shown. */
  save(alert: Alert): Promise<void>
  /** In the order given, after those there are. The alert is locked. */
  addEvents(id: AlertId, events: Omit<AlertEvent, 'alertId' | 'sequence'>[]): Promise<void>
  eventsAfter(id: AlertId, sequence: number): Promise<AlertEvent[]>
  /** How many problems a channel has seen since `since`, for storms. */
  countOpened(channel: ChannelRef, since: number): Promise<number>
  shown(id: AlertId): Promise<Shown | undefined>
  /** What was told is told: of the lines up to there, those of more than a week ago are let go of. */
  keepShown(id: AlertId, shown: Shown): Promise<void>
  findByPost(post: PostRef): Promise<Alert | undefined>
}
