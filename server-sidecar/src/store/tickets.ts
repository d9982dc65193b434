import type { Kysely } from 'kysely'
import type { ChannelRef, PostRef, TicketId, UserRef } from '../domain/refs'
import type { Ticket } from '../domain/ticket/ticket'
import type { Tickets } from '../ports/tickets'
import type { NewTicketRow, Tables, TicketRow } from './tables'

/** The tickets as one transaction sees them. */
export function createTickets(db: Kysely<Tables>): Tickets {
  return {
    async find(id) {
      const query = db.selectFrom('ticket').selectAll().where('id', '=', id)
      return ticketOf(await query.executeTakeFirst())
    },
    async findByRequest(authorId, requestId) {
      const query = db
        .selectFrom('ticket')
        .selectAll()
        .where('author_id', '=', authorId)
        .where('request_id', '=', requestId)
      return ticketOf(await query.executeTakeFirst())
    },
    async insert(ticket) {
      const inserted = await db
        .insertInto('ticket')
        .values(rowOf(ticket))
        .onConflict((conflict) => conflict.columns(['author_id', 'request_id']).doNothing())
        .returning('id')
        .execute()
      return inserted.length === 1
    },
    nextNumber: (day) => nextNumber(db, day),
    findPost: (id) => findPost(db, id),
  }
}

/** The row stays locked until the transaction ends, so a number rolled back is given out again. */
async function nextNumber(db: Kysely<Tables>, day: string): Promise<number> {
  const { last_number } = await db
    .insertInto('ticket_day')
    .values({ day, last_number: 1 })
    .onConflict((conflict) =>
      conflict
        .column('day')
        .doUpdateSet((row) => ({ last_number: row('ticket_day.last_number', '+', 1) })),
    )
    .returning('last_number')
    .executeTakeFirstOrThrow()
  return last_number
}

async function findPost(db: Kysely<Tables>, id: TicketId): Promise<PostRef | undefined> {
  const row = await db
    .selectFrom('fact')
    .innerJoin('fact_post', 'fact_post.fact_id', 'fact.id')
    .select('fact_post.post_id')
    .where('fact.subject', '=', id)
    .where('fact.kind', '=', 'ticket_opened')
    .where('fact_post.part', '=', 'root')
    .executeTakeFirst()
  return row?.post_id as PostRef | undefined
}

function rowOf(ticket: Ticket): NewTicketRow {
  return {
    id: ticket.id,
    author_id: ticket.authorId,
    request_id: ticket.requestId,
    channel_id: ticket.channelId,
    root_id: ticket.rootId ?? null,
    source_post_id: ticket.sourcePostId ?? null,
    form: JSON.stringify(ticket.form),
    field_values: JSON.stringify(ticket.values),
    created_at: ticket.createdAt,
  }
}

function ticketOf(row: TicketRow | undefined): Ticket | undefined {
  if (!row) return undefined
  return {
    id: row.id as TicketId,
    requestId: row.request_id,
    authorId: row.author_id as UserRef,
    channelId: row.channel_id as ChannelRef,
    ...(row.root_id !== null && { rootId: row.root_id as PostRef }),
    ...(row.source_post_id !== null && { sourcePostId: row.source_post_id as PostRef }),
    form: JSON.parse(row.form),
    values: JSON.parse(row.field_values),
    createdAt: row.created_at,
  }
}
