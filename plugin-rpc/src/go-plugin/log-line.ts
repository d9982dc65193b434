/** The levels of hclog, which both ends of the plugin's stderr understand. */
export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error'

const LEVELS: readonly string[] = ['trace', 'debug', 'info', 'warn', 'error']

/** The three keys with a meaning; the host dies of one of them that is not a string. */
const RESERVED = ['@level', '@message', '@timestamp'] as const

/**
 * The longest line we write. The host reads lines into 64 KiB; what is longer it neither parses nor
 * keeps together.
 */
export const MAX_LINE_BYTES = 32_768
const MAX_TEXT_CHARS = 8192

/** One line of a plugin's stderr as the host understands it. */
export interface LogRecord {
  readonly level: LogLevel
  readonly message: string
  readonly fields: Readonly<Record<string, unknown>>
  /** As it was written; absent for lines that are plain text. */
  readonly timestamp?: string
}

const shorten = (text: string) =>
  text.length > MAX_TEXT_CHARS ? `${text.slice(0, MAX_TEXT_CHARS)}…` : text

function renderValue(value: unknown): string | number | boolean | null {
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return value
  if (typeof value === 'string') return shorten(value)
  if (value instanceof Error) return shorten(value.stack ?? value.message)
  try {
    return shorten(JSON.stringify(value) ?? String(value))
  } catch {
    return typeof value === 'bigint' ? value.toString() : '[unreadable]'
  }
}

/**
 * One log record as a line for stderr, newline included: JSON that the host turns into an entry of
 * that level. Values that are not plain become text; long texts and too many fields are cut.
 */
export function renderLogLine(
  level: LogLevel,
  message: string,
  fields: Readonly<Record<string, unknown>> = {},
): string {
  const head = {
    '@level': level,
    '@message': shorten(message),
    // The host's layout wants exactly six fractional digits.
    '@timestamp': new Date().toISOString().replace('Z', '000Z'),
  }
  const extras: [string, unknown][] = Object.entries(fields)
    .filter(([key]) => !key.startsWith('@'))
    .map(([key, value]) => [key.slice(0, 100), renderValue(value)])
  const line = `${JSON.stringify({ ...head, ...Object.fromEntries(extras) })}\n`
  if (Buffer.byteLength(line) <= MAX_LINE_BYTES) return line
  // Escaping and UTF-8 can make 8192 characters several times as long, so it takes more than counting.
  const short = { ...head, '@message': head['@message'].slice(0, 2000), cut: true }
  return `${JSON.stringify(short)}\n`
}

/**
 * Whether the host can read this object without falling over: it asserts that the three keys are
 * strings and panics otherwise, and with it the whole server.
 */
export function isHarmless(record: object): boolean {
  const values = record as Record<string, unknown>
  return RESERVED.every((key) => !Object.hasOwn(values, key) || typeof values[key] === 'string')
}

/** The JSON object on a line, if that is what the line is. */
export function parseJsonLine(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line)
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
    return isObject ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}

export function isLogLevel(text: string): text is LogLevel {
  return LEVELS.includes(text)
}
