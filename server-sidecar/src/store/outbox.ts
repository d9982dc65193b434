import { randomBytes } from 'node:crypto'
import type { Kysely } from 'kysely'
import type { Outbox } from '../ports/outbox'
import type { Database } from './database'
import type { Tables } from './tables'

/** The writing end of the outbox, inside the transaction of the change a fact follows from. */
export function createOutbox(db: Kysely<Tables>, database: Pick<Database, 'now'>): Outbox {
  return {
    async add(fact) {
      const row = {
        // Part of delivery keys, which travel in public posts: tells nothing, cannot be guessed.
        id: randomBytes(13).toString('hex'),
        kind: fact.kind,
        subject: fact.ticketId,
        body: JSON.stringify(fact),
        added_at: database.now(),
        due_at: database.now(),
        attempt: 0,
      }
      await db.insertInto('fact').values(row).execute()
    },
  }
}
