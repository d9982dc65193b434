/** The reading end of the outbox: facts handed to one worker at a time, under a lease. */
import { type ExpressionBuilder, type Kysely, sql } from 'kysely'
import type { Fact } from '../domain/facts'
import type { PostRef } from '../domain/refs'
import type { Deliveries, Delivery } from '../ports/outbox'
import type { Database } from './database'
import { addFact, isToldOnce } from './outbox'
import type { FactRow, Tables } from './tables'

/** A fact that is due later than this is postponed; one that is due before may be in a worker's hands. */
const LONGEST_LEASE_MS = 60_000

/**
 * Which facts: what takes long, such as asking a vendor, has a lane of its own, so that nobody waits
 * for it in chat.
 */
export interface Lane {
  kind: Fact['kind']
  /** All of that kind, or all others. */
  only: boolean
}

export function createDeliveries(database: Database, lane?: Lane): Deliveries {
  return {
    claim: (limit, leaseMs) =>
      database.transaction((db) => claim(db, database, { limit, leaseMs, lane })),
    record: (delivery, part, post) =>
      database.run(async (db) => {
        await db
          .insertInto('fact_post')
          .values({ fact_id: delivery.id, part, post_id: post })
          .onConflict((conflict) => conflict.columns(['fact_id', 'part']).doNothing())
          .execute()
      }),
    finish: (delivery) => finish(database, delivery),
    postpone: (delivery, delayMs, reason) =>
      database.run(async (db) => {
        const due = later(database, delayMs)
        await held(db, delivery).set({ due_at: due, last_reason: reason }).execute()
      }),
    countRefusal: (delivery) =>
      database.run(async (db) => {
        const update = held(db, delivery).set((row) => ({ refusals: row('refusals', '+', 1) }))
        return (await update.returning('refusals').executeTakeFirst())?.refusals ?? 0
      }),
    hurry: (reason) =>
      database.run(async (db) => {
        await db
          .updateTable('fact')
          .set({ due_at: database.now() })
          .where('finished_at', 'is', null)
          .where('last_reason', '=', reason)
          .where('due_at', '>', later(database, LONGEST_LEASE_MS))
          .execute()
      }),
    extend: (delivery, leaseMs) =>
      database.run((db) => settle(held(db, delivery).set({ due_at: later(database, leaseMs) }))),
    nextDueIn: () => database.run((db) => nextDueIn(db, database, lane)),
  }
}

/**
 * These are never put off for longer than an hour: what seems to be was put off by a clock that has
 * been put back since.
 */
const SOON: readonly Fact['kind'][] = ['account_watched', 'case_changed', 'cases_summed']
const LONGEST_MS = 2 * 60 * 60_000

function isDue({ eb, or, and }: ExpressionBuilder<Tables, 'fact'>, database: Database) {
  const isLost = and([eb('kind', 'in', SOON), eb('due_at', '>', later(database, LONGEST_MS))])
  return or([eb('due_at', '<=', database.now()), isLost])
}

async function claim(
  db: Kysely<Tables>,
  database: Database,
  { limit, leaseMs, lane }: { limit: number; leaseMs: number; lane: Lane | undefined },
): Promise<Delivery[]> {
  const due = db
    .selectFrom('fact')
    .select('id')
    .where('finished_at', 'is', null)
    .where((row) => isDue(row, database))
    .$if(lane !== undefined, (query) =>
      query.where('kind', lane?.only ? '=' : '<>', lane?.kind ?? ''),
    )
    .orderBy('due_at')
    .orderBy('id')
    .limit(limit)
    // SQLite means one process and one connection: nobody else can be taking the same rows.
    .$if(database.kind === 'postgres', (query) => query.forUpdate().skipLocked())
  const rows = await db
    .updateTable('fact')
    .set((row) => ({
      due_at: later(database, leaseMs),
      attempt: row('attempt', '+', 1),
      // Whoever takes it now reads what it is about as it is now.
      again: 0,
    }))
    .where('id', 'in', due)
    .returningAll()
    .execute()
  const posts = await postsOf(db, rows)
  return rows.map((row) => deliveryOf(row, posts.get(row.id) ?? new Map()))
}

async function postsOf(
  db: Kysely<Tables>,
  rows: readonly FactRow[],
): Promise<Map<string, Map<string, PostRef>>> {
  const posts = new Map<string, Map<string, PostRef>>()
  // Only a fact that was tried before can have achieved anything.
  const tried = rows.filter((row) => row.attempt > 1).map((row) => row.id)
  if (tried.length === 0) return posts
  const found = await db.selectFrom('fact_post').selectAll().where('fact_id', 'in', tried).execute()
  for (const { fact_id, part, post_id } of found) {
    const done = posts.get(fact_id) ?? new Map<string, PostRef>()
    posts.set(fact_id, done.set(part, post_id as PostRef))
  }
  return posts
}

function deliveryOf(row: FactRow, done: ReadonlyMap<string, PostRef>): Delivery {
  const { id, attempt } = row
  return { id, attempt, fact: JSON.parse(row.body) as Fact, addedAt: row.added_at, done }
}

/** The fact, if the lease is still ours: nobody took it since, and it is not finished. */
function held(db: Kysely<Tables>, { id, attempt }: Delivery) {
  return db
    .updateTable('fact')
    .where('id', '=', id)
    .where('attempt', '=', attempt)
    .where('finished_at', 'is', null)
}

/**
 * What was added again while it was being told is told again, as a fact of its own: it begins with
 * the first attempt, and its posts are its own.
 */
async function finish(database: Database, delivery: Delivery): Promise<boolean> {
  const { fact } = delivery
  const close = (db: Kysely<Tables>) => held(db, delivery).set({ finished_at: database.now() })
  if (!isToldOnce(fact)) return database.run((db) => settle(close(db)))
  return database.transaction(async (db) => {
    const closed = await close(db).returning('again').executeTakeFirst()
    if (closed?.again) await addFact(db, fact, database.now)
    return closed !== undefined
  })
}

async function settle(update: { execute(): Promise<{ numUpdatedRows: bigint }[]> }) {
  const [result] = await update.execute()
  return (result?.numUpdatedRows ?? 0n) > 0n
}

function later(database: Database, ms: number) {
  return sql<number>`${database.now()} + cast(${Math.round(ms)} as bigint)`
}

async function nextDueIn(
  db: Kysely<Tables>,
  database: Database,
  lane: Lane | undefined,
): Promise<number | undefined> {
  const row = await db
    .selectFrom('fact')
    .select(({ fn }) => [fn.min('due_at').as('due'), database.now().as('now')])
    .where('finished_at', 'is', null)
    .$if(lane !== undefined, (query) =>
      query.where('kind', lane?.only ? '=' : '<>', lane?.kind ?? ''),
    )
    .executeTakeFirst()
  if (row?.due === undefined || row.due === null) return undefined
  return Math.max(0, row.due - row.now)
}
