import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openPostgres, type TestDatabase } from '@ticketdesk/build/providers/postgres'
import { Client } from 'pg'
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

/** A database of its own, all on one server: a bare machine starts one, which takes seconds. */
export async function createPostgresStore(): Promise<TestStore> {
  server ??= openPostgres()
  const url = new URL((await server).url)
  const name = `ticketdesk_store_${randomBytes(6).toString('hex')}`
  await onServer(`create database ${name}`)
  url.pathname = `/${name}`
  return storeAt({ kind: 'postgres', dataSource: url.href }, () =>
    onServer(`drop database ${name} with (force)`),
  )
}

let server: Promise<TestDatabase> | undefined

async function onServer(statement: string): Promise<void> {
  const client = new Client({ connectionString: (await server)?.url })
  try {
    await client.connect()
    await client.query(statement)
  } finally {
    await client.end()
  }
}

/** Ends the server if one was started; a test file does so by itself. */
export async function closeServer(): Promise<void> {
  await (await server)?.close()
  server = undefined
}
if (typeof afterAll === 'function') afterAll(closeServer, 30_000)
if (typeof jest === 'object') jest.setTimeout(30_000)

/** Both, for `describe.each`. */
export const databases = [
  ['sqlite', createSqliteStore],
  ['postgres', createPostgresStore],
] as const
