import type { Migration } from './migration'

/** What the bot heard and has to do with, and which clicks were taken for true. */
export const heardAndTriggers: Migration = {
  name: '0005-heard-and-triggers',
  async up(db) {
    await db.schema
      .createTable('heard')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('channel_id', 'text', (column) => column.notNull())
      .addColumn('thread_id', 'text', (column) => column.notNull())
      .addColumn('body', 'text', (column) => column.notNull())
      .addColumn('at', 'bigint', (column) => column.notNull())
      .addColumn('helped', 'integer', (column) => column.notNull().defaultTo(0))
      .execute()
    await db.schema.createIndex('heard_at').on('heard').column('at').execute()
    await db.schema.createIndex('heard_channel').on('heard').column('channel_id').execute()
    await db.schema
      .createTable('used_trigger')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('expires_at', 'bigint', (column) => column.notNull())
      .execute()
    await db.schema
      .createIndex('used_trigger_expires')
      .on('used_trigger')
      .column('expires_at')
      .execute()
  },
}
