/** A small pool of connections that recovers by itself and in which nothing waits for ever. */
import { readFileSync } from 'node:fs'
import type { ConnectionOptions } from 'node:tls'
import type { PostgresPool, PostgresPoolClient } from 'kysely'
import { DatabaseError, Pool, type PoolClient, type PoolConfig, TypeOverrides, types } from 'pg'
import type { DataSource } from './data-source'
import { StaleConnection, StorageUnavailable } from './trouble'

export interface PoolLimits {
  connections: number
  /** Longest wait for a connection, milliseconds. */
  connectMs: number
  /** Longest wait for the answer to one statement, milliseconds. */
  answerMs: number
}

/** The server gives up this much earlier than we do: its own refusal leaves the connection usable. */
const GRACE = 300

/** What kysely needs of a pool. A source that only prefers TLS is to be settled before. */
export function openPool(source: DataSource, limits: PoolLimits): PostgresPool {
  const pool = createPool(source, limits)
  return {
    connect: async () => guard(await pool.connect(), limits),
    end: () => pool.end(),
  }
}

function createPool(source: DataSource, limits: PoolLimits): Pool {
  const { host, port, user, password, database, applicationName, options } = source
  const given = { host, port, user, password, database, options }
  const pool = new Pool({
    ...(Object.fromEntries(
      Object.entries(given).filter(([, value]) => value !== undefined),
    ) as PoolConfig),
    ssl: readTls(source.tls),
    application_name: applicationName,
    max: limits.connections,
    connectionTimeoutMillis: limits.connectMs,
    query_timeout: limits.answerMs,
    idleTimeoutMillis: 60_000,
    keepAlive: true,
    types: numbersForBigints(),
  })
  // A connection that breaks while nobody asks anything is replaced at the next use; without a
  // listener, node would end the process. The second kind breaks while it is in use.
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  return pool
}

/** Our bigints are times and counts, far below 2^53. */
function numbersForBigints(): TypeOverrides {
  const overrides = new TypeOverrides(types)
  overrides.setTypeParser(types.builtins.INT8, Number)
  return overrides
}

/**
 * A client whose transactions carry time limits and which leaves the pool once it failed. The
 * limits travel with `begin` and end with the transaction: a pooler in between may give the same
 * server connection to Mattermost next, and start-up parameters it would refuse.
 */
function guard(client: PoolClient, { answerMs }: PoolLimits): PostgresPoolClient {
  const begin = [
    'begin',
    `set local statement_timeout = ${answerMs - GRACE}`,
    `set local lock_timeout = ${answerMs - GRACE}`,
    `set local idle_in_transaction_session_timeout = ${answerMs * 3}`,
  ].join('; ')
  const none = { command: 'SELECT', rowCount: 0, rows: [] } as const
  let broken = false

  async function query(statement: string, parameters: readonly unknown[]) {
    try {
      if (statement !== 'begin') return await client.query(statement, [...parameters])
      await client.query(begin)
      return none
    } catch (error) {
      // Most complaints of the server leave the connection usable; its farewell does not.
      broken ||= statement === 'rollback' || !(error instanceof DatabaseError) || hasEnded(error)
      if (statement === 'begin' && hasEnded(error)) throw new StaleConnection(error)
      if (statement !== 'rollback') throw error
      // Closing the connection rolls back as well, and the first error is the one to tell.
      return none
    }
  }
  return {
    // kysely's second form, for cursors, is one we never use.
    query: query as unknown as PostgresPoolClient['query'],
    release: () => client.release(broken),
  }
}

/** The server restarted, or somebody in between forgot the connection. */
function hasEnded(error: unknown): boolean {
  const { code, message } = error as { code?: string; message: string }
  if (code !== undefined) return /^(57P01|57P02|ECONNRESET|EPIPE)$/.test(code)
  return /Connection terminated unexpectedly|not queryable/.test(message)
}

/** Read at each start of the pool: certificates are renewed in place. */
function readTls(tls: DataSource['tls']): ConnectionOptions | false {
  if (tls.mode === 'disable') return false
  const pem = (given: string) => (tls.inline ? given : readPem(given))
  return {
    rejectUnauthorized: tls.mode === 'verify-ca' || tls.mode === 'verify-full',
    ...(tls.mode === 'verify-ca' && { checkServerIdentity: () => undefined }),
    ...(tls.rootCert && { ca: pem(tls.rootCert) }),
    ...(tls.cert && { cert: pem(tls.cert) }),
    ...(tls.key && { key: pem(tls.key) }),
  }
}

function readPem(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new StorageUnavailable('tls_failed', error)
  }
}
