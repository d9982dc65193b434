import type { Migration } from './migration'

/** How often chat has refused what follows from a fact: what is given up at last. */
export const refusals: Migration = {
  name: '0007-refusals',
  async up(db) {
    await db.schema
      .alterTable('fact')
      .addColumn('refusals', 'integer', (column) => column.notNull().defaultTo(0))
      .execute()
  },
}
