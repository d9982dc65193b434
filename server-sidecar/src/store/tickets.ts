import { type Kysely, type SelectQueryBuilder, sql } from 'kysely'
import type { ChannelRef, PostRef, TicketId, UserRef } from '../domain/refs'
import type { TicketEvent } from '../domain/ticket/lifecycle'
import { searchTextOf } from '../domain/ticket/search'
import type { Ticket, TicketState } from '../domain/ticket/ticket'
import type { TicketQuery, TicketShown, TicketStep, Tickets } from '../ports/tickets'
import type { Database } from './database'
import type { NewTicketRow, Tables, TicketRow, TicketStepRow } from './tables'

type Query = SelectQueryBuilder<Tables, 'ticket', TicketRow>

/** The tickets as one transaction sees them. */
export function createTickets(db: Kysely<Tables>, { kind }: Pick<Database, 'kind'>): Tickets {
  const byId = (id: TicketId) => db.selectFrom('ticket').selectAll('ticket').where('id', '=', id)
  const first = async (query: Query) => ticketOf(await query.executeTakeFirst())
  return {
    find: (id) => first(byId(id)),
    // Only one transaction at a time writes to SQLite.
    lock: (id) => first(kind === 'postgres' ? byId(id).forUpdate() : byId(id)),
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
    keepStep: (ticket, step) => keepStep(db, ticket, step),
    stepsAfter: (id, revision) => stepsAfter(db, id, revision),
    list: (query, limit, after) => list(db, query, { limit, after }),
    findPost: (id) => findPost(db, id),
    async findByPost(post) {
      const root = rootPosts(db).select('fact.subject').where('fact_post.post_id', '=', post)
      return first(db.selectFrom('ticket').selectAll('ticket').where('id', 'in', root))
    },
    shown: (id) => findShown(db, id),
    async keepShown(id, revision) {
      await db
        .updateTable('ticket')
        .set({ shown_revision: revision })
        .where('id', '=', id)
        .execute()
    },
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

async function keepStep(
  db: Kysely<Tables>,
  { id, state, assigneeId, revision }: Ticket,
  { event, by, at }: Parameters<Tickets['keepStep']>[1],
): Promise<void> {
  const assignee_id = assigneeId ?? null
  await db
    .updateTable('ticket')
    .set({ state, assignee_id, revision })
    .where('id', '=', id)
    .execute()
  await db
    .insertInto('ticket_step')
    .values({ ticket_id: id, revision, event, by_id: by, assignee_id, at })
    .execute()
}

async function stepsAfter(
  db: Kysely<Tables>,
  id: TicketId,
  revision: number,
): Promise<TicketStep[]> {
  const rows = await db
    .selectFrom('ticket_step')
    .selectAll()
    .where('ticket_id', '=', id)
    .where('revision', '>', revision)
    .orderBy('revision')
    .execute()
  return rows.map(stepOf)
}

async function list(
  db: Kysely<Tables>,
  wanted: TicketQuery,
  { limit, after }: { limit: number; after: Ticket | undefined },
): Promise<Ticket[]> {
  let query = filter(db, db.selectFrom('ticket').selectAll('ticket'), wanted)
  if (after) {
    const { createdAt, id } = after
    query = query.where(({ eb, or, and }) =>
      or([
        eb('created_at', '<', createdAt),
        and([eb('created_at', '=', createdAt), eb('id', '<', id)]),
      ]),
    )
  }
  const rows = await query
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
  return rows.map((row) => ticketOf(row))
}

function filter(
  db: Kysely<Tables>,
  all: Query,
  { states, of, words = [], ending, thread, notIn = [] }: TicketQuery,
): Query {
  let query = all
  if (states) query = query.where('state', 'in', states)
  if (of) {
    query = query.where(({ eb, or }) => or([eb('author_id', '=', of), eb('assignee_id', '=', of)]))
  }
  for (const word of words) {
    query = query.where(sql<boolean>`search_text like ${`%${literal(word)}%`} escape '\\'`)
  }
  if (ending !== undefined) {
    query = query.where(sql<boolean>`id like ${`%${literal(ending)}`} escape '\\'`)
  }
  if (thread) {
    const own = rootPosts(db).select('fact.subject').where('fact_post.post_id', '=', thread)
    query = query.where(({ eb, or }) => or([eb('root_id', '=', thread), eb('id', 'in', own)]))
  }
  return notIn.length === 0 ? query : query.where('channel_id', 'not in', notIn)
}

/** Nothing in the text is a wildcard. */
function literal(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&')
}

/** The first posts of tickets. */
function rootPosts(db: Kysely<Tables>) {
  return db
    .selectFrom('fact_post')
    .innerJoin('fact', 'fact.id', 'fact_post.fact_id')
    .where('fact.kind', '=', 'ticket_opened')
    .where('fact_post.part', '=', 'root')
}

async function findPost(db: Kysely<Tables>, id: TicketId): Promise<PostRef | undefined> {
  const row = await rootPosts(db)
    .select('fact_post.post_id')
    .where('fact.subject', '=', id)
    .executeTakeFirst()
  return row?.post_id as PostRef | undefined
}

async function findShown(db: Kysely<Tables>, id: TicketId): Promise<TicketShown> {
  const ticket = await db
    .selectFrom('ticket')
    .select('shown_revision')
    .where('id', '=', id)
    .executeTakeFirst()
  const coming = await db
    .selectFrom('fact')
    .select('id')
    .where('subject', '=', id)
    .where('kind', '=', 'ticket_opened')
    .where('finished_at', 'is', null)
    .executeTakeFirst()
  return {
    postId: await findPost(db, id),
    isComing: coming !== undefined,
    revision: ticket?.shown_revision ?? 0,
  }
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
    state: ticket.state,
    assignee_id: ticket.assigneeId ?? null,
    revision: ticket.revision,
    search_text: searchTextOf(ticket),
  }
}

function ticketOf(row: TicketRow): Ticket
function ticketOf(row: TicketRow | undefined): Ticket | undefined
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
    state: row.state as TicketState,
    ...(row.assignee_id !== null && { assigneeId: row.assignee_id as UserRef }),
    revision: row.revision,
  }
}

function stepOf({ revision, event, by_id, assignee_id, at }: TicketStepRow): TicketStep {
  return {
    ...{ revision, at, event: event as TicketEvent, by: by_id as UserRef },
    ...(assignee_id !== null && { assigneeId: assignee_id as UserRef }),
  }
}
