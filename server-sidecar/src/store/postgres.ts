import { Kysely, PostgresDialect, sql } from 'kysely'
import type { DataSource, TlsMode } from './data-source'
import type { Engine } from './engine'
import { migrate } from './migrate'
import { openPool, type PoolLimits } from './postgres-pool'
import type { Tables } from './tables'
import { StorageUnavailable } from './trouble'

/** Our own schema; nothing outside it is ever read or written. */
const SCHEMA = 'ticketdesk'
/** Any number nobody else takes an advisory lock with: "ticketdesk" on a phone's keys. */
const MIGRATION_LOCK = '8425383375'

const usual: PoolLimits = { connections: 4, connectMs: 2_500, answerMs: 2_500 }
/** Changing a large table takes its time, and so does waiting for another node that does it. */
const migrating: PoolLimits = { connections: 1, connectMs: 2_500, answerMs: 600_000 }

/** PostgreSQL, in the schema `ticketdesk` of the database the source names. */
export function createPostgres(source: DataSource): Engine {
  let opened: Kysely<Tables> | undefined
  return {
    kind: 'postgres',
    async open() {
      const settled = await prepareDatabase(source)
      opened ??= connect(settled, usual)
      return opened
    },
    async close() {
      await opened?.destroy()
    },
  }
}

function connect(source: DataSource, limits: PoolLimits): Kysely<Tables> {
  const pool = openPool(source, limits)
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) }).withSchema(SCHEMA)
}

/** Migrates; the source with which that went well. Decided once, not by each of the pool's connections. */
async function prepareDatabase(source: DataSource): Promise<DataSource> {
  if (source.tls.mode !== 'prefer') {
    await prepareOver(source)
    return source
  }
  const withMode = (mode: TlsMode) => ({ ...source, tls: { ...source.tls, mode } })
  try {
    return await prepareDatabase(withMode('require'))
  } catch (error) {
    if (!/does not support SSL/.test(String(error))) throw error
    return prepareDatabase(withMode('disable'))
  }
}

async function prepareOver(source: DataSource): Promise<void> {
  const once = connect(source, migrating)
  try {
    await once.transaction().execute(prepare)
  } finally {
    await once.destroy()
  }
}

async function prepare(transaction: Kysely<Tables>): Promise<void> {
  await sql`select pg_advisory_xact_lock(${sql.lit(MIGRATION_LOCK)}::bigint)`.execute(transaction)
  await createSchema(transaction)
  await migrate(transaction)
}

/**
 * `create schema if not exists` asks for the right to create even when the schema is there; an
 * administrator who does not grant it may create the schema for us.
 */
async function createSchema(transaction: Kysely<Tables>): Promise<void> {
  const found = await sql`select from pg_namespace where nspname = ${SCHEMA}`.execute(transaction)
  if (found.rows.length > 0) return
  try {
    await transaction.schema.createSchema(SCHEMA).execute()
  } catch (error) {
    if ((error as { code?: string }).code !== '42501') throw error
    throw new StorageUnavailable('no_right_to_create', error)
  }
}
