/** Whatever arrives: an answer or the one named error, soon, and nothing secret or unstorable kept. */
import * as fc from 'fast-check'
import { type Received, UnreadableRequest, UPSTREAM_BODY_LIMIT } from '../../src/ports/receiver'
import { receive } from '../../src/upstream/catalogue'
import { alertCases, wireRequest } from '../wire-cases'

const MULTIPART = 'multipart/form-data; boundary=b'
function multipart(name: string, value: string): string {
  return `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n--b--\r\n`
}

const KEY = 'e1a4c0ffee'.repeat(16)
const senders = [
  'openitcockpit',
  'cyphon',
  'alertmanager',
  'grafana',
  'nagios',
  'checkmk',
  'zabbix',
]
const recorded = senders.flatMap((sender) =>
  alertCases(sender).map((wireCase) => wireRequest(sender, wireCase)),
)

function take(body: string | Buffer, contentType: string | undefined = 'application/json') {
  return receive('detect', { contentType, body: Buffer.from(body) })
}
/** What came of it, or the reason of the one error that may be thrown. */
function outcomeOf(body: string | Buffer, contentType?: string): Received | string {
  try {
    return take(body, contentType)
  } catch (error) {
    if (error instanceof UnreadableRequest) return error.reason
    throw error
  }
}
function plainOf(body: string | Buffer, contentType?: string) {
  const received = take(body, contentType)
  if (!('plain' in received)) throw new Error('understood')
  return received.plain
}
/** Milliseconds of work, which a busy machine does not make more of. */
function effort(act: () => unknown): number {
  const before = process.cpuUsage()
  act()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}
/** What takes the square of its length takes minutes here. */
const SOON = 3000

describe('any bytes', () => {
  const contentTypes = fc.constantFrom(
    undefined,
    'application/json',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'multipart/form-data',
    'text/plain; charset=utf-16',
    ';;;',
  )

  it('are read or refused', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), contentTypes, (bytes, contentType) => {
        outcomeOf(Buffer.from(bytes), contentType)
      }),
      { numRuns: 500 },
    )
  })

  it('of recorded requests, damaged anywhere, are read or refused', () => {
    const damage = fc.record({
      request: fc.constantFrom(...recorded),
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      with: fc.uint8Array({ minLength: 1, maxLength: 4 }),
      drop: fc.nat(200),
    })
    fc.assert(
      fc.property(damage, ({ request, at, with: bytes, drop }) => {
        const body = Buffer.from(request.body)
        const place = Math.floor(at * body.length)
        outcomeOf(
          Buffer.concat([body.subarray(0, place), bytes, body.subarray(place + drop)]),
          request.contentType,
        )
      }),
      { numRuns: 1000 },
    )
  })

  it('of any JSON are read or refused', () => {
    const names = fc.constantFrom(
      ...['text', 'attachments', 'fields', 'title', 'value', 'actions', 'integration', 'url'],
      ...['props', 'priority', 'alerts', 'labels', 'version', 'groupKey', 'heartbeat', 'monitor'],
      ...['__proto__', 'constructor', 'toString', 'TEXT', 'color', 'author_name', 'context'],
    )
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof({ maxDepth: 6 }, tie('leaf'), tie('object'), tie('list')),
      object: fc.dictionary(names, tie('tree'), { maxKeys: 6 }),
      list: fc.array(tie('tree'), { maxLength: 4 }),
      leaf: fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null)),
    }))
    fc.assert(
      fc.property(fc.dictionary(names, tree, { maxKeys: 8 }), (json) => {
        outcomeOf(JSON.stringify(json))
      }),
      { numRuns: 500 },
    )
    expect(Object.getPrototypeOf({})).not.toHaveProperty('polluted')
  })
})

describe('limits', () => {
  it('one MiB', () => {
    const of = (size: number) => `{"text":"${'x'.repeat(size - 11)}"}`
    expect(plainOf(of(UPSTREAM_BODY_LIMIT)).text).toHaveLength(UPSTREAM_BODY_LIMIT - 11)
    expect(outcomeOf(of(UPSTREAM_BODY_LIMIT + 1))).toBe('too_large')
  })

  it('64 levels, 50,000 values', () => {
    const nested = (depth: number) =>
      `{"text":"x","props":${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}}`
    expect(plainOf(nested(63)).text).toBe('x')
    expect(outcomeOf(nested(64))).toBe('not_json')
    expect(outcomeOf(`{"text":${'['.repeat(500_000)}`)).toBe('not_json')
    expect(outcomeOf(`{"text":"x","a":[${'1,'.repeat(49_000)}1]}`)).toMatchObject({ signals: [] })
    expect(outcomeOf(`{"text":"x","a":[${'1,'.repeat(50_001)}1]}`)).toBe('not_json')
  })

  const title = (name: string, rest = '') =>
    JSON.stringify({
      text: '',
      attachments: [{ color: '#d9534f', text: `PROBLEM: [${name}${rest}` }],
    })
  const uuid = '5f8a1c62-3f0e-4b53-9a60-1d2c7b9e4a01'
  const link = `](https://o/a/services/browser/${uuid}) on [`
  const MANY = 900_000
  it.each([
    ['brackets', title('['.repeat(MANY))],
    ['line breaks', title('\\n'.repeat(10), '\n'.repeat(400_000))],
    ['links in a name', title(link.repeat(8000))],
    ['links and line breaks', title(`${link}\n`.repeat(8000))],
    ['bars', JSON.stringify({ text: '<a|'.repeat(MANY / 3) })],
    ['opening brackets', JSON.stringify({ text: '<'.repeat(MANY) })],
    ['keys', JSON.stringify({ text: 'apikey='.repeat(MANY / 7) })],
    ['hex', JSON.stringify({ text: 'a'.repeat(MANY) })],
    ['control characters', `{"text":"${'\t'.repeat(MANY)}"}`],
    ['backslashes', `{"text":"${'\\\\'.repeat(MANY / 2)}"}`],
    ['a string without an end', `{"text":"${'x'.repeat(MANY)}`],
    ['nagios', JSON.stringify({ text: `__PROBLEM__ ${' at x/'.repeat(MANY / 6)}` })],
    ['icinga', JSON.stringify({ text: `PROBLEM: Service ${'[x](y)@'.repeat(MANY / 7)}` })],
    ['fields', JSON.stringify({ attachments: [{ fields: Array(16_000).fill({ title: 'x' }) }] })],
    [
      'checkmk',
      JSON.stringify({
        attachments: [
          { title: 'Host PROBLEM notification', text: `Host: ${'x (IP: '.repeat(1000)}` },
          { title: 'Additional Info', text: `${'Please take a look: @x, '.repeat(40_000)}!` },
        ],
      }),
    ],
    [
      'alertmanager text',
      JSON.stringify({
        attachments: [
          {
            color: 'danger',
            title: '[FIRING:1] x',
            text: `Labels:\n${'  - a = b\n'.repeat(80_000)}`,
          },
        ],
      }),
    ],
  ])('many %s take no time', (_what, body) => {
    expect(body.length).toBeGreaterThan(100_000 / 3)
    expect(effort(() => outcomeOf(body))).toBeLessThan(SOON)
  })

  it.each([
    ['form', 'application/x-www-form-urlencoded', `payload=${'%'.repeat(900_000)}`],
    ['form names', 'application/x-www-form-urlencoded', '&payload'.repeat(100_000)],
    ['form blanks', 'application/x-www-form-urlencoded', `&${' '.repeat(900_000)}`],
    ['multipart', 'multipart/form-data; boundary=x', '--x\r\n'.repeat(200_000)],
    [
      'multipart head',
      'multipart/form-data; boundary=x',
      `--x\r\n${'a:'.repeat(400_000)}\r\n--x--`,
    ],
  ])('a bad %s takes no time', (_what, contentType, body) => {
    expect(effort(() => outcomeOf(body, contentType))).toBeLessThan(SOON)
  })
})

describe('bodies as careless senders make them', () => {
  const form = 'application/x-www-form-urlencoded'

  it.each<[string, string | Buffer, string | undefined, string]>([
    ['a byte order mark', '\ufeff{"text":"hi"}', undefined, 'hi'],
    ['a second value', '{"text":"hi"} {"text":"no"}', undefined, 'hi'],
    ['rubbish behind it', '{"text":"hi"}}}]]', undefined, 'hi'],
    ['another charset', Buffer.from('{"text":"h\xef"}', 'latin1'), undefined, 'h\ufffd'],
    ['names in capitals', '{"TEXT":"hi"}', undefined, 'hi'],
    ['a number', '{"text":42}', undefined, '42'],
    ['raw line ends', '{"text":"a\r\nb\u0001"}', undefined, 'a\r\nb\u0001'],
    ['a quote behind a backslash', '{"text":"a\\"\nb\\\\"}', undefined, 'a"\nb\\'],
    ['JSON as a form', '{"text":"a;b+c%"}', form, 'a;b+c%'],
    ['a proper form', 'payload=%7B%22text%22%3A%22a+b%3Bc%2B%22%7D', form, 'a b;c+'],
    ['a form with more', 'x=1&payload=%7B%22text%22:%22hi%22%7D&token=2', form, 'hi'],
    ['a form of raw JSON', 'payload={"text":"a;b + c %26 100% %25"}', form, 'a;b + c & 100% %'],
    ['raw JSON and more', 'payload={"text":"a&b"}&x=1', form, 'a&b'],
    ['a payload in a multipart', multipart('payload', '{"text":"hi"}'), MULTIPART, 'hi'],
    [
      'quotes around the boundary',
      multipart('text', 'hi'),
      `${MULTIPART.replace('=', '="')}"`,
      'hi',
    ],
  ])('%s', (_what, body, contentType, text) => {
    expect(plainOf(body, contentType).text).toBe(text)
  })

  it.each<[string, string, string | undefined, UnreadableRequest['reason']]>([
    ['nothing', '', undefined, 'not_json'],
    ['a list', '[{"text":"x"}]', undefined, 'not_json'],
    ['a text', '"x"', undefined, 'not_json'],
    ['half of it', '{"text":"x"', undefined, 'not_json'],
    ['UTF-16', Buffer.from('{"text":"x"}', 'utf16le').toString('latin1'), undefined, 'not_json'],
    ['a form without payload', 'text=x', form, 'bad_form'],
    ['a form with half of it', 'payload={"text":"x"', form, 'bad_form'],
    ['a multipart without an end', '--b\r\n', MULTIPART, 'bad_multipart'],
    ['a multipart without a boundary', '--b--', 'multipart/form-data', 'bad_multipart'],
    ['no words', '{}', undefined, 'empty'],
  ])('%s is refused', (_what, body, contentType, reason) => {
    expect(outcomeOf(body, contentType)).toBe(reason)
  })

  it('of which nothing stays that a database refuses, or that acts', () => {
    const message = plainOf(
      '{"text":"a\\u0000b\\ud800","__proto__":{"polluted":1},"props":{"__proto__":{"polluted":1},"card":"c",' +
        '"attachments":[{}],"override_username":"x","from_webhook":"true","ticketdesk":{"delivery":"1"}},' +
        '"type":"custom_ticketdesk_alert","attachments":[{"text":"t"}]}',
    )
    expect(message).toMatchObject({ text: 'ab\ufffd', props: { card: 'c' }, type: '' })
    expect(Object.keys(message.props)).toEqual(['card'])
    expect(message).not.toHaveProperty('polluted')
  })

  it('keeps buttons that lead somewhere, and nothing that only looks like one', () => {
    const action = (url: string, type = 'button') => ({
      name: url,
      type,
      integration: { url, context: { a: 1 } },
    })
    const actions = [
      action('https://example.org/do'),
      action('javascript:x'),
      action('/plugins/other/do'),
      action('https://user:pass@example.org'),
      action('https://example.org/do', 'select'),
      { name: 'none' },
    ]
    const { attachments } = plainOf(JSON.stringify({ attachments: [{ text: 'x', actions }] }))
    expect(attachments[0]?.buttons).toEqual([
      {
        name: 'https://example.org/do',
        style: '',
        url: 'https://example.org/do',
        context: { a: 1 },
      },
    ])
  })
})

describe('keys', () => {
  it.each([
    ['in a link', { text: `[x](https://o/a.json?uuid=1&apikey=${KEY}&x=1)` }],
    [
      'in a button',
      {
        text: 'x',
        attachments: [{ actions: [{ integration: { url: `https://o/?apikey=${KEY}` } }] }],
      },
    ],
    ['as a name', { text: 'x', props: { apikey: KEY } }],
    [
      'in the context',
      {
        attachments: [
          { text: 'x', actions: [{ integration: { url: 'https://o', context: { apiKey: KEY } } }] },
        ],
      },
    ],
    ['escaped', { text: `https://o/login?to=%2Fa%3Fapikey%3D${KEY}` }],
    ['as a header', { text: `Authorization: X-OITC-API ${KEY}` }],
    ['bare', { text: `the key is ${KEY}.` }],
    ['in capitals', { text: `APIKEY=${KEY.toUpperCase()}` }],
    ['short', { text: 'apikey=e1a4c0ffee' }],
    ['in a field', { attachments: [{ text: 'x', fields: [{ value: { apikey: KEY } }] }] }],
  ])('%s are taken out', (_where, body) => {
    expect(JSON.stringify(take(JSON.stringify(body))).toLowerCase()).not.toContain('e1a4c0ffee')
  })

  it('take no other words with them', () => {
    const text = `rotate the apikey today, api_key: see wiki; sha256 ${'ab'.repeat(32)}`
    expect(plainOf(JSON.stringify({ text })).text).toBe(text)
  })
})
