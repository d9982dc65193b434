import type { Kysely } from 'kysely'
import { migrations as all } from './migrations'
import type { Migration } from './migrations/migration'
import type { Tables } from './tables'

/**
 * Brings the tables up to date, in the transaction it is handed: all of it happens or nothing. The
 * caller holds a lock, so that nodes starting together take turns. A step this version does not
 * know is left alone: during a rolling upgrade the newer node comes first.
 */
export async function migrate(
  transaction: Kysely<Tables>,
  migrations: readonly Migration[] = all,
): Promise<string[]> {
  await transaction.schema
    .createTable('migration')
    .ifNotExists()
    .addColumn('name', 'text', (column) => column.primaryKey())
    .addColumn('applied_at', 'bigint', (column) => column.notNull())
    .execute()
  const rows = await transaction.selectFrom('migration').select('name').execute()
  const applied = new Set(rows.map((row) => row.name))
  const missing = migrations.filter(({ name }) => !applied.has(name))
  for (const { name, up } of missing) {
    await up(transaction as Kysely<unknown>)
    await transaction.insertInto('migration').values({ name, applied_at: Date.now() }).execute()
  }
  return missing.map(({ name }) => name)
}
