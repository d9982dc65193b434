import { parseConfig } from '../../src/config/parse'

const KEY = 'k'.repeat(26)
const minimal = { name: 'monitoring', key: KEY, channel: 'ops/alerts' }

function parse(sources: unknown) {
  return parseConfig({ sources: typeof sources === 'string' ? sources : JSON.stringify(sources) })
}
function complaintsAbout(sources: unknown): string[] {
  const parsed = parse(sources)
  return parsed.ok ? [] : parsed.complaints.map(({ field, message }) => `${field} ${message}`)
}

describe('declared sources', () => {
  test('take their defaults', () => {
    const parsed = parse([minimal])
    expect(parsed.ok && parsed.config.sources).toEqual([
      {
        ...minimal,
        kind: 'detect',
        replies: 'changes',
        storm: { problems: 20, seconds: 60 },
        rules: [],
      },
    ])
  })

  test('are read whole', () => {
    const whole = {
      ...minimal,
      kind: 'openitcockpit',
      replies: 'none',
      storm: { problems: 0, seconds: 0 },
      rules: [
        { host: 'db-*', atLeast: 'critical', hours: '22:00-06:00', mentions: ['here'] },
        { service: 'backup', channel: 'o'.repeat(26), priority: 'urgent' },
      ],
      upstream: {
        baseUrl: 'https://m.example.org',
        apiKey: 'secret',
        twoWay: true,
        way: 'command',
        proxyUrl: 'http://proxy:3128',
        insecure: true,
      },
      ackGroup: 'operators',
    }
    const parsed = parse([whole])
    expect(parsed.ok && parsed.config.sources).toEqual([whole])
  })

  test.each<[string, unknown, string]>([
    ['no list', { sources: [] }, 'at $: must be a list'],
    ['no JSON', '[{]', 'is not JSON: unexpected "]" at line 1, column 3'],
    ['no key', [{ name: 'a', channel: 'a1/b' }], 'at $[0].key: is missing'],
    [
      'a short key',
      [{ ...minimal, key: 'short' }],
      'at $[0].key: must have at least 16 characters',
    ],
    ['a key that needs escapes', [{ ...minimal, key: `${KEY}/x` }], 'at $[0].key: may hold'],
    ['a channel without its team', [{ ...minimal, channel: 'alerts' }], 'at $[0].channel: must be'],
    ['an unknown kind', [{ ...minimal, kind: 'nagioss' }], 'at $[0].kind: must be one of detect'],
    ['a misspelt option', [{ ...minimal, chanel: 'x' }], 'at $[0]: does not know "chanel"'],
    [
      'hours nobody can read',
      [{ ...minimal, rules: [{ hours: '8 to 5' }] }],
      'at $[0].rules[0].hours: must be like 08:00-18:00',
    ],
    [
      'a mention with an at sign',
      [{ ...minimal, rules: [{ mentions: ['@here'] }] }],
      'at $[0].rules[0].mentions[0]: must be a name',
    ],
    [
      'an address with a password',
      [{ ...minimal, upstream: { baseUrl: 'https://me:pw@m.example.org' } }],
      'at $[0].upstream.baseUrl: must be an http or https address',
    ],
    [
      'two of one name',
      [minimal, { ...minimal, name: 'Monitoring', key: 'z'.repeat(26) }],
      "at $[1].name: is the same as another source's",
    ],
    ['two of one key', [minimal, { ...minimal, name: 'b' }], 'at $[1].key: is the same'],
  ])('complain about %s', (_what, sources, complaint) => {
    expect(complaintsAbout(sources)).toContainEqual(expect.stringContaining(`Sources ${complaint}`))
  })

  test('complain about everything at once, and never quote a secret', () => {
    const wrong = { name: '', key: 'short secret', channel: 'x', upstream: { apiKey: 7 } }
    const complaints = complaintsAbout([wrong])
    expect(complaints.length).toBeGreaterThanOrEqual(5)
    expect(complaints.join()).not.toContain('short secret')
  })
})

describe('the encryption key', () => {
  test('may be followed by the ones before it', () => {
    const parsed = parseConfig({ EncryptionKey: ` ${'a'.repeat(32)}  ${'b'.repeat(32)} ` })
    expect(parsed.ok && parsed.config.encryptionKeys).toEqual(['a'.repeat(32), 'b'.repeat(32)])
  })

  test('is not short', () => {
    const parsed = parseConfig({ EncryptionKey: `${'a'.repeat(32)} short` })
    expect(parsed.ok || parsed.complaints).toEqual([
      { field: 'EncryptionKey', message: expect.stringContaining('at least 16 characters') },
    ])
  })
})
