/** Letting go of what is done with, a batch at a time. */
import { type Kysely, sql } from 'kysely'
import type { Leftovers } from '../ports/leftovers'
import type { Database } from './database'
import { forgetAlerts } from './leftover-alerts'
import { type Forget, letGo, waiting } from './leftover-batch'
import type { Tables } from './tables'

export function createLeftovers(database: Database): Leftovers {
  const inBatches = (forget: Forget) => (before: number, limit: number) =>
    database.transaction((db) => forget(db, { kind: database.kind, before, limit }))
  return {
    takeTurn: (everyMs) => database.transaction((db) => takeTurn(db, database, everyMs)),
    forgetFacts: inBatches(forgetFacts),
    forgetMessages: inBatches(forgetMessages),
    forgetErrands: inBatches(forgetErrands),
    forgetAlerts: inBatches(forgetAlerts),
  }
}

/** The setting that says when the next turn is. */
const TURN = 'forget_old_at'

async function takeTurn(
  db: Kysely<Tables>,
  { now }: Pick<Database, 'now'>,
  everyMs: number,
): Promise<number | undefined> {
  const { at } = await db.selectNoFrom(now().as('at')).executeTakeFirstOrThrow()
  const next = at + everyMs
  const value = String(next)
  const taken = await db
    .insertInto('setting')
    .values({ name: TURN, value })
    .onConflict((conflict) =>
      conflict
        .column('name')
        .doUpdateSet({ value })
        .where(({ eb, or, cast }) => {
          const due = cast<number>('setting.value', 'bigint')
          // Later than anybody would have said: the clock was put back.
          return or([eb(due, '<=', at), eb(due, '>', next)])
        }),
    )
    .returning('name')
    .execute()
  return taken.length === 1 ? at : undefined
}

const forgetFacts: Forget = async (db, batch) => {
  const { before, limit } = batch
  const done = db
    .selectFrom('fact')
    .select('id')
    .where('finished_at', '<', before)
    // A literal: only then is it known to be the index's own condition.
    .where('kind', '<>', sql.lit('ticket_opened'))
    .orderBy('finished_at')
    .limit(limit)
  return letGo(done, batch, async (ids) => {
    await db.deleteFrom('fact_post').where('fact_id', 'in', ids).execute()
    await db.deleteFrom('fact').where('id', 'in', ids).execute()
  })
}

const forgetMessages: Forget = async (db, batch) => {
  const { before, limit } = batch
  const done = db
    .selectFrom('message')
    .select('message.id')
    .where('received_at', '<', before)
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom('message as newer')
          .select('newer.id')
          .whereRef('newer.source_id', '=', 'message.source_id')
          .whereRef('newer.received_at', '>', 'message.received_at'),
      ),
    )
    .where(({ not, exists }) => not(exists(waiting(db, 'message.id'))))
    .orderBy('received_at')
    .limit(limit)
  return letGo(done, batch, (ids) => db.deleteFrom('message').where('id', 'in', ids).execute())
}

const forgetErrands: Forget = async (db, batch) => {
  const { before, limit } = batch
  const old = db
    .selectFrom('heard')
    .select('id')
    .where('at', '<', before)
    .where(({ eb, or, selectFrom }) => {
      const said = selectFrom('heard as said').where('said.id', 'not like', 'click:%')
      const newest = said.select(({ fn }) => fn.max('said.at').as('at'))
      return or([eb('id', 'like', 'click:%'), eb('at', '<', newest)])
    })
    .orderBy('at')
    .limit(limit)
  return letGo(old, batch, (ids) => db.deleteFrom('heard').where('id', 'in', ids).execute())
}
