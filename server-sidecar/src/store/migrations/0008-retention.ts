import { type Kysely, sql } from 'kysely'
import type { Migration } from './migration'

/** What is over can be told from what is not, and found, without walking past what stays. */
export const retention: Migration = {
  name: '0008-retention',
  async up(db) {
    await sinceWhen(db)
    // A ticket's own fact stays: it ties the ticket to its post.
    await db.schema
      .createIndex('fact_finished')
      .on('fact')
      .column('finished_at')
      .where(sql.ref('finished_at'), 'is not', null)
      .where(sql.ref('kind'), '<>', sql.lit('ticket_opened'))
      .execute()
    await db.schema.createIndex('message_age').on('message').column('received_at').execute()
    await db.schema
      .createIndex('message_newest')
      .on('message')
      .columns(['source_id', 'received_at'])
      .execute()
    // From an alert to the ticket that was made from its post.
    await db.schema.createIndex('ticket_source').on('ticket').column('source_post_id').execute()
  },
}

/**
 * Alerts from before count from now on: a default that stands still is added without writing to a
 * single row, however many there are. It also serves a node of the version before that goes on
 * inserting during an upgrade.
 */
async function sinceWhen(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('alert')
    .addColumn('ended_at', 'bigint', (column) => column.defaultTo(sql.lit(Date.now())))
    .execute()
  await db.schema
    .createIndex('alert_ended')
    .on('alert')
    .column('ended_at')
    .where(sql.ref('state'), '<>', sql.lit('open'))
    .execute()
}
