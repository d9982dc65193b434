import type { Kysely } from 'kysely'
import type { Storms } from '../ports/storms'
import type { Tables } from './tables'

/** The storms as one transaction sees them. */
export function createStorms(db: Kysely<Tables>): Storms {
  return {
    async lock(channel) {
      // Writing to the row holds it until the transaction ends, whether it was there or not.
      const { body } = await db
        .insertInto('storm')
        .values({ channel_id: channel, body: '' })
        .onConflict((conflict) =>
          conflict.column('channel_id').doUpdateSet({ channel_id: channel }),
        )
        .returning('body')
        .executeTakeFirstOrThrow()
      return body === '' ? undefined : JSON.parse(body)
    },
    async keep(channel, storm) {
      const body = storm ? JSON.stringify(storm) : ''
      await db.updateTable('storm').set({ body }).where('channel_id', '=', channel).execute()
    },
  }
}
