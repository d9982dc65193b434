/** Letting go of alerts that are over. */
import { type Kysely, sql } from 'kysely'
import { type Batch, type Forget, free, idsOf, waiting } from './leftover-batch'
import type { Tables } from './tables'

/**
 * The lines of a story go first, the oldest before the others, and an alert only with its last: one
 * that stays for another round is still one whose next line gets the next number.
 */
export const forgetAlerts: Forget = async (db, batch) => {
  const { limit } = batch
  const over = idsOf(await free(alertsOver(db, batch), batch).execute())
  if (over.length === 0) return { count: 0, more: false }
  const lines = await forgetLines(db, over, limit)
  const bare = idsOf(
    await db
      .selectFrom('alert')
      .select('id')
      .where('id', 'in', over)
      .where(
        'id',
        'not in',
        db.selectFrom('alert_event').select('alert_id').where('alert_id', 'in', over),
      )
      .execute(),
  )
  if (bare.length > 0) {
    await forgetObjects(db, bare, batch)
    await db.deleteFrom('alert_shown').where('alert_id', 'in', bare).execute()
    await db.deleteFrom('alert').where('id', 'in', bare).execute()
  }
  return { count: bare.length, more: over.length === limit || lines === limit }
}

function alertsOver(db: Kysely<Tables>, { before, limit }: Batch) {
  return (
    db
      .selectFrom('alert')
      .select('alert.id')
      .where('alert.state', '<>', sql.lit('open'))
      .where('ended_at', '<', before)
      // What an older version kept, after a step back, has no end of its own.
      .where('opened_at', '<', before)
      .where(({ not, exists }) => not(exists(waiting(db, 'alert.id'))))
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom('ticket')
              .innerJoin('alert_shown', 'alert_shown.post_id', 'ticket.source_post_id')
              .select('ticket.id')
              .whereRef('alert_shown.alert_id', '=', 'alert.id')
              .where('ticket.state', '<>', 'resolved'),
          ),
        ),
      )
      .orderBy('ended_at')
      .limit(limit)
  )
}

async function forgetLines(db: Kysely<Tables>, of: string[], limit: number): Promise<number> {
  const oldest = db
    .selectFrom('alert_event')
    .select(['alert_id', 'sequence'])
    .where('alert_id', 'in', of)
    .orderBy('alert_id')
    .orderBy('sequence')
    .limit(limit)
  const { numDeletedRows } = await db
    .deleteFrom('alert_event')
    .where(({ eb, refTuple }) =>
      eb(refTuple('alert_id', 'sequence'), 'in', oldest.$asTuple('alert_id', 'sequence')),
    )
    .executeTakeFirstOrThrow()
  return Number(numDeletedRows)
}

/** Objects of which these are the last alerts. A signal that comes in now holds its object. */
async function forgetObjects(db: Kysely<Tables>, last: string[], batch: Batch): Promise<void> {
  const objects = db
    .selectFrom('alert_object')
    .select(['source_id', 'object_key'])
    .where('last_seen_at', '<', batch.before)
    .where(({ eb, refTuple, selectFrom }) => {
      const theirs = selectFrom('alert').select(['source_id', 'object_key']).where('id', 'in', last)
      return eb(
        refTuple('source_id', 'object_key'),
        'in',
        theirs.$asTuple('source_id', 'object_key'),
      )
    })
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('alert')
            .select('alert.id')
            .whereRef('alert.source_id', '=', 'alert_object.source_id')
            .whereRef('alert.object_key', '=', 'alert_object.object_key')
            .where('alert.id', 'not in', last),
        ),
      ),
    )
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom('alert_object as newer')
          .select('newer.object_key')
          .whereRef('newer.source_id', '=', 'alert_object.source_id')
          .whereRef('newer.last_seen_at', '>', 'alert_object.last_seen_at'),
      ),
    )
  await db
    .deleteFrom('alert_object')
    .where(({ eb, refTuple }) =>
      eb(
        refTuple('source_id', 'object_key'),
        'in',
        free(objects, batch).$asTuple('source_id', 'object_key'),
      ),
    )
    .execute()
}
