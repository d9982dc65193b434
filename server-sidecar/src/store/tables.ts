/** The tables, the same in both databases: ids and JSON are text, times are milliseconds since 1970. */
import type { Insertable, Selectable } from 'kysely'

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
}

/** How many tickets a day has had. */
export interface TicketDayTable {
  /** `YYYYMMDD` in the configured time zone. */
  day: string
  last_number: number
}

/** The outbox. A finished fact stays: it ties a ticket to its posts. */
export interface FactTable {
  id: string
  kind: string
  /** What it is about: a ticket's id. */
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
}

/** What a delivery has achieved: one row a post. */
export interface FactPostTable {
  fact_id: string
  part: string
  post_id: string
}

export interface SettingTable {
  name: string
  value: string
}

export interface MigrationTable {
  name: string
  applied_at: number
}

export interface Tables {
  ticket: TicketTable
  ticket_day: TicketDayTable
  fact: FactTable
  fact_post: FactPostTable
  setting: SettingTable
  migration: MigrationTable
}

export type TicketRow = Selectable<TicketTable>
export type NewTicketRow = Insertable<TicketTable>
export type FactRow = Selectable<FactTable>
