import { randomBytes } from 'node:crypto'
import { type Kysely, sql } from 'kysely'
import { type Fact, subjectOf } from '../domain/facts'
import type { Outbox } from '../ports/outbox'
import type { Database } from './database'
import type { Tables } from './tables'

/** The writing end of the outbox, inside the transaction of the change a fact follows from. */
export function createOutbox(db: Kysely<Tables>, { now }: Pick<Database, 'now'>): Outbox {
  return {
    add: (fact) => addFact(db, fact, now),
    async isBusy(kinds) {
      const open = db.selectFrom('fact').select('id').where('finished_at', 'is', null)
      return (await open.where('kind', 'in', kinds).limit(1).executeTakeFirst()) !== undefined
    },
    async find(deliveryId) {
      const found = db.selectFrom('fact').select('body').where('id', '=', deliveryId)
      const row = await found.executeTakeFirst()
      return row && (JSON.parse(row.body) as Fact)
    },
  }
}

/** Facts of which one at a time waits for its subject; each kind has an index that sees to it. */
const TOLD_ONCE: readonly Fact['kind'][] = [
  'alert_changed',
  'ticket_moved',
  'case_changed',
  'account_watched',
]

/** At most one of these waits for its subject: whoever tells it tells how things are then. */
export function isToldOnce({ kind }: Fact): boolean {
  return TOLD_ONCE.includes(kind)
}

/** A new fact, due at once or at its own time; one that waits for the same subject is only marked. */
export async function addFact(db: Kysely<Tables>, fact: Fact, now: Database['now']): Promise<void> {
  const row = {
    // Part of delivery keys, which travel in public posts: tells nothing, cannot be guessed.
    id: randomBytes(13).toString('hex'),
    kind: fact.kind,
    subject: subjectOf(fact),
    body: JSON.stringify(fact),
    added_at: now(),
    due_at: fact.kind === 'ack_limited' ? sql<number>`cast(${fact.until} as bigint)` : now(),
    attempt: 0,
  }
  await db
    .insertInto('fact')
    .values(row)
    .$if(isToldOnce(fact), (query) =>
      query.onConflict((conflict) =>
        conflict
          .column('subject')
          // A literal: only then is it known to be the index's own condition.
          .where('kind', '=', sql.lit(fact.kind))
          .where('finished_at', 'is', null)
          // The time it is due stays: it may be a lease, or somebody's reason to wait. Who watches an
          // account twice at once asks once too often, and no more.
          .doUpdateSet(fact.kind === 'account_watched' ? { due_at: now() } : { again: 1 }),
      ),
    )
    .execute()
}
