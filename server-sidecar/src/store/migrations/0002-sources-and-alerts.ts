import { type Kysely, sql } from 'kysely'
import type { Migration } from './migration'
import { table } from './table'

export const sourcesAndAlerts: Migration = {
  name: '0002-sources-and-alerts',
  async up(db) {
    await createSources(db)
    await createAlerts(db)
    await createStories(db)
    await table(db, 'message', ['id', 'source_id', 'channel_id', 'body'], ['received_at'])
      .addPrimaryKeyConstraint('message_key', ['id'])
      .execute()
    await coalesceFacts(db)
  },
}

async function createSources(db: Kysely<unknown>): Promise<void> {
  await table(db, 'source', ['id', 'name', 'name_key', 'channel_id', 'body'], ['declared'])
    .addColumn('removed_at', 'bigint')
    .addPrimaryKeyConstraint('source_primary', ['id'])
    .execute()
  await db.schema
    .createIndex('source_name')
    .unique()
    .on('source')
    .column('name_key')
    .where(sql.ref('removed_at'), 'is', null)
    .execute()
  await table(db, 'source_key', ['hash', 'source_id'])
    .addColumn('expires_at', 'bigint')
    .addPrimaryKeyConstraint('source_key_primary', ['hash'])
    .addForeignKeyConstraint('source_key_source', ['source_id'], 'source', ['id'])
    .execute()
  await db.schema.createIndex('source_key_of').on('source_key').column('source_id').execute()
  await table(db, 'source_secret', ['source_id', 'name', 'sealed'])
    .addPrimaryKeyConstraint('source_secret_primary', ['source_id', 'name'])
    .addForeignKeyConstraint('source_secret_source', ['source_id'], 'source', ['id'])
    .execute()
}

async function createAlerts(db: Kysely<unknown>): Promise<void> {
  await table(db, 'alert_object', ['source_id', 'object_key'], ['last_seen_at'])
    .addPrimaryKeyConstraint('alert_object_primary', ['source_id', 'object_key'])
    .execute()
  const texts = ['id', 'source_id', 'object_key', 'channel_id', 'state', 'body']
  await table(db, 'alert', texts, ['opened_at', 'ordinal'])
    .addPrimaryKeyConstraint('alert_primary', ['id'])
    .addUniqueConstraint('alert_ordinal', ['source_id', 'object_key', 'ordinal'])
    .execute()
  // The lock on the object keeps to this; the index would show it if it did not.
  await db.schema
    .createIndex('alert_open')
    .unique()
    .on('alert')
    .columns(['source_id', 'object_key'])
    .where(sql.ref('state'), '=', sql.lit('open'))
    .execute()
  await db.schema
    .createIndex('alert_channel')
    .on('alert')
    .columns(['channel_id', 'opened_at'])
    .execute()
}

async function createStories(db: Kysely<unknown>): Promise<void> {
  const numbers = ['sequence', 'at', 'change']
  await table(db, 'alert_event', ['alert_id', 'message', 'data'], numbers)
    .addPrimaryKeyConstraint('alert_event_primary', ['alert_id', 'sequence'])
    .addForeignKeyConstraint('alert_event_alert', ['alert_id'], 'alert', ['id'])
    .execute()
  await table(db, 'alert_shown', ['alert_id', 'post_id'], ['revision', 'sequence', 'at'])
    .addPrimaryKeyConstraint('alert_shown_primary', ['alert_id'])
    .addForeignKeyConstraint('alert_shown_alert', ['alert_id'], 'alert', ['id'])
    .execute()
  await db.schema.createIndex('alert_shown_post').on('alert_shown').column('post_id').execute()
}

/** One fact at a time waits for an alert, however often it changes meanwhile. */
async function coalesceFacts(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('fact')
    .addColumn('again', 'integer', (column) => column.notNull().defaultTo(0))
    .execute()
  await db.schema
    .createIndex('fact_alert_changed')
    .unique()
    .on('fact')
    .column('subject')
    .where(sql.ref('kind'), '=', sql.lit('alert_changed'))
    .where(sql.ref('finished_at'), 'is', null)
    .execute()
}
