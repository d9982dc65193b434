import { type Kysely, sql } from 'kysely'
import type { Migration } from './migration'

export const ticketsAndFacts: Migration = {
  name: '0001-tickets-and-facts',
  async up(db) {
    await createTickets(db)
    await createFacts(db)
    await db.schema
      .createTable('setting')
      .addColumn('name', 'text', (column) => column.primaryKey())
      .addColumn('value', 'text', (column) => column.notNull())
      .execute()
  },
}

async function createTickets(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('ticket')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('author_id', 'text', (column) => column.notNull())
    .addColumn('request_id', 'text', (column) => column.notNull())
    .addColumn('channel_id', 'text', (column) => column.notNull())
    .addColumn('root_id', 'text')
    .addColumn('source_post_id', 'text')
    .addColumn('form', 'text', (column) => column.notNull())
    .addColumn('field_values', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    // One author's key means one ticket, whatever races.
    .addUniqueConstraint('ticket_request', ['author_id', 'request_id'])
    .execute()
  await db.schema
    .createTable('ticket_day')
    .addColumn('day', 'text', (column) => column.primaryKey())
    .addColumn('last_number', 'integer', (column) => column.notNull())
    .execute()
}

async function createFacts(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('fact')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('subject', 'text', (column) => column.notNull())
    .addColumn('body', 'text', (column) => column.notNull())
    .addColumn('added_at', 'bigint', (column) => column.notNull())
    .addColumn('due_at', 'bigint', (column) => column.notNull())
    .addColumn('attempt', 'integer', (column) => column.notNull())
    .addColumn('finished_at', 'bigint')
    .addColumn('last_reason', 'text')
    .execute()
  // Finished facts pile up; what waits must be found without walking past them.
  await db.schema
    .createIndex('fact_due')
    .on('fact')
    .column('due_at')
    .where(sql.ref('finished_at'), 'is', null)
    .execute()
  await db.schema.createIndex('fact_subject').on('fact').column('subject').execute()
  await db.schema
    .createTable('fact_post')
    .addColumn('fact_id', 'text', (column) => column.notNull().references('fact.id'))
    .addColumn('part', 'text', (column) => column.notNull())
    .addColumn('post_id', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('fact_post_key', ['fact_id', 'part'])
    .execute()
}
