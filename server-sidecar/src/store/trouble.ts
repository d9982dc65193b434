/**
 * Telling a database that cannot serve us now from a mistake of ours. The first is a refusal that
 * people hear about and that passes; the second must surface as the bug it is.
 *
 * SQLSTATE classes: PostgreSQL documentation, appendix A. SQLite result codes: sqlite.org/rescode.
 */
import { types } from 'node:util'
import { Refusal } from '../domain/errors'

/** Why the database cannot serve; safe to log and to show, it never holds data or secrets. */
export type StorageReason =
  | 'unreachable'
  | 'login_refused'
  | 'no_such_database'
  | 'tls_failed'
  | 'no_right_to_create'
  | 'no_right'
  | 'schema_missing'
  | 'read_only'
  | 'too_many_connections'
  | 'disk_full'
  | 'disk_failed'
  | 'damaged'
  | 'busy'
  | 'timed_out'
  | 'closed'

export class StorageUnavailable extends Refusal {
  readonly reason: StorageReason

  constructor(reason: StorageReason, cause?: unknown) {
    super('storage_unavailable')
    this.name = 'StorageUnavailable'
    this.reason = reason
    // Not enumerable, and never logged: a driver's message may quote a connection string or a row.
    Object.defineProperty(this, 'cause', { value: cause, enumerable: false })
  }
}

/** A pooled connection had died before anything was asked on it: another one may well serve. */
export class StaleConnection extends StorageUnavailable {
  constructor(cause: unknown) {
    super('unreachable', cause)
    this.name = 'StaleConnection'
  }
}

/** The trouble behind an error of a driver, or undefined when the error is a bug. */
export function troubleBehind(error: unknown): StorageUnavailable | undefined {
  if (error instanceof StorageUnavailable) return error
  // Node's own errors come from another realm under the test runner: not `instanceof`.
  if (!types.isNativeError(error)) return undefined
  const reason = reasonOf(error as DriverError)
  return reason && new StorageUnavailable(reason, error)
}

interface DriverError extends Error {
  code?: string
  /** node:sqlite: the extended result code. */
  errcode?: number
}

function reasonOf(error: DriverError): StorageReason | undefined {
  if (error.code === 'ERR_SQLITE_ERROR') return sqliteReasons[(error.errcode ?? 0) & 0xff]
  if (error.code === undefined) {
    // A TypeError or the like is a bug, whatever its words.
    if (error.name !== 'Error') return undefined
    return messageReasons.find(([words]) => words.test(error.message))?.[1]
  }
  return codeReasons[error.code] ?? byPrefix(error.code)
}

function byPrefix(code: string): StorageReason | undefined {
  if (/^(ERR_TLS|ERR_SSL|CERT_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|EPROTO)/.test(code)) {
    return 'tls_failed'
  }
  if (/^E[A-Z]+$/.test(code)) return networkErrors.has(code) ? 'unreachable' : undefined
  if (!/^[0-9A-Z]{5}$/.test(code)) return undefined
  return classReasons[code.slice(0, 2)]
}

const networkErrors = new Set(
  (
    'ECONNREFUSED ECONNRESET ECONNABORTED ENOTFOUND ETIMEDOUT EPIPE EAI_AGAIN ENOENT EACCES ' +
    'EHOSTUNREACH EHOSTDOWN ENETUNREACH ENETDOWN EADDRNOTAVAIL ENOTSOCK EMFILE ENFILE'
  ).split(' '),
)

const codeReasons: Record<string, StorageReason> = {
  EAI_AGAIN: 'unreachable',
  ENOSPC: 'disk_full',
  EROFS: 'read_only',
  '25006': 'read_only',
  '25P03': 'timed_out',
  '3D000': 'no_such_database',
  '3F000': 'schema_missing',
  '42P01': 'schema_missing',
  '42501': 'no_right',
  '53100': 'disk_full',
  '53300': 'too_many_connections',
  '55P03': 'busy',
  '57014': 'timed_out',
  '57P04': 'no_such_database',
  '40001': 'busy',
  '40P01': 'busy',
}

const classReasons: Record<string, StorageReason> = {
  '08': 'unreachable',
  '28': 'login_refused',
  '53': 'busy',
  '57': 'unreachable',
  '58': 'disk_failed',
  XX: 'damaged',
}

/** node-postgres gives these without a code. */
const messageReasons: [RegExp, StorageReason][] = [
  [/does not support SSL|SSL connection|TLS connection/i, 'tls_failed'],
  [/timeout|timed out/i, 'timed_out'],
  [/Connection terminated|connection error|Client was closed|Connection ended/i, 'unreachable'],
  [/password must be a string|no password|SASL|SCRAM/i, 'login_refused'],
  [/after calling end on the pool|driver has already been destroyed/i, 'closed'],
]

const sqliteReasons: Record<number, StorageReason> = {
  5: 'busy',
  6: 'busy',
  8: 'read_only',
  10: 'disk_failed',
  11: 'damaged',
  13: 'disk_full',
  14: 'disk_failed',
  23: 'no_right',
  26: 'damaged',
}
