/**
 * The log: one JSON object a line, in one of two shapes. Started by Mattermost, the one its plugin
 * host reads from stderr (hclog's: `@level`, `@message`, `@timestamp` with six fractional digits).
 * The host panics on a line whose `@` keys are not strings, so no field of ours may begin with `@`:
 * that is why every line is made here, from plain values, and not by a library that adds keys of
 * its own. Beside a Mattermost, the names that log collectors expect: `time`, `level`, `message`.
 */
import type { Log, LogFields, LogLevel } from '../ports/log'
import { redact } from './redact'

export type LogShape = 'plugin' | 'standalone'

export interface LogNeeds {
  /** Takes one line with its newline. */
  write: (line: string) => void
  room: string
  shape?: LogShape
  /** The least that is written; asked at each line. */
  atLeast?: () => LogLevel
  /** Milliseconds since 1970. */
  now?: () => number
}

/** The host reads lines of at most 64 KiB; a stack of errors is the longest we have. */
const MAX_TEXT = 4000
const LEVELS: readonly LogLevel[] = ['debug', 'info', 'warn', 'error']

export function createLog(needs: LogNeeds): Log {
  const { write, room, shape = 'plugin', atLeast, now = Date.now } = needs
  const at = (level: LogLevel) => (message: string, fields?: LogFields) => {
    if (atLeast && LEVELS.indexOf(level) < LEVELS.indexOf(atLeast())) return
    const line = HEADS[shape]({ level, message: String(tidy(message)), at: now(), room }, fields)
    write(`${JSON.stringify(line)}\n`)
  }
  return {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    room: (name) => createLog({ ...needs, room: name }),
  }
}

interface Line {
  level: LogLevel
  message: string
  at: number
  room: string
}

/** What is always in a line; no field takes its place. */
const HEADS: Record<LogShape, (line: Line, fields?: LogFields) => object> = {
  plugin: ({ level, message, at, room }, fields) => ({
    '@level': level,
    '@message': message,
    '@timestamp': renderTime(at).replace('Z', '000Z'),
    ...Object.fromEntries(renderFields(fields)),
    // Mattermost filters by its own level.
    room,
  }),
  standalone: ({ level, message, at, room }, fields) => {
    const head = { time: renderTime(at), level, room, message }
    return { ...head, ...Object.fromEntries(renderFields(fields)), ...head }
  },
}

/** Names that cannot stand in for the line's own, values without secrets. */
function renderFields(fields: LogFields = {}): [string, unknown][] {
  return Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => {
      const name = key.replace(/^@+/, '')
      return [name, tidy(value ?? '', name)]
    })
}

function tidy(value: string | number | boolean, key?: string): string | number | boolean {
  const masked = redact(value, key)
  if (typeof masked !== 'string' || masked.length <= MAX_TEXT) return masked
  return `${masked.slice(0, MAX_TEXT)}…`
}

/** `2026-01-02T03:04:05.123Z` */
function renderTime(ms: number): string {
  return new Date(ms).toISOString()
}
