import type { Kysely, SelectQueryBuilder } from 'kysely'
import type { Alert, AlertId, SourceId } from '../domain/alert/alert'
import type { ChannelRef, PostRef } from '../domain/refs'
import type { AlertEvent, Alerts, Shown } from '../ports/alerts'
import type { Database } from './database'
import type { AlertEventRow, AlertRow, Tables } from './tables'

type Query = SelectQueryBuilder<Tables, 'alert', AlertRow>
type Kept = Omit<Alert, 'id' | 'sourceId' | 'channelId' | 'state' | 'openedAt' | 'postId'>

/** Nothing reads a line again that was told, but people who look into what happened. */
export const KEEP_TOLD_MS = 7 * 24 * 60 * 60_000

/** The alerts as one transaction sees them. */
// biome-ignore lint/complexity/noExcessiveLinesPerFunction: a factory; its functions share what it was given
export function createAlerts(db: Kysely<Tables>, database: Pick<Database, 'kind' | 'now'>): Alerts {
  const byId = (id: AlertId) => db.selectFrom('alert').selectAll('alert').where('alert.id', '=', id)
  const ofObject = (source: SourceId, objectKey: string) =>
    db
      .selectFrom('alert')
      .selectAll('alert')
      .where('source_id', '=', source)
      .where('object_key', '=', objectKey)
  // Only one transaction at a time writes to SQLite.
  const locked = (query: Query) => (database.kind === 'postgres' ? query.forUpdate() : query)
  const first = async (query: Query) => alertOf(db, await query.executeTakeFirst())
  const ended = ({ state }: Alert) => ({ ended_at: state === 'open' ? null : database.now() })

  return {
    find: (id) => first(byId(id)),
    lock: (id) => first(locked(byId(id))),
    async lockOpen(source, objectKey) {
      await lockObject(db, database, { source_id: source, object_key: objectKey })
      return first(locked(ofObject(source, objectKey).where('state', '=', 'open')))
    },
    findLast: (source, objectKey) =>
      first(locked(ofObject(source, objectKey).orderBy('ordinal', 'desc').limit(1))),
    async insert(alert) {
      const { source_id, object_key, ...row } = rowOf(alert)
      const { last } = await ofObject(alert.sourceId, object_key)
        .clearSelect()
        .select(({ fn }) => fn.max('ordinal').as('last'))
        .executeTakeFirstOrThrow()
      const values = { ...row, source_id, object_key, ordinal: (last ?? 0) + 1, ...ended(alert) }
      await db.insertInto('alert').values(values).execute()
    },
    async save(alert) {
      const { id, ...row } = rowOf(alert)
      const update = db.updateTable('alert').set({ ...row, ...ended(alert) })
      await update.where('id', '=', id).execute()
    },
    addEvents: (id, events) => addEvents(db, id, events),
    eventsAfter: (id, sequence) => eventsAfter(db, id, sequence),
    async countOpened(channel, since) {
      const { count } = await db
        .selectFrom('alert')
        .select(({ fn }) => fn.countAll<number | string>().as('count'))
        .where('channel_id', '=', channel)
        .where('opened_at', '>=', since)
        .where('state', '<>', 'noted')
        .executeTakeFirstOrThrow()
      return Number(count)
    },
    shown: (id) => findShown(db, id),
    keepShown: (id, shown) => keepShown(db, id, shown),
    async findByPost(post) {
      const shown = db.selectFrom('alert_shown').select('alert_id').where('post_id', '=', post)
      return first(db.selectFrom('alert').selectAll('alert').where('alert.id', 'in', shown))
    },
  }
}

/** Writing to the row holds it until the transaction ends, whether it was there or not. */
async function lockObject(
  db: Kysely<Tables>,
  { now }: Pick<Database, 'now'>,
  key: { source_id: string; object_key: string },
): Promise<void> {
  await db
    .insertInto('alert_object')
    .values({ ...key, last_seen_at: now() })
    .onConflict((conflict) =>
      conflict.columns(['source_id', 'object_key']).doUpdateSet({ last_seen_at: now() }),
    )
    .execute()
}

async function addEvents(
  db: Kysely<Tables>,
  id: AlertId,
  events: Parameters<Alerts['addEvents']>[1],
): Promise<void> {
  if (events.length === 0) return
  const { last } = await db
    .selectFrom('alert_event')
    .select(({ fn }) => fn.max('sequence').as('last'))
    .where('alert_id', '=', id)
    .executeTakeFirstOrThrow()
  const rows = events.map(({ message, data, at, change }, index) => ({
    alert_id: id,
    sequence: (last ?? 0) + index + 1,
    message,
    data: JSON.stringify(data),
    at,
    change: change ? 1 : 0,
  }))
  await db.insertInto('alert_event').values(rows).execute()
}

async function eventsAfter(
  db: Kysely<Tables>,
  id: AlertId,
  sequence: number,
): Promise<AlertEvent[]> {
  const rows = await db
    .selectFrom('alert_event')
    .selectAll()
    .where('alert_id', '=', id)
    .where('sequence', '>', sequence)
    .orderBy('sequence')
    .execute()
  return rows.map(eventOf)
}

async function findShown(db: Kysely<Tables>, id: AlertId): Promise<Shown | undefined> {
  const row = await db
    .selectFrom('alert_shown')
    .select(['post_id', 'revision', 'sequence', 'at'])
    .where('alert_id', '=', id)
    .executeTakeFirst()
  if (!row) return undefined
  const { post_id, ...rest } = row
  return { ...rest, postId: post_id as PostRef }
}

async function keepShown(db: Kysely<Tables>, id: AlertId, shown: Shown): Promise<void> {
  const { postId, ...rest } = shown
  const row = { ...rest, post_id: postId }
  await db
    .insertInto('alert_shown')
    .values({ alert_id: id, ...row })
    .onConflict((conflict) => conflict.column('alert_id').doUpdateSet(row))
    .execute()
  // The last stays, so that the next one gets the next number.
  await db
    .deleteFrom('alert_event')
    .where('alert_id', '=', id)
    .where('sequence', '<', shown.sequence)
    .where('at', '<', shown.at - KEEP_TOLD_MS)
    .execute()
}

function rowOf(alert: Alert) {
  const { id, sourceId, channelId, state, openedAt, postId: _, ...kept } = alert
  const body: Kept = kept
  return {
    id,
    source_id: sourceId,
    object_key: alert.object.key,
    channel_id: channelId,
    state,
    opened_at: openedAt,
    body: JSON.stringify(body),
  }
}

/** Asked apart: PostgreSQL locks no row of an outer join that may be missing. */
async function alertOf(db: Kysely<Tables>, row: AlertRow | undefined): Promise<Alert | undefined> {
  if (!row) return undefined
  const shown = await findShown(db, row.id as AlertId)
  const kept: Kept = JSON.parse(row.body)
  return {
    ...kept,
    id: row.id as AlertId,
    sourceId: row.source_id as SourceId,
    channelId: row.channel_id as ChannelRef,
    state: row.state as Alert['state'],
    openedAt: row.opened_at,
    ...(shown && { postId: shown.postId }),
  }
}

function eventOf(row: AlertEventRow): AlertEvent {
  return {
    alertId: row.alert_id as AlertId,
    sequence: row.sequence,
    message: row.message,
    data: JSON.parse(row.data),
    at: row.at,
    change: row.change === 1,
  }
}
