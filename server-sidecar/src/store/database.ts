/** The database, whichever it is: opened at the first use, migrated once, back when it was away. */
import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { Clock } from '../ports/clock'
import type { Log } from '../ports/log'
import { parseDataSource } from './data-source'
import type { Engine } from './engine'
import { createPostgres } from './postgres'
import { createSqlite } from './sqlite'
import type { Tables } from './tables'
import { StaleConnection, StorageUnavailable, troubleBehind } from './trouble'

export { DataSourceError } from './data-source'
export { type StorageReason, StorageUnavailable } from './trouble'

export type DatabaseAt =
  /** A URL or `key=value` pairs. */
  | { kind: 'postgres'; dataSource: string }
  /** The file and its folder are made when missing, for nobody else to read. */
  | { kind: 'sqlite'; file: string }

export interface Database {
  readonly kind: 'postgres' | 'sqlite'
  /**
   * Reachable and migrated. Rejects with StorageUnavailable within three seconds or so, and tries
   * again at the next call. Every use below waits for it by itself.
   */
  ready(): Promise<void>
  /** Asks the database something cheap. */
  check(): Promise<void>
  /** Single statements. Rejects with StorageUnavailable when the database cannot serve. */
  run<T>(work: (db: Kysely<Tables>) => Promise<T>): Promise<T>
  /** All of the work or nothing of it. Rejects like `run`. */
  transaction<T>(work: (db: Kysely<Tables>) => Promise<T>): Promise<T>
  /**
   * The time in milliseconds, for statements: the database's own where several nodes share it, so
   * that leases do not depend on how well their clocks agree.
   */
  now(): RawBuilder<number>
  close(): Promise<void>
}

export interface DatabaseNeeds {
  log: Log
  /** Instead of the database's own time; for tests. */
  clock?: Clock
}

/** How long a use waits for a database that is being opened, milliseconds. */
const PATIENCE = 3_000

/** Opens nothing yet. Throws DataSourceError when the data source cannot be read. */
export function openDatabase(at: DatabaseAt, { log, clock }: DatabaseNeeds): Database {
  const engine =
    at.kind === 'sqlite' ? createSqlite(at.file) : createPostgres(parseDataSource(at.dataSource))
  const { opened, forget, close } = createOpening(engine)
  const watch = createWatch(log)

  async function run<T>(work: (db: Kysely<Tables>) => Promise<T>): Promise<T> {
    try {
      const result = await work(await opened())
      watch.served()
      return result
    } catch (error) {
      const trouble = troubleBehind(error)
      if (!trouble) throw error
      // Somebody dropped our tables or restored an older state: migrate again at the next use.
      if (trouble.reason === 'schema_missing') forget()
      watch.refused(trouble)
      throw trouble
    }
  }

  return {
    kind: engine.kind,
    ready: () => run(async () => {}),
    check: () => run(async (db) => void (await sql`select 1`.execute(db))),
    run,
    transaction: (work) => run((db) => onLiveConnection(() => db.transaction().execute(work))),
    now: () => timeOf(engine, clock),
    close,
  }
}

/**
 * After a restart of the server every pooled connection is dead, and the first to use one should
 * not suffer for it. Nothing has happened yet, so another can be tried, as many as there may be.
 */
async function onLiveConnection<T>(work: () => Promise<T>, left = 5): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof StaleConnection) || left === 0) throw error
    return onLiveConnection(work, left - 1)
  }
}

function timeOf(engine: Engine, clock: Clock | undefined): RawBuilder<number> {
  if (engine.kind === 'postgres' && !clock) {
    return sql<number>`floor(extract(epoch from clock_timestamp()) * 1000)::bigint`
  }
  return sql<number>`cast(${clock ? clock.now() : Date.now()} as bigint)`
}

/** Opens once, for everybody who asks meanwhile, and again after a failure. */
function createOpening(engine: Engine) {
  let opening: Promise<Kysely<Tables>> | undefined
  let done: Kysely<Tables> | undefined
  let closed = false

  function start(): Promise<Kysely<Tables>> {
    const started = engine.open()
    started.then(
      (db) => {
        if (opening === started) done = db
      },
      () => {
        if (opening === started) opening = undefined
      },
    )
    return started
  }
  function forget() {
    opening = undefined
    done = undefined
  }
  return {
    async opened(): Promise<Kysely<Tables>> {
      if (closed) throw new StorageUnavailable('closed')
      if (done) return done
      opening ??= start()
      return within(PATIENCE, opening)
    },
    forget,
    async close() {
      closed = true
      await opening?.catch(() => {})
      await engine.close()
    },
  }
}

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, fail) => {
    timer = setTimeout(() => fail(new StorageUnavailable('timed_out')), ms)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

/** Says once that the database went away and once that it is back, not at every request. */
function createWatch(log: Log) {
  let away: string | undefined
  return {
    refused({ reason }: StorageUnavailable) {
      if (reason === away) return
      away = reason
      log.error('database cannot serve', { reason, remedy: remedies[reason] })
    },
    served() {
      if (away !== undefined) log.info('database serves again', { reason: away })
      away = undefined
    },
  }
}

const remedies: Partial<Record<string, string>> = {
  unreachable: 'check host, port and network; it is tried again at every use',
  login_refused: 'check user, password and pg_hba.conf',
  no_such_database: 'create the database or correct its name',
  tls_failed: 'check sslmode, sslrootcert and the server certificate',
  no_right_to_create:
    'grant CREATE on the database to the role, or create the schema "ticketdesk" owned by it',
  no_right: 'the role must own the schema "ticketdesk" and its tables',
  read_only: 'the database accepts no writes; is this a replica?',
  disk_full: 'make room on the disk of the database',
  disk_failed: 'check that the data folder exists and can be written',
}
