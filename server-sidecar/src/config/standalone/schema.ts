/** What only a sidecar beside a Mattermost needs to know: where everything is, and who is who. */
import { X509Certificate } from 'node:crypto'
import type { LogLevel } from '../../ports/log'
import { readText } from './environment'
import { type AllGiven, type Given, type KeyName, STANDALONE_KEYS, UNREADABLE } from './keys'

/** Tokens are in clear: they never reach a log or a message. */
export interface Connection {
  /** No slash at the end, as all addresses here. */
  mattermostUrl: string
  botToken: string
  /** Every slash command has one of its own, and while one is exchanged two. */
  slashTokens: string[]
  /** Where Mattermost reaches us. */
  callbackUrl: string
  /** Where browsers and senders reach us. */
  publicUrl: string
  /** Where people open Mattermost, when it is not as Mattermost itself says. */
  siteUrl: string | undefined
  /** Certificates in PEM, besides those Node knows. */
  certificates: string[]
  /** 0: any that is free. */
  port: number
  /** Undefined: all interfaces. */
  host: string | undefined
  /** Absent: there are no metrics. */
  metricsAt?: Pick<Connection, 'port' | 'host'>
  logLevel: LogLevel
}

export const DEFAULT_PORT = 8080
/** Below the folder it is started in. */
export const DEFAULT_DATA_DIR = 'data'
const LEVELS: readonly LogLevel[] = ['debug', 'info', 'warn', 'error']

/** A value, or what is wrong with it. */
type Read<T> = { value: T } | { wrong: string }

/** Reads what was given; complaints go to the list, and what they are about is left out. */
export function readConnection(
  given: AllGiven,
  complaints: string[],
): Partial<Connection> | Connection {
  const reader = createReader(given, complaints)
  const callbackUrl = reader.required('callback_url', readCallback)
  return {
    ...callbackUrl,
    ...reader.required('mattermost_url', readUrl),
    ...reader.required('bot_token', readToken),
    ...reader.required('slash_token', readTokens),
    publicUrl: reader.optional('public_url', readUrl) ?? callbackUrl.callbackUrl ?? '',
    siteUrl: reader.optional('site_url', readUrl),
    certificates: reader.optional('ssl_cert_file', readCertificates) ?? [],
    ...readListeners(reader, given, complaints),
    logLevel: reader.optional('log_level', readLevel) ?? 'info',
  }
}

/** Where it listens; what it tells operators never stands where everybody may ask. */
function readListeners(
  { optional }: Reader,
  given: AllGiven,
  complaints: string[],
): Pick<Connection, 'port' | 'host' | 'metricsAt'> {
  const port = optional('port', readPort) ?? DEFAULT_PORT
  const host = optional('host', readHost)
  const metricsPort = optional('metrics_port', readPort)
  const metricsHost = optional('metrics_host', readHost) ?? host
  if (metricsPort === undefined) return { port, host }
  if (metricsPort === port && port !== 0) {
    complaints.push(
      `${given.metrics_port?.name()} must be another one than ${STANDALONE_KEYS.port.env}`,
    )
  }
  return { port, host, metricsAt: { port: metricsPort, host: metricsHost } }
}

const PROPERTIES = {
  mattermost_url: 'mattermostUrl',
  bot_token: 'botToken',
  slash_token: 'slashTokens',
  callback_url: 'callbackUrl',
} as const satisfies Partial<Record<KeyName, keyof Connection>>

type Reader = ReturnType<typeof createReader>

function createReader(given: AllGiven, complaints: string[]) {
  function optional<T>(key: KeyName, read: (given: Given) => Read<T>): T | undefined {
    const found = given[key]
    if (!found || found === UNREADABLE) return undefined
    const result = read(found)
    if ('value' in result) return result.value
    complaints.push(`${found.name()} ${result.wrong}`)
    return undefined
  }
  function required<K extends keyof typeof PROPERTIES>(
    key: K,
    read: (given: Given) => Read<Connection[(typeof PROPERTIES)[K]]>,
  ): Partial<Connection> {
    if (!given[key]) {
      complaints.push(`${STANDALONE_KEYS[key].env} is missing (in YAML: ${key})`)
      return {}
    }
    const value = optional(key, read)
    return value === undefined ? {} : { [PROPERTIES[key]]: value }
  }
  return { optional, required }
}

const NO_URL = 'must be an http or https address without user, password and query'

function readUrl({ value }: Given): Read<string> {
  const url = URL.canParse(String(value)) ? new URL(String(value)) : undefined
  const isUsable =
    url !== undefined &&
    /^https?:$/.test(url.protocol) &&
    `${url.username}${url.password}${url.search}${url.hash}` === ''
  return isUsable ? { value: withoutSlash(url.href) } : { wrong: NO_URL }
}

/** Older installations have the whole address of the dialog here. */
function readCallback(given: Given): Read<string> {
  const read = readUrl(given)
  return 'value' in read
    ? { value: withoutSlash(read.value.replace(/\/ticket(\/submit)?$/, '')) }
    : read
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '')
}

function readToken({ value }: Given): Read<string> {
  return /^[!-~]+$/.test(String(value))
    ? { value: String(value) }
    : { wrong: 'must be one token, without blanks' }
}

/** Parted by blanks or commas, or a list in YAML. */
function readTokens({ value }: Given): Read<string[]> {
  const texts = Array.isArray(value) ? value : String(value).split(/[\s,]+/)
  const tokens = texts.map((text) => String(text).trim()).filter(Boolean)
  const isUsable = tokens.length > 0 && tokens.every((token) => /^[!-~]+$/.test(token))
  return isUsable
    ? { value: tokens }
    : { wrong: 'must be one or more tokens, parted by blanks or commas' }
}

function readPort({ value }: Given): Read<number> {
  const port = Number(value)
  const isPort = /^\d{1,5}$/.test(String(value)) && port <= 65_535
  return isPort ? { value: port } : { wrong: 'must be a number up to 65535' }
}

function readHost({ value }: Given): Read<string> {
  return /^[0-9A-Za-z.:_%-]+$/.test(String(value))
    ? { value: String(value) }
    : { wrong: 'must be an address or a name of this machine' }
}

function readLevel({ value }: Given): Read<LogLevel> {
  const level = LEVELS.find((one) => one === String(value).toLowerCase())
  return level ? { value: level } : { wrong: `must be one of ${LEVELS.join(', ')}` }
}

const PEM = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g

function readCertificates({ value }: Given): Read<string[]> {
  const read = readText(String(value))
  if (!read.ok) return { wrong: read.reason }
  const certificates = read.text.match(PEM) ?? []
  const areUsable = certificates.length > 0 && certificates.every(isCertificate)
  return areUsable ? { value: certificates } : { wrong: 'names a file without certificates in PEM' }
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem) !== undefined
  } catch {
    return false
  }
}
