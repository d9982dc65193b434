/**
 * The log: one JSON object a line in the form that Mattermost's plugin host reads from stderr
 * (hclog's: `@level`, `@message`, `@timestamp` with six fractional digits). The host panics on a
 * line whose `@` keys are not strings, so no field of ours may begin with `@`.
 */
import pino from 'pino'
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

export function createLog({ write, room, now = Date.now }: LogNeeds): Log {
  const lines = pino(
    {
      // Mattermost filters by its own level.
      level: 'debug',
      messageKey: '@message',
      base: null,
      timestamp: () => `,"@timestamp":"${renderTime(now())}"`,
      formatters: { level: (label) => ({ '@level': label }) },
    },
    { write },
  )
  return bind(lines, room)
}

function bind(lines: pino.Logger, room: string): Log {
  const at = (level: LogLevel) => (message: string, fields?: LogFields) => {
    lines[level]({ room, ...tidy(fields) }, redact(message))
  }
  return {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    room: (name) => bind(lines, name),
  }
}

/** Own keys only by name, secrets masked, nothing that could stand in for the line's own keys. */
function tidy(fields: LogFields = {}): LogFields {
  return Object.fromEntries(
    Object.entries(fields)
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => {
        const name = key.replace(/^@+/, '')
        return [name === 'room' ? 'room_' : name, redact(value ?? '', name)]
      }),
  )
}

/** `2026-01-02T03:04:05.123000Z` */
function renderTime(ms: number): string {
  return new Date(ms).toISOString().replace('Z', '000Z')
}
