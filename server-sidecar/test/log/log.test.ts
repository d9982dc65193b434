import fc from 'fast-check'
import { createLog } from '../../src/log/create-log'
import { redact } from '../../src/log/redact'
import type { LogLevel } from '../../src/ports/log'

function setUp() {
  const lines: string[] = []
  const now = () => Date.parse('2026-01-02T03:04:05.123Z')
  const log = createLog({ write: (line) => lines.push(line), room: 'store', now })
  return { log, lines, last: () => JSON.parse(lines.at(-1) ?? '') }
}

describe('a line of the log', () => {
  it('is what Mattermost reads from a plugin', () => {
    const { log, lines } = setUp()
    log.room('http').warn('a request failed', { status: 500, retry: false, reason: undefined })
    expect(lines).toHaveLength(1)
    expect(lines[0]?.endsWith('}\n')).toBe(true)
    expect(JSON.parse(lines[0] ?? '')).toEqual({
      '@level': 'warn',
      '@message': 'a request failed',
      '@timestamp': '2026-01-02T03:04:05.123000Z',
      room: 'http',
      status: 500,
      retry: false,
    })
  })

  it.each(['debug', 'info', 'warn', 'error'] as const)('knows the level %s', (level) => {
    const { log, last } = setUp()
    log[level]('x')
    expect(last()['@level']).toBe(level)
  })

  it('never has keys that make the host panic, whatever the fields', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.dictionary(
          fc.oneof(
            fc.constantFrom('@level', '@message', '@timestamp', '@@level', 'room'),
            fc.string(),
          ),
          fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null)),
        ),
        (message, fields) => {
          const { log, lines } = setUp()
          log.info(message, fields)
          const line = lines[0] ?? ''
          expect(line.indexOf('\n')).toBe(line.length - 1)
          const record = JSON.parse(line)
          expect(record['@level']).toBe('info')
          expect(typeof record['@message']).toBe('string')
          expect(record['@timestamp']).toMatch(/\.\d{6}Z$/)
          expect(record.room).toBe('store')
          expect(Object.keys(record).filter((key) => key.startsWith('@'))).toHaveLength(3)
          // A second key of the same name would be the one the host reads.
          expect(line.match(/(?<!\\)"@level":/g)).toHaveLength(1)
        },
      ),
    )
  })
})

describe('secrets', () => {
  it.each([
    ['password', 'x'],
    ['databaseUrl', 'postgres://u@h/d'],
    ['dataSource', 'host=x'],
    ['Authorization', 'Bearer abc'],
    ['signing_key', 'abc'],
    ['state', 'signed'],
  ])('are masked by the key %s', (key, value) => {
    expect(redact(value, key)).toBe('[redacted]')
  })

  it.each([
    [
      'connect postgres://mm:hunter2@db:5432/x failed',
      'connect postgres://mm:[redacted]@db:5432/x failed',
    ],
    ['postgres://mm:p@ss:word@db/x', 'postgres://mm:[redacted]@db/x'],
    ["host=db password='hun ter2' user=mm", 'host=db password=[redacted] user=mm'],
    ['GET /x?access_token=abcdef&y=1', 'GET /x?access_token=[redacted]&y=1'],
    ['Authorization: Bearer abcdefghijkl', 'Authorization: Bearer [redacted]'],
  ])('are masked in %j', (text, masked) => {
    expect(redact(text)).toBe(masked)
  })

  it.each(['the token was refused', 'no password given', 'https://chat.example.org/a@b', 'a: b@c'])(
    'are not seen in %j',
    (text) => {
      expect(redact(text)).toBe(text)
    },
  )

  it('are masked in messages and fields of a line', () => {
    const { log, lines } = setUp()
    log.error('postgres://mm:hunter2@db/x', { reason: 'password=hunter2', token: 'hunter2' })
    expect(lines[0]).not.toContain('hunter2')
  })
})

describe('a line of the log beside a Mattermost', () => {
  function setUpStandalone(atLeast: LogLevel = 'debug') {
    const lines: string[] = []
    const now = () => Date.parse('2026-01-02T03:04:05.123Z')
    const write = (line: string) => void lines.push(line)
    const shape = 'standalone' as const
    return { lines, log: createLog({ write, room: 'main', shape, now, atLeast: () => atLeast }) }
  }

  it('has the names that collectors of logs expect', () => {
    const { log, lines } = setUpStandalone()
    log.room('http').warn('a request failed', { status: 500, token: 'secret' })
    expect(lines).toEqual([
      `${JSON.stringify({
        ...{ time: '2026-01-02T03:04:05.123Z', level: 'warn', room: 'http' },
        ...{ message: 'a request failed', status: 500, token: '[redacted]' },
      })}\n`,
    ])
  })

  it('keeps its own names, whatever the fields are called', () => {
    const { log, lines } = setUpStandalone()
    log.error('x', { time: 'never', level: 'none', room: 'cellar', message: 'y' })
    expect(JSON.parse(lines[0] ?? '')).toEqual({
      ...{ time: '2026-01-02T03:04:05.123Z', level: 'error', room: 'main', message: 'x' },
    })
  })

  it('is not written below the level that is asked for', () => {
    const { log, lines } = setUpStandalone('warn')
    log.room('http').debug('a')
    log.info('b')
    log.warn('c')
    log.error('d')
    expect(lines.map((line) => JSON.parse(line).message)).toEqual(['c', 'd'])
  })
})
