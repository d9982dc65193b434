/** The tables, the same in both databases: ids and JSON are text, times are milliseconds since 1970. */
import type { Generated, Insertable, Selectable } from 'kysely'
import type { CaseTables } from './case-tables'

export interface TicketTable {
  id: string
  author_id: string
  request_id: string
  channel_id: string
  root_id: string | null
  source_post_id: string | null
  /** JSON of the form in the language of posts, as it stood. */
  form: string
  /** JSON of what was filled in. */
  field_values: string
  created_at: number
  state: Generated<string>
  assignee_id: string | null
  revision: Generated<number>
  /** The revision that its post and its thread have got to. */
  shown_revision: Generated<number>
  /** What it can be found by; see domain/ticket/search.ts. */
  search_text: Generated<string>
}

/** The steps of tickets' lives. */
export interface TicketStepTable {
  ticket_id: string
  /** The revision it led to. */
  revision: number
  event: string
  by_id: string
  /** Who has had the ticket since. */
  assignee_id: string | null
  at: number
}

/** How many tickets a day has had. */
export interface TicketDayTable {
  /** `YYYYMMDD` in the configured time zone. */
  day: string
  last_number: number
}

/**
 * The outbox. A finished fact is forgotten after a while, but for one of a ticket: that ties the
 * ticket to its post.
 */
export interface FactTable {
  id: string
  kind: string
  /** What it is about: the id of a ticket, an alert or a message. */
  subject: string
  /** JSON of the fact. */
  body: string
  added_at: number
  /** When somebody may take it; while it is in a worker's hands, the end of the lease. */
  due_at: number
  /** How often it was taken; with the id, the proof of holding the lease. */
  attempt: number
  finished_at: number | null
  /** Why it was postponed last. */
  last_reason: string | null
  /** 1 when it was added again since it was taken. */
  again: Generated<number>
  /** How often chat refused it. */
  refusals: Generated<number>
}

/** What a delivery has achieved: one row a post. */
export interface FactPostTable {
  fact_id: string
  part: string
  post_id: string
}

/** Who sends alerts. One that was removed stays: its alerts outlive it. */
export interface SourceTable {
  id: string
  name: string
  /** The name in lower case: unique among those that are not removed. */
  name_key: string
  channel_id: string
  declared: number
  /** JSON of the rest. */
  body: string
  removed_at: number | null
}

/** The webhook keys, as SHA-256: they are long and random, or their length was insisted on. */
export interface SourceKeyTable {
  hash: string
  source_id: string
  /** Null for the current key. */
  expires_at: number | null
}

export interface SourceSecretTable {
  source_id: string
  name: string
  /** Encrypted; see store/encryption.ts. */
  sealed: string
}

/** What signals are about; its row is the lock on its alerts, also while there are none. */
export interface AlertObjectTable {
  source_id: string
  object_key: string
  last_seen_at: number
}

export interface AlertTable {
  id: string
  source_id: string
  object_key: string
  channel_id: string
  state: string
  opened_at: number
  /** JSON of the rest. */
  body: string
  /** Order among the alerts of one object. */
  ordinal: number
  /** When it was written to last, once it is over; means nothing while it is open. */
  ended_at: Generated<number | null>
}

/** The lines of alerts' stories. While an alert goes on, those that were told long ago are let go of. */
export interface AlertEventTable {
  alert_id: string
  sequence: number
  message: string
  /** JSON. */
  data: string
  at: number
  change: number
}

/** What a channel has been told of an alert. */
export interface AlertShownTable {
  alert_id: string
  post_id: string
  revision: number
  sequence: number
  at: number
}

/** What came in and is no signal. Forgotten a while after it was posted. */
export interface MessageTable {
  id: string
  source_id: string
  channel_id: string
  /** JSON of the message. */
  body: string
  received_at: number
}

export interface SettingTable {
  name: string
  value: string
}

export interface MigrationTable {
  name: string
  applied_at: number
}

export interface StormTable {
  channel_id: string
  /** JSON of the storm that is on; empty for none. */
  body: string
}

/** What the bot was asked to do; see ports/inbox.ts. Forgotten after a while. */
export interface HeardTable {
  id: string
  channel_id: string
  thread_id: string
  /** JSON of the rest. */
  body: string
  at: number
  /** 1 when help was given for it. */
  helped: Generated<number>
}

/** Clicks that were taken for true: none is a second time. */
export interface UsedTriggerTable {
  id: string
  expires_at: number
}

export interface Tables extends CaseTables {
  ticket: TicketTable
  ticket_step: TicketStepTable
  ticket_day: TicketDayTable
  fact: FactTable
  fact_post: FactPostTable
  source: SourceTable
  source_key: SourceKeyTable
  source_secret: SourceSecretTable
  alert_object: AlertObjectTable
  alert: AlertTable
  alert_event: AlertEventTable
  alert_shown: AlertShownTable
  message: MessageTable
  storm: StormTable
  heard: HeardTable
  used_trigger: UsedTriggerTable
  setting: SettingTable
  migration: MigrationTable
}

export type TicketRow = Selectable<TicketTable>
export type NewTicketRow = Insertable<TicketTable>
export type TicketStepRow = Selectable<TicketStepTable>
export type FactRow = Selectable<FactTable>
export type SourceRow = Selectable<SourceTable>
export type AlertRow = Selectable<AlertTable>
export type AlertEventRow = Selectable<AlertEventTable>
