import { EventEmitter } from 'node:events'
import fc from 'fast-check'
import { guardProcess } from '../../src/go-plugin/guard-process'
import { createHostLog } from '../../src/go-plugin/host-log'
import { type LogRecord, MAX_LINE_BYTES } from '../../src/go-plugin/log-line'
import { guardStderr, renderLogLine, type TextStream } from '../../src/go-plugin/stdio'

class FakeStream extends EventEmitter implements TextStream {
  text = ''
  write(chunk: string | Uint8Array): boolean {
    this.text += Buffer.from(chunk as string).toString('utf8')
    return true
  }
}

/** What go-plugin's host does with each line, as far as it can kill the server. */
function wouldPanic(line: string): boolean {
  if (Buffer.byteLength(line) >= 65_536) return false
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    return false
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const object = value as Record<string, unknown>
  return ['@message', '@level', '@timestamp'].some(
    (key) => Object.hasOwn(object, key) && typeof object[key] !== 'string',
  )
}

function readAsHost(text: string): LogRecord[] {
  const records: LogRecord[] = []
  const log = createHostLog((record) => void records.push(record))
  log.push(Buffer.from(text))
  log.flush()
  return records
}

describe('a log line', () => {
  it('is read by the host as the record it was', () => {
    const line = renderLogLine('warn', 'disk "nearly"\nfull', { free: 12, path: '/tmp', ok: false })
    const [record] = readAsHost(line)
    expect(record).toMatchObject({
      level: 'warn',
      message: 'disk "nearly"\nfull',
      fields: { free: 12, path: '/tmp', ok: false },
    })
    expect(record?.timestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/)
  })

  it('turns whatever else it is given into text', () => {
    const circle: Record<string, unknown> = {}
    circle['self'] = circle
    const line = renderLogLine('error', 'odd', {
      error: new Error('inner'),
      big: 12n,
      circle,
      nothing: undefined,
      list: [1, 2],
      when: new Date(0),
      '@message': 7,
    })
    expect(readAsHost(line)[0]).toMatchObject({
      message: 'odd',
      fields: {
        error: expect.stringContaining('inner'),
        big: '12',
        circle: '[unreadable]',
        list: '[1,2]',
      },
    })
  })

  it('stays on one line of bounded length and never harms, whatever goes in', () => {
    const text = fc.string({ unit: 'binary', maxLength: 50 }).map((s) => s.repeat(700))
    fc.assert(
      fc.property(
        text,
        fc.dictionary(fc.string(), fc.oneof(text, fc.anything())),
        (message, fields) => {
          const line = renderLogLine('info', message, fields)
          expect(line.indexOf('\n')).toBe(line.length - 1)
          expect(Buffer.byteLength(line)).toBeLessThanOrEqual(MAX_LINE_BYTES)
          expect(wouldPanic(line)).toBe(false)
        },
      ),
      { numRuns: 50 },
    )
  })
})

describe('the guard of stderr', () => {
  const guarded = (writes: (string | Uint8Array)[]) => {
    const stream = new FakeStream()
    const guard = guardStderr(stream)
    for (const write of writes) stream.write(write)
    guard.flush()
    return stream.text
  }

  it('lets text and proper records pass', () => {
    const record = renderLogLine('info', 'hello', { n: 1 })
    expect(guarded(['plain text\n', '[WARN] tagged\n', record])).toBe(
      `plain text\n[WARN] tagged\n${record}`,
    )
  })

  it.each([
    '{"@message":1}',
    '  \t{"@level":null,"@message":"x"}',
    '{"@timestamp":{}}',
    '{"\\u0040message":[]}',
    '{"@message":"x","@message":2}',
  ])('wraps what would make the host panic: %s', (harmful) => {
    const [record, ...others] = readAsHost(guarded([`${harmful}\n`]))
    expect(wouldPanic(harmful)).toBe(true)
    expect(others).toEqual([])
    expect(record).toMatchObject({ level: 'warn', message: harmful, fields: { source: 'stderr' } })
  })

  it('holds fragments so that they cannot join into harm', () => {
    const stream = new FakeStream()
    guardStderr(stream)
    for (const fragment of ['{"@mes', 'sage', '":', '1}']) {
      stream.write(fragment)
      expect(stream.text).toBe('')
    }
    stream.write('\n')
    expect(readAsHost(stream.text)).toMatchObject([{ level: 'warn', message: '{"@message":1}' }])
  })

  it('puts characters together that were cut between two writes', () => {
    const bytes = Buffer.from('Grüße\n')
    expect(guarded([bytes.subarray(0, 3), bytes.subarray(3)])).toBe('Grüße\n')
  })

  it('cuts endless lines instead of holding them', () => {
    const stream = new FakeStream()
    guardStderr(stream)
    for (let i = 0; i < 1000; i++) stream.write('x'.repeat(1000))
    expect(stream.text.length).toBeGreaterThan(900_000)
    for (const line of stream.text.split('\n'))
      expect(line.length).toBeLessThanOrEqual(MAX_LINE_BYTES)
  })

  it('never lets a harmful line through, however the writes are cut', () => {
    const token = fc.constantFrom(
      '{',
      '}',
      '"@message"',
      '"@level"',
      '"@timestamp"',
      ':',
      ',',
      '1',
      '"x"',
      'null',
      '\n',
      ' ',
      '[',
      ']',
      '\\',
      '"',
      '\r',
      '\u2028',
      '{"@message":1}',
      '{"@level":"info","@message":"ok"}',
    )
    const writes = fc.array(
      fc.array(token, { maxLength: 12 }).map((tokens) => tokens.join('')),
      { maxLength: 12 },
    )
    fc.assert(
      fc.property(writes, (all) => {
        for (const line of guarded(all).split('\n')) expect(wouldPanic(line)).toBe(false)
      }),
      { numRuns: 1000 },
    )
  })

  it('calls back those who wait for a write, and survives a closed pipe', async () => {
    const stream = new FakeStream()
    guardStderr(stream)
    const write = stream.write as (chunk: string, encoding: string, done: () => void) => boolean
    await new Promise<void>((resolve) => write.call(stream, '6869', 'hex', resolve))
    stream.emit('error', new Error('EPIPE'))
    stream.write('\n')
    expect(stream.text).toBe('hi\n')
  })
})

describe('the guard of a process', () => {
  class FakeProcess extends EventEmitter {
    stdout = new FakeStream()
    stderr = new FakeStream()
  }
  const setUp = () => {
    const process = new FakeProcess()
    const fatal: unknown[] = []
    const guard = guardProcess({
      process,
      log: (level, message, fields) => process.stderr.write(renderLogLine(level, message, fields)),
      onFatal: (error) => fatal.push(error),
    })
    return { process, guard, fatal }
  }

  it('keeps stdout for the handshake and sends the rest to stderr', () => {
    const { process, guard } = setUp()
    process.stdout.write('a library says hello\n')
    guard.stdout.write('1|1|unix|/s|netrpc|\n')
    process.stdout.write('{"@level":1}\n')
    expect(process.stdout.text).toBe('1|1|unix|/s|netrpc|\n')
    const [hello, wrapped] = readAsHost(process.stderr.text)
    expect(hello?.message).toBe('a library says hello')
    expect(wrapped).toMatchObject({ level: 'warn', message: '{"@level":1}' })
  })

  it('logs warnings and uncaught errors as records, whatever their text', () => {
    const { process, fatal } = setUp()
    const error = new Error('split\n{"@message":1}')
    process.emit('warning', new Error('old API\n{"@level":2}'))
    process.emit('uncaughtException', error)
    process.emit('unhandledRejection', 'just text')
    expect(readAsHost(process.stderr.text)).toMatchObject([
      { level: 'warn', message: 'old API\n{"@level":2}' },
      { level: 'error', message: error.message },
      { level: 'error', message: 'just text' },
    ])
    expect(fatal).toEqual([error, 'just text'])
  })

  it('writes out a held fragment at the end of the process', () => {
    const { process } = setUp()
    process.stdout.write('no newline')
    process.emit('exit')
    expect(process.stderr.text).toBe('no newline\n')
  })
})

describe("the host's reading of stderr", () => {
  it.each([
    ['just text', 'debug'],
    ['[TRACE] a', 'trace'],
    ['[DEBUG] a', 'debug'],
    ['[INFO] a', 'info'],
    ['[WARN] a', 'warn'],
    ['[ERROR] a', 'error'],
    ['panic: oh', 'error'],
    ['[1,2]', 'debug'],
    ['{"a":1}', 'debug'],
    ['{"@level":"info","@message":"x","@timestamp":"yesterday"}', 'debug'],
  ])('takes %j for level %s, as text', (line, level) => {
    expect(readAsHost(`${line}\r\n`)).toEqual([{ level, message: line, fields: {} }])
  })

  it('takes untagged lines after a panic for errors', () => {
    const levels = readAsHost('before\npanic: oh\ngoroutine 1\n[INFO] tagged\n').map(
      ({ level }) => level,
    )
    expect(levels).toEqual(['debug', 'error', 'error', 'info'])
  })

  it('shouts about lines that would have killed a real server', () => {
    expect(readAsHost('{"@message":1}\n')).toMatchObject([
      { level: 'error', fields: { harmful: true } },
    ])
  })

  it('never parses pieces of a line that is too long for it', () => {
    const long = `{"@message":"${'x'.repeat(70_000)}"}`
    const records = readAsHost(`${long}\nshort\n`)
    expect(records.map(({ level }) => level)).toEqual(['debug', 'debug', 'debug'])
    expect(records.at(-1)?.message).toBe('short')
  })
})
