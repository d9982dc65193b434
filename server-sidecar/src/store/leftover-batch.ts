/** What every way of letting go of a batch shares. */
import { type Kysely, type SelectQueryBuilder, sql } from 'kysely'
import type { Forgotten } from '../ports/leftovers'
import type { Database } from './database'
import type { Tables } from './tables'

export interface Batch {
  kind: Database['kind']
  before: number
  limit: number
}
export type Forget = (db: Kysely<Tables>, batch: Batch) => Promise<Forgotten>

/**
 * Nobody is waited for, so nobody can wait for us in a circle. Only one transaction at a time writes
 * to SQLite.
 */
export function free<TB extends keyof Tables, O>(
  query: SelectQueryBuilder<Tables, TB, O>,
  { kind }: Pick<Batch, 'kind'>,
): SelectQueryBuilder<Tables, TB, O> {
  return kind === 'postgres' ? query.forUpdate().skipLocked() : query
}

/** Facts that are still to be told of whatever the query around it is about. */
export function waiting(db: Kysely<Tables>, subject: 'alert.id' | 'message.id') {
  return db
    .selectFrom('fact')
    .select('fact.id')
    .where('fact.subject', '=', sql.ref<string>(subject))
    .where('fact.finished_at', 'is', null)
}

/** Removes what the query finds; a full batch leaves more. */
export async function letGo<TB extends keyof Tables, O extends { id: string }>(
  query: SelectQueryBuilder<Tables, TB, O>,
  batch: Batch,
  remove: (ids: string[]) => Promise<unknown>,
): Promise<Forgotten> {
  const ids = idsOf(await free(query, batch).execute())
  if (ids.length > 0) await remove(ids)
  return { count: ids.length, more: ids.length === batch.limit }
}

export function idsOf(rows: readonly { id: string }[]): string[] {
  return rows.map(({ id }) => id)
}
