import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openPostgres } from '@ticketdesk/build/providers/postgres'
import type { Clock } from '../src/ports/clock'
import { type Database, type DatabaseAt, openDatabase } from '../src/store/database'
import { createFakeLog } from './fakes/fake-log'

/** An empty database of one kind; `close` removes it and everything opened on it. */
export interface TestStore {
  at: DatabaseAt
  open(options?: { clock?: Clock }): Database
  close(): Promise<void>
}

function storeAt(at: DatabaseAt, remove: () => Promise<void>): TestStore {
  const opened: Database[] = []
  return {
    at,
    open(options = {}) {
      const database = openDatabase(at, { log: createFakeLog(), ...options })
      opened.push(database)
      return database
    },
    async close() {
      await Promise.all(opened.map((database) => database.close()))
      await remove()
    },
  }
}

export async function createSqliteStore(): Promise<TestStore> {
  const folder = await mkdtemp(join(tmpdir(), 'ticketdesk-sqlite-'))
  const file = join(folder, 'data', 'ticketdesk.sqlite')
  return storeAt({ kind: 'sqlite', file }, () => rm(folder, { recursive: true }))
}

export async function createPostgresStore(): Promise<TestStore> {
  const { url, close } = await openPostgres()
  return storeAt({ kind: 'postgres', dataSource: url }, close)
}

/** Both, for `describe.each`. */
export const databases = [
  ['sqlite', createSqliteStore],
  ['postgres', createPostgresStore],
] as const
