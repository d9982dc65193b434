/**
 * The log: one JSON object a line in the form that Mattermost's plugin host reads from stderr
 * (hclog's: `@level`, `@message`, `@timestamp` with six fractional digits). The host panics on a
 * line whose `@` keys are not strings, so no field of ours may begin with `@`: that is why every
 * line is made here, from plain values, and not by a library that adds keys of its own.
 */
import type { Log, LogFields } from '../ports/log'
import { redact } from './redact'

export type LogLevel = 'debug' | 'info' | 'warn' | 'error'

export interface LogNeeds {
  /** Takes one line with its newline. */
  write: (line: string) => void
  room: string
  /** Milliseconds since 1970. */
  now?: () => number
}

/** The host reads lines of at most 64 KiB; a stack of errors is the longest we have. */
const MAX_TEXT = 4000

export function createLog({ write, room, now = Date.now }: LogNeeds): Log {
  const at = (level: LogLevel) => (message: string, fields?: LogFields) => {
    const line = {
      '@level': level,
      '@message': tidy(message),
      '@timestamp': renderTime(now()),
      ...Object.fromEntries(renderFields(fields)),
      // Last, so that no field takes its place. Mattermost filters by its own level.
      room,
    }
    write(`${JSON.stringify(line)}\n`)
  }
  return {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    room: (name) => createLog({ write, room: name, now }),
  }
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

/** `2026-01-02T03:04:05.123000Z` */
function renderTime(ms: number): string {
  return new Date(ms).toISOString().replace('Z', '000Z')
}
