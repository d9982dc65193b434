import { createHash } from 'node:crypto'
import { type Kysely, sql } from 'kysely'
import type { SourceId } from '../domain/alert/alert'
import type { ChannelRef } from '../domain/refs'
import type { Source } from '../domain/source/source'
import type { SecretName, Sources } from '../ports/sources'
import type { Database } from './database'
import type { Keyring } from './encryption'
import type { SourceRow, Tables } from './tables'

interface Needs {
  now: Database['now']
  /** Asked only where there is something to seal or to open. */
  keyring: () => Promise<Keyring>
}
type Kept = Omit<Source, 'id' | 'name' | 'channelId' | 'declared'>

/** The sources as one transaction sees them. */
// biome-ignore lint/complexity/noExcessiveLinesPerFunction: a factory; its functions share what it was given
export function createSources(db: Kysely<Tables>, { now, keyring }: Needs): Sources {
  const present = () => db.selectFrom('source').selectAll().where('removed_at', 'is', null)
  const first = async (query: { executeTakeFirst(): Promise<SourceRow | undefined> }) => {
    const row = await query.executeTakeFirst()
    return row && sourceOf(row)
  }

  return {
    find: (id) => first(db.selectFrom('source').selectAll().where('id', '=', id)),
    findByName: (name) => first(present().where('name_key', '=', nameKey(name))),
    findByKey: (key) =>
      // Who guesses learns at most how a hash begins, and cannot aim: no comparison of secrets.
      first(
        present()
          .innerJoin('source_key', 'source_key.source_id', 'source.id')
          .where('source_key.hash', '=', hashOf(key))
          .where(({ eb, or }) => or([eb('expires_at', 'is', null), eb('expires_at', '>', now())])),
      ),
    async list() {
      return (await present().orderBy('name_key').execute()).map(sourceOf)
    },
    async insert(source, key) {
      const inserted = await db
        .insertInto('source')
        .values({ ...rowOf(source), id: source.id, removed_at: null })
        .onConflict((conflict) =>
          conflict.column('name_key').where('removed_at', 'is', null).doNothing(),
        )
        .returning('id')
        .execute()
      if (inserted.length === 0) return 'name_taken'
      if (await keepKey(db, source.id, key)) return 'kept'
      await db.deleteFrom('source').where('id', '=', source.id).execute()
      return 'key_taken'
    },
    save: (source) => save(db, source),
    rotate: (id, key, overlapMs) => rotate(db, now, { id, key, overlapMs }),
    async remove(id) {
      await db.deleteFrom('source_key').where('source_id', '=', id).execute()
      await db.deleteFrom('source_secret').where('source_id', '=', id).execute()
      await db.updateTable('source').set({ removed_at: now() }).where('id', '=', id).execute()
    },
    lastHeard: () => lastHeard(db),
    async secret(id, name) {
      const row = await db
        .selectFrom('source_secret')
        .select('sealed')
        .where('source_id', '=', id)
        .where('name', '=', name)
        .executeTakeFirst()
      return row && (await keyring()).open(row.sealed, placeOf(id, name))
    },
    keepSecret: (id, name, value) => keepSecret(db, keyring, { id, name, value }),
  }
}

/**
 * Seals again what was sealed with another key. What no key of ours opens stays, for a key that may
 * come back; how many there are of both.
 */
export async function resealSecrets(
  db: Kysely<Tables>,
  keyring: Keyring,
): Promise<{ resealed: number; unreadable: number }> {
  const rows = await db.selectFrom('source_secret').selectAll().execute()
  let unreadable = 0
  let resealed = 0
  for (const { source_id, name, sealed } of rows.filter((row) => !keyring.isCurrent(row.sealed))) {
    const place = placeOf(source_id, name)
    const value = keyring.open(sealed, place)
    if (value === undefined) unreadable += 1
    else {
      resealed += 1
      await db
        .updateTable('source_secret')
        .set({ sealed: keyring.seal(value, place) })
        .where('source_id', '=', source_id)
        .where('name', '=', name)
        .where('sealed', '=', sealed)
        .execute()
    }
  }
  return { resealed, unreadable }
}

/** Signals leave a mark on their object, messages are kept whole. */
async function lastHeard(db: Kysely<Tables>): Promise<Map<SourceId, number>> {
  const signals = await db
    .selectFrom('alert_object')
    .select(({ fn }) => ['source_id', fn.max('last_seen_at').as('at')])
    .groupBy('source_id')
    .execute()
  const messages = await db
    .selectFrom('message')
    .select(({ fn }) => ['source_id', fn.max('received_at').as('at')])
    .groupBy('source_id')
    .execute()
  const heard = new Map<SourceId, number>()
  for (const { source_id, at } of [...signals, ...messages]) {
    const id = source_id as SourceId
    heard.set(id, Math.max(heard.get(id) ?? 0, Number(at)))
  }
  return heard
}

async function save(db: Kysely<Tables>, source: Source): Promise<boolean> {
  const other = await db
    .selectFrom('source')
    .select('id')
    .where('name_key', '=', nameKey(source.name))
    .where('removed_at', 'is', null)
    .where('id', '<>', source.id)
    .executeTakeFirst()
  if (other) return false
  await db.updateTable('source').set(rowOf(source)).where('id', '=', source.id).execute()
  return true
}

async function rotate(
  db: Kysely<Tables>,
  now: Database['now'],
  { id, key, overlapMs }: { id: SourceId; key: string; overlapMs: number },
): Promise<boolean> {
  const hash = hashOf(key)
  const holder = await db
    .selectFrom('source_key')
    .select(['source_id', 'expires_at'])
    .where('hash', '=', hash)
    .executeTakeFirst()
  if (holder && holder.source_id !== id) return false
  if (holder?.expires_at === null) return true
  const ours = db.deleteFrom('source_key').where('source_id', '=', id)
  await ours.where('expires_at', 'is not', null).execute()
  const until = sql<number>`${now()} + cast(${Math.round(overlapMs)} as bigint)`
  if (overlapMs > 0) {
    await db
      .updateTable('source_key')
      .set({ expires_at: until })
      .where('source_id', '=', id)
      .execute()
  } else await ours.execute()
  return keepKey(db, id, key)
}

async function keepKey(db: Kysely<Tables>, id: SourceId, key: string): Promise<boolean> {
  const kept = await db
    .insertInto('source_key')
    .values({ hash: hashOf(key), source_id: id, expires_at: null })
    .onConflict((conflict) => conflict.column('hash').doNothing())
    .returning('hash')
    .execute()
  return kept.length === 1
}

async function keepSecret(
  db: Kysely<Tables>,
  keyring: Needs['keyring'],
  { id, name, value }: { id: SourceId; name: SecretName; value: string | undefined },
): Promise<void> {
  if (value === undefined) {
    const ours = db.deleteFrom('source_secret').where('source_id', '=', id)
    await ours.where('name', '=', name).execute()
    return
  }
  const sealed = (await keyring()).seal(value, placeOf(id, name))
  await db
    .insertInto('source_secret')
    .values({ source_id: id, name, sealed })
    .onConflict((conflict) => conflict.columns(['source_id', 'name']).doUpdateSet({ sealed }))
    .execute()
}

const placeOf = (id: string, name: string) => `source/${id}/${name}`
const hashOf = (key: string) => createHash('sha256').update(key).digest('hex')
const nameKey = (name: string) => name.normalize('NFKC').toLowerCase()

function rowOf({ id: _, name, channelId, declared, ...rest }: Source) {
  const body: Kept = rest
  return {
    name,
    name_key: nameKey(name),
    channel_id: channelId,
    declared: declared ? 1 : 0,
    body: JSON.stringify(body),
  }
}

function sourceOf(row: SourceRow): Source {
  const kept: Kept = JSON.parse(row.body)
  return {
    ...kept,
    id: row.id as SourceId,
    name: row.name,
    channelId: row.channel_id as ChannelRef,
    declared: row.declared === 1,
  }
}
