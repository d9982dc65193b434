import type { Kysely } from 'kysely'
import type { SourceId } from '../domain/alert/alert'
import type { ChannelRef, PostRef } from '../domain/refs'
import type { Messages } from '../ports/messages'
import type { Tables } from './tables'

/** The messages that are no signals, as one transaction sees them. */
export function createMessages(db: Kysely<Tables>): Messages {
  return {
    async find(id) {
      const row = await db.selectFrom('message').selectAll().where('id', '=', id).executeTakeFirst()
      if (!row) return undefined
      return {
        id,
        sourceId: row.source_id as SourceId,
        channelId: row.channel_id as ChannelRef,
        message: JSON.parse(row.body),
        receivedAt: row.received_at,
      }
    },
    async insert({ id, sourceId, channelId, message, receivedAt }) {
      const body = JSON.stringify(message)
      const row = { id, source_id: sourceId, channel_id: channelId, body, received_at: receivedAt }
      await db.insertInto('message').values(row).execute()
    },
    async findPost(id) {
      const row = await db
        .selectFrom('fact')
        .innerJoin('fact_post', 'fact_post.fact_id', 'fact.id')
        .select('fact_post.post_id')
        .where('fact.subject', '=', id)
        .where('fact.kind', '=', 'message_received')
        .where('fact_post.part', '=', 'root')
        .executeTakeFirst()
      return row?.post_id as PostRef | undefined
    },
  }
}
