/** Calls that were taken for true: none of them is a second time, on whichever node it comes. */
import type { Clock } from '../ports/clock'
import type { Database } from './database'

export interface UsedCalls {
  /** True when it was not used before; kept until then, in milliseconds since 1970. */
  use(id: string, expiresAt: number): Promise<boolean>
  /** It came to nothing, and may come again. */
  forget(id: string): Promise<void>
}

/** @param clock the one by which calls are judged too old */
export function createUsedCalls(database: Database, clock: Clock): UsedCalls {
  return {
    use: (id, expiresAt) =>
      database.transaction(async (db) => {
        const taken = await db
          .insertInto('used_trigger')
          .values({ id, expires_at: expiresAt })
          .onConflict((conflict) => conflict.column('id').doNothing())
          .returning('id')
          .execute()
        await db.deleteFrom('used_trigger').where('expires_at', '<', clock.now()).execute()
        return taken.length === 1
      }),
    forget: (id) =>
      database.run(async (db) => {
        await db.deleteFrom('used_trigger').where('id', '=', id).execute()
      }),
  }
}
