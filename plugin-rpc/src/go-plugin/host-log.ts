import { createLineSplitter, type LineSplitter } from './line-splitter'
import { isHarmless, isLogLevel, type LogLevel, type LogRecord, parseJsonLine } from './log-line'

/** go-plugin's default buffer: longer lines are logged in pieces and never parsed. */
const HOST_BUFFER_BYTES = 65_536
/** Go's layout 2006-01-02T15:04:05.000000Z07:00. */
const TIMESTAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}(Z|[+-]\d\d:\d\d)$/

const PREFIXES: readonly (readonly [string, LogLevel])[] = [
  ['[TRACE]', 'trace'],
  ['[DEBUG]', 'debug'],
  ['[INFO]', 'info'],
  ['[WARN]', 'warn'],
  ['[ERROR]', 'error'],
]

const isPanic = (line: string) => line.startsWith('panic: ') || line.startsWith('fatal error: ')

function textRecord(line: string, panicking: boolean): LogRecord {
  const tagged = PREFIXES.find(([prefix]) => line.startsWith(prefix))?.[1]
  const level = tagged ?? (panicking ? 'error' : 'debug')
  return { level, message: line, fields: {} }
}

/** The record in a JSON line, or undefined where the host would take the line for text. */
function parseRecord(line: string): LogRecord | undefined {
  const parsed = parseJsonLine(line)
  if (!parsed) return undefined
  // A real server ends here with a panic. Ours says so instead, as loudly as a log can.
  if (!isHarmless(parsed)) return { level: 'error', message: line, fields: { harmful: true } }
  const { '@level': level, '@message': message, '@timestamp': timestamp, ...fields } = parsed
  if (timestamp !== undefined && !TIMESTAMP.test(timestamp as string)) return undefined
  const name = ((level as string | undefined) ?? '').trim().toLowerCase()
  if (!isLogLevel(name)) return { level: 'debug', message: line, fields: {} }
  return {
    level: name,
    message: (message as string | undefined) ?? '',
    fields,
    ...(timestamp !== undefined && { timestamp: timestamp as string }),
  }
}

/** Reads a plugin's stderr the way go-plugin's host does, record by record. */
export function createHostLog(onRecord: (record: LogRecord) => void): LineSplitter {
  let panicking = false
  return createLineSplitter(HOST_BUFFER_BYTES, (text, continued) => {
    const line = text.endsWith('\r') ? text.slice(0, -1) : text
    const record = continued ? undefined : parseRecord(line)
    if (!record && isPanic(line)) panicking = true
    onRecord(record ?? textRecord(line, panicking))
  })
}
