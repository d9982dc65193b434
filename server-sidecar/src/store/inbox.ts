import { type Kysely, sql } from 'kysely'
import type { Errand } from '../domain/errand'
import type { ChannelRef, PostRef } from '../domain/refs'
import type { Inbox } from '../ports/inbox'
import type { Database } from './database'
import type { Tables } from './tables'

/** What the bot was asked to do, as one transaction sees it. */
export function createInbox(db: Kysely<Tables>, { kind }: Pick<Database, 'kind'>): Inbox {
  return {
    async take({ id, channelId, threadId, at, ...rest }) {
      const row = { id, channel_id: channelId, thread_id: threadId, at, body: JSON.stringify(rest) }
      const taken = await db
        .insertInto('heard')
        .values(row)
        .onConflict((conflict) => conflict.column('id').doNothing())
        .returning('id')
        .execute()
      return taken.length === 1
    },
    async find(id) {
      const row = await db.selectFrom('heard').selectAll().where('id', '=', id).executeTakeFirst()
      if (!row) return undefined
      const rest: Pick<Errand, 'by' | 'wish'> = JSON.parse(row.body)
      const place = { channelId: row.channel_id as ChannelRef, threadId: row.thread_id as PostRef }
      return { id, at: row.at, ...place, ...rest }
    },
    async giveHelp({ id, channelId, threadId }, since) {
      // Several lines at once: the second must see what the first was given.
      if (kind === 'postgres') await lock(db, channelId)
      const given = await db
        .selectFrom('heard')
        .select('id')
        .where('channel_id', '=', channelId)
        .where('helped', '=', 1)
        .where('id', '<>', id)
        .where(({ eb, or }) => or([eb('thread_id', '=', threadId), eb('at', '>=', since)]))
        .executeTakeFirst()
      if (given) return false
      await db.updateTable('heard').set({ helped: 1 }).where('id', '=', id).execute()
      return true
    },
    async lastAt() {
      const row = await db
        .selectFrom('heard')
        .select(({ fn }) => fn.max('at').as('at'))
        .where('id', 'not like', 'click:%')
        .executeTakeFirst()
      return row?.at ?? undefined
    },
  }
}

/** Until the transaction ends. Only one at a time writes to SQLite. */
async function lock(db: Kysely<Tables>, channel: ChannelRef): Promise<void> {
  const key = `ticketdesk help ${channel}`
  await sql`select pg_advisory_xact_lock(hashtextextended(${key}, 0))`.execute(db)
}
