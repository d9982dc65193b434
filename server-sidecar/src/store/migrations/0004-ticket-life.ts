import { type Kysely, sql } from 'kysely'
import { searchTextOf } from '../../domain/ticket/search'
import type { Migration } from './migration'

export const ticketLife: Migration = {
  name: '0004-ticket-life',
  async up(db) {
    await addColumns(db)
    await fillSearchTexts(db as Kysely<Before>)
    await db.schema
      .createTable('ticket_step')
      .addColumn('ticket_id', 'text', (column) => column.notNull().references('ticket.id'))
      .addColumn('revision', 'integer', (column) => column.notNull())
      .addColumn('event', 'text', (column) => column.notNull())
      .addColumn('by_id', 'text', (column) => column.notNull())
      .addColumn('assignee_id', 'text')
      .addColumn('at', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('ticket_step_key', ['ticket_id', 'revision'])
      .execute()
    // From a click on a post, or a word in its thread, to the ticket.
    await db.schema.createIndex('fact_post_post').on('fact_post').column('post_id').execute()
    await db.schema
      .createIndex('fact_ticket_moved')
      .unique()
      .on('fact')
      .column('subject')
      .where(sql.ref('kind'), '=', sql.lit('ticket_moved'))
      .where(sql.ref('finished_at'), 'is', null)
      .execute()
  },
}

async function addColumns(db: Kysely<unknown>): Promise<void> {
  const add = db.schema.alterTable('ticket')
  // A node of the version before goes on inserting without them during an upgrade.
  await add.addColumn('state', 'text', (column) => column.notNull().defaultTo('open')).execute()
  await add.addColumn('assignee_id', 'text').execute()
  for (const name of ['revision', 'shown_revision']) {
    await add.addColumn(name, 'integer', (column) => column.notNull().defaultTo(0)).execute()
  }
  await add.addColumn('search_text', 'text', (column) => column.notNull().defaultTo('')).execute()
  await db.schema.createIndex('ticket_newest').on('ticket').columns(['created_at', 'id']).execute()
  await db.schema.createIndex('ticket_root').on('ticket').column('root_id').execute()
}

interface Before {
  ticket: { id: string; form: string; field_values: string; search_text: string }
}

/** Tickets from before can be found too. */
async function fillSearchTexts(db: Kysely<Before>): Promise<void> {
  for (let last = ''; ; ) {
    const rows = await db
      .selectFrom('ticket')
      .select(['id', 'form', 'field_values'])
      .where('id', '>', last)
      .orderBy('id')
      .limit(500)
      .execute()
    for (const { id, form, field_values } of rows) {
      const ticket = { id, form: JSON.parse(form), values: JSON.parse(field_values) }
      const text = searchTextOf(ticket as Parameters<typeof searchTextOf>[0])
      await db.updateTable('ticket').set({ search_text: text }).where('id', '=', id).execute()
    }
    const end = rows.at(-1)
    if (!end) return
    last = end.id
  }
}
