import { chmodSync, closeSync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import type { DatabaseSync, SQLInputValue } from 'node:sqlite'
import { Kysely, type SqliteDatabase, SqliteDialect } from 'kysely'
import type { Engine } from './engine'
import { migrate } from './migrate'
import type { Tables } from './tables'
import { StorageUnavailable } from './trouble'

/** SQLite in one file, for one process: kysely hands its single connection from one to the next. */
export function createSqlite(file: string): Engine {
  let opened: Kysely<Tables> | undefined
  return {
    kind: 'sqlite',
    async open() {
      const db =
        opened ?? new Kysely({ dialect: new SqliteDialect({ database: await openFile(file) }) })
      opened = db
      await db.transaction().execute((transaction) => migrate(transaction))
      return db
    },
    async close() {
      await opened?.destroy()
    },
  }
}

async function openFile(file: string): Promise<SqliteDatabase> {
  // Loaded on demand: node warns on stderr that the module is young, and PostgreSQL needs none of it.
  const { DatabaseSync } = await import('node:sqlite')
  try {
    createPrivately(file)
  } catch (error) {
    throw new StorageUnavailable('disk_failed', error)
  }
  const database = new DatabaseSync(file, { enableForeignKeyConstraints: true, timeout: 1_000 })
  // A commit is on the disk before it is answered, and readers never wait for the writer.
  try {
    database.exec('pragma journal_mode = wal; pragma synchronous = full')
  } catch (error) {
    database.close()
    throw error
  }
  return adapt(database)
}

/** Tickets are nobody else's business; the files SQLite puts beside it inherit the mode. */
function createPrivately(file: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  closeSync(openSync(file, 'a', 0o600))
  chmodSync(file, 0o600)
}

/** node:sqlite in the shape kysely asks for (that of better-sqlite3). */
function adapt(database: DatabaseSync): SqliteDatabase {
  return {
    close: () => database.close(),
    prepare(statement) {
      if (statement === 'rollback') return rollback(database)
      // `begin` alone takes the write lock only at the first write, too late to wait for it.
      const prepared = database.prepare(statement === 'begin' ? 'begin immediate' : statement)
      const values = (parameters: readonly unknown[]) => parameters as SQLInputValue[]
      return {
        reader: prepared.columns().length > 0,
        all: (parameters) => prepared.all(...values(parameters)),
        run: (parameters) => prepared.run(...values(parameters)),
        iterate: (parameters) => prepared.iterate(...values(parameters)),
      }
    },
  }
}

/** After a full disk SQLite has rolled back by itself; a second time would hide the first error. */
function rollback(database: DatabaseSync): ReturnType<SqliteDatabase['prepare']> {
  return {
    reader: false,
    all: () => [],
    run() {
      if (database.isTransaction) database.exec('rollback')
      return { changes: 0, lastInsertRowid: 0 }
    },
    iterate: () => [][Symbol.iterator](),
  }
}
