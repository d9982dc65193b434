import type { Log, LogFields } from '../../src/ports/log'

export interface LogLine {
  level: 'debug' | 'info' | 'warn' | 'error'
  room: string
  message: string
  fields: LogFields
}

/** A log that keeps its lines. */
export interface FakeLog extends Log {
  lines: LogLine[]
}

export function createFakeLog(room = '', lines: LogLine[] = []): FakeLog {
  const at =
    (level: LogLine['level']) =>
    (message: string, fields: LogFields = {}) => {
      lines.push({ level, room, message, fields })
    }
  return {
    lines,
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    room: (name) => createFakeLog(name, lines),
  }
}
