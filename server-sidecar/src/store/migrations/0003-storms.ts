import type { Migration } from './migration'

export const storms: Migration = {
  name: '0003-storms',
  async up(db) {
    await db.schema
      .createTable('storm')
      .addColumn('channel_id', 'text', (column) => column.primaryKey())
      .addColumn('body', 'text', (column) => column.notNull())
      .execute()
  },
}
