/**
 * PostgreSQL data sources as Mattermost's configuration holds them: a URL or `key=value` pairs,
 * read the way its driver does (github.com/lib/pq, doc.go; PostgreSQL documentation 34.1.1).
 * What only that driver cares about (`binary_parameters`, run-time parameters) is ignored: every
 * query of ours names its schema.
 */
import { parseParameters } from './data-source-syntax'

export type TlsMode = 'disable' | 'prefer' | 'require' | 'verify-ca' | 'verify-full'

export interface DataSource {
  /** A host name or address, or the folder of a Unix socket (begins with `/`). */
  host?: string
  port?: number
  user?: string
  password?: string
  database?: string
  tls: {
    /** How much of the server's certificate is believed. */
    mode: TlsMode
    /** Paths of PEM files, or the PEM texts themselves when `inline`. */
    rootCert?: string
    cert?: string
    key?: string
    inline: boolean
  }
  applicationName: string
  /** Command line options for the server, which some hosted poolers route by. */
  options?: string
}

const MODES: readonly string[] = ['disable', 'prefer', 'require', 'verify-ca', 'verify-full']

/** What is wrong with a data source. The message never quotes it: it holds a password. */
export class DataSourceError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'DataSourceError'
  }
}

/** Reads a data source; throws DataSourceError. */
export function parseDataSource(text: string): DataSource {
  const given = parseParameters(text.trim(), complain)
  const { host, user, password, dbname: database, options } = given
  const source: DataSource = {
    tls: readTls(given),
    applicationName:
      given['application_name'] || given['fallback_application_name'] || 'ticketdesk',
  }
  if (given['port']) source.port = readPort(given['port'])
  if (host?.includes(',')) complain('several hosts are not supported; name one')
  return Object.assign(source, withoutEmpty({ host, user, password, database, options }))
}

/** True when the connection cannot leave the machine. */
export function isLocal(host: string | undefined): boolean {
  return !host || host.startsWith('/') || /^(localhost|127(\.\d+){3}|::1)$/.test(host)
}

function readTls(given: Record<string, string>): DataSource['tls'] {
  const { sslrootcert: rootCert, sslcert: cert, sslkey: key } = given
  const files = withoutEmpty({ rootCert, cert, key })
  return { mode: readMode(given), ...files, inline: given['sslinline'] === 'true' }
}

function readMode(given: Record<string, string>): TlsMode {
  // Without a word, Mattermost's driver insists on TLS; a server on this machine rarely has it.
  const mode = given['sslmode'] || (isLocal(given['host']) ? 'prefer' : 'require')
  if (mode === 'allow') return 'prefer'
  if (!MODES.includes(mode)) complain(`sslmode must be one of ${MODES.join(', ')}`)
  // lib/pq, as libpq before it: a root certificate turns `require` into `verify-ca`.
  return mode === 'require' && given['sslrootcert'] ? 'verify-ca' : (mode as TlsMode)
}

function readPort(text: string): number {
  const port = Number(text)
  if (!/^\d{1,5}$/.test(text) || port < 1 || port > 65_535) complain('the port is not a number')
  return port
}

function withoutEmpty<T extends object>(texts: T): { [K in keyof T]?: string } {
  return Object.fromEntries(Object.entries(texts).filter(([, text]) => text)) as {
    [K in keyof T]?: string
  }
}

function complain(message: string): never {
  throw new DataSourceError(message)
}
