import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { rootCertificates } from 'node:tls'
import { parseStandalone } from '../../../src/config/standalone/parse'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ticketdesk-config-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const keep = (name: string, text: string) => {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}
const yaml = (text: string) => ({ TICKETDESK_CONFIG: keep('desk.yaml', text) })

/** All an old installation has. */
const old = {
  MATTERMOST_URL: 'https://mattermost.example.org/',
  BOT_TOKEN: 'bot-token',
  SLASH_TOKEN: 'slash-token',
  CALLBACK_URL: 'http://tickets.internal:8080',
}

function read(env: Record<string, string | undefined>) {
  const parsed = parseStandalone(env)
  if (!parsed.ok) throw new Error(parsed.complaints.join('\n'))
  return parsed.config
}
function complaintsAbout(env: Record<string, string | undefined>): string[] {
  const parsed = parseStandalone(env)
  return parsed.ok ? [] : parsed.complaints
}

describe('the environment of a small ticket service', () => {
  it('is enough', () => {
    const { connection, desk } = read(old)
    expect(connection).toEqual({
      mattermostUrl: 'https://mattermost.example.org',
      botToken: 'bot-token',
      slashTokens: ['slash-token'],
      callbackUrl: 'http://tickets.internal:8080',
      publicUrl: 'http://tickets.internal:8080',
      siteUrl: undefined,
      certificates: [],
      port: 8080,
      host: undefined,
      logLevel: 'info',
    })
    expect(desk.database).toEqual({ kind: 'embedded', directory: 'data' })
    expect(desk.timeZone).toBe('UTC')
  })

  it.each(['/ticket/submit', '/ticket', '/', '///', '/ticket/submit/'])(
    'may have %j at the end of CALLBACK_URL',
    (end) => {
      const { connection } = read({ ...old, CALLBACK_URL: old.CALLBACK_URL + end })
      expect(connection.callbackUrl).toBe('http://tickets.internal:8080')
    },
  )

  it('keeps a path of CALLBACK_URL that is its own', () => {
    const { connection } = read({
      ...old,
      CALLBACK_URL: 'https://x.example.org/desk/ticket/submit',
    })
    expect(connection.callbackUrl).toBe('https://x.example.org/desk')
  })

  it('takes several slash tokens, parted by blanks or commas', () => {
    const { connection } = read({ ...old, SLASH_TOKEN: ' one two,three ,\n four ' })
    expect(connection.slashTokens).toEqual(['one', 'two', 'three', 'four'])
  })

  it('takes empty variables for none', () => {
    const { connection, desk } = read({ ...old, DATABASE_URL: '', PORT: ' ', PUBLIC_URL: '' })
    expect([connection.port, connection.publicUrl]).toEqual([8080, old.CALLBACK_URL])
    expect(desk.database.kind).toBe('embedded')
  })

  it('takes what Kubernetes tells about a service of our name for nothing of ours', () => {
    const { connection } = read({
      ...old,
      TICKETDESK_PORT: 'tcp://10.0.0.7:8080',
      TICKETDESK_SERVICE_HOST: '10.0.0.7',
      TICKETDESK_PORT_8080_TCP_ADDR: '10.0.0.7',
    })
    expect(connection.port).toBe(8080)
  })
})

it('leaves variables of others alone, also those that begin like ours', () => {
  const { connection } = read({ ...old, TICKETDESK_TEST_DATABASE_URL: 'x', TICKETDESK_MODE: 'y' })
  expect(connection.port).toBe(8080)
})

describe('metrics', () => {
  it('have a port of their own, on the address of the other unless it is said', () => {
    const env = { ...old, METRICS_PORT: '9464', HOST: '10.0.0.7' }
    expect(read(env).connection.metricsAt).toEqual({ port: 9464, host: '10.0.0.7' })
    const { connection } = read({ ...env, METRICS_HOST: '127.0.0.1' })
    expect(connection).toMatchObject({ host: '10.0.0.7', metricsAt: { host: '127.0.0.1' } })
    const text = yaml('metrics_port: 9464\nmetrics_host: 127.0.0.1\n')
    const { metricsAt } = read({ ...old, ...text }).connection
    expect(metricsAt).toEqual({ port: 9464, host: '127.0.0.1' })
  })

  it('never stand on the port that browsers reach', () => {
    const complaint = 'METRICS_PORT must be another one than PORT'
    expect(complaintsAbout({ ...old, METRICS_PORT: '8080' })).toEqual([complaint])
    expect(complaintsAbout({ ...old, PORT: '9464', METRICS_PORT: '9464' })).toEqual([complaint])
    expect(complaintsAbout({ ...old, METRICS_PORT: 'x' })).toEqual([
      'METRICS_PORT must be a number up to 65535',
    ])
    expect(complaintsAbout({ ...old, PORT: '0', METRICS_PORT: '0' })).toEqual([])
  })
})

describe('secrets in files', () => {
  it('are read without the line end', () => {
    const { connection, desk } = read({
      ...old,
      BOT_TOKEN: undefined,
      BOT_TOKEN_FILE: keep('token', 'from-a-file\n'),
      TICKETDESK_ENCRYPTION_KEY_FILE: keep('key', 'a-long-enough-key-1 an-older-one-of-ours\n'),
    })
    expect(connection.botToken).toBe('from-a-file')
    expect(desk.encryptionKeys).toEqual(['a-long-enough-key-1', 'an-older-one-of-ours'])
  })

  it.each([
    ['does-not-exist', 'BOT_TOKEN_FILE names a file that does not exist'],
    ['.', 'BOT_TOKEN_FILE names a folder'],
    ['empty', 'BOT_TOKEN_FILE names an empty file'],
  ])('that cannot be read (%s) are complained about', (name, complaint) => {
    keep('empty', ' \n')
    const env = { ...old, BOT_TOKEN: undefined, BOT_TOKEN_FILE: join(folder, name) }
    expect(complaintsAbout(env)).toContain(complaint)
  })

  it('are not given twice', () => {
    const env = { ...old, BOT_TOKEN_FILE: keep('token', 'other') }
    expect(complaintsAbout(env)).toEqual(['BOT_TOKEN_FILE cannot be given together with BOT_TOKEN'])
  })
})

describe('YAML', () => {
  it('says everything the environment can', () => {
    const { connection, desk } = read(
      yaml(`
mattermost_url: https://mattermost.example.org
bot_token: 12345678901234567890
slash_token: [one, two]
callback_url: http://tickets.internal:8080
public_url: https://tickets.example.org/
site_url: https://chat.example.org
port: 9090
host: 127.0.0.1
database_url: postgres://desk:secret@db/desk
time_zone: Europe/Berlin
language: de
log_level: debug
encryption_key: a-long-enough-key-1
`),
    )
    expect(connection).toMatchObject({
      botToken: '12345678901234567890',
      slashTokens: ['one', 'two'],
      publicUrl: 'https://tickets.example.org',
      siteUrl: 'https://chat.example.org',
      port: 9090,
      host: '127.0.0.1',
      logLevel: 'debug',
    })
    expect(desk).toMatchObject({
      timeZone: 'Europe/Berlin',
      language: 'de',
      database: { kind: 'url', url: 'postgres://desk:secret@db/desk' },
      encryptionKeys: ['a-long-enough-key-1'],
    })
  })

  it('holds the form and the sources as they are, with names written either way', () => {
    const { desk } = read({
      ...old,
      ...yaml(`
form:
  fields:
    - { name: cluster, type: text, label: { en: Cluster, de: Rechner } }
sources:
  - name: monitoring
    key: a-long-random-text-0001
    kind: openitcockpit
    channel: ops/alerts
    ack_group: operators
    rules: [{ at_least: critical, channel: ops/urgent }]
    upstream: { base_url: https://oitc.example.org, two_way: true, apiKey: key-of-ours }
`),
    })
    expect(desk.form.fields).toMatchObject([{ name: 'cluster', label: { de: 'Rechner' } }])
    expect(desk.sources).toMatchObject([
      {
        name: 'monitoring',
        ackGroup: 'operators',
        rules: [{ atLeast: 'critical', channel: 'ops/urgent' }],
        upstream: { baseUrl: 'https://oitc.example.org', twoWay: true, apiKey: 'key-of-ours' },
      },
    ])
  })

  it('is the same as JSON in the environment', () => {
    const fields = [{ name: 'a', type: 'text', label: 'A' }]
    const fromYaml = read({ ...old, ...yaml('form: {fields: [{name: a, type: text, label: A}]}') })
    const fromEnvironment = read({ ...old, TICKETDESK_FORM: JSON.stringify({ fields }) })
    expect(fromYaml.desk.formRevision).toBe(fromEnvironment.desk.formRevision)
  })

  it('gives way to the environment', () => {
    const { connection } = read({ ...old, ...yaml('port: 9090\nhost: localhost'), PORT: '7070' })
    expect([connection.port, connection.host]).toEqual([7070, 'localhost'])
  })

  it('may be empty', () => {
    expect(read({ ...old, ...yaml('# nothing yet\n') }).connection.port).toBe(8080)
  })
})

describe('complaints', () => {
  it('come all at once, each under the name people used', () => {
    const complaints = complaintsAbout({
      MATTERMOST_URL: 'mattermost.example.org',
      PORT: '80800',
      TICKETDESK_LANGUAGE: 'tlh',
      TICKETDESK_TIMEZONE: 'UTC',
      ...yaml('time_zone: Mars/Olympus\nsourcs: []\ndatabase_url: mysql://u:hunter2@db\n'),
    })
    expect(complaints.map((one) => one.replace(/ (must|is|has).*/, '')).sort()).toEqual([
      'BOT_TOKEN',
      'CALLBACK_URL',
      'MATTERMOST_URL',
      'PORT',
      'SLASH_TOKEN',
      'TICKETDESK_LANGUAGE',
      'TICKETDESK_TIMEZONE',
      'database_url (desk.yaml, line 3, column 1)',
      'sourcs (desk.yaml, line 2, column 1)',
      'time_zone (desk.yaml, line 1, column 1)',
    ])
    expect(complaints).toContainEqual(expect.stringMatching(/^sourcs .*did you mean sources\?$/))
    expect(complaints).toContainEqual(expect.stringMatching(/did you mean TICKETDESK_TIME_ZONE\?$/))
  })

  it('say where in the form and the sources', () => {
    const complaints = complaintsAbout({
      ...old,
      ...yaml(`
form:
  fields:
    - name: a
      type: text
sources:
  - name: monitoring
    key: short
    channel: ops/alerts
    rules:
      - at_least: terrible
`),
    })
    expect(complaints).toEqual([
      'form (desk.yaml, line 4, column 7) at $.fields[0].label: is missing',
      'sources (desk.yaml, line 8, column 10) at $[0].key: must have at least 16 characters',
      expect.stringMatching(/^sources \(desk.yaml, line 11, column 19\) at .*must be one of/),
    ])
  })

  it.each([
    ['a: [b', 'line 1'],
    ['port: 1\nport: 2', 'line 2'],
    ['bot_token: *hunter2', 'line 1'],
    ['bot_token: !hunter2 x', 'line 1'],
    ['bot_token: @hunter2', 'line 1'],
    ['bot_token: "hunter2', 'line'],
    ['bot_token: hunter2: hunter2', 'line 1'],
    ['bot_token: |hunter2\n  x', 'line 1'],
    ['bot_token: "\\hunter2"', 'line 1'],
    ['\tbot_token: hunter2', 'line 1'],
    ['bot_token: hunter2\n---\nbot_token: hunter2', 'line 2'],
    ['- hunter2', 'must be a list of names and values'],
    ['bot_token: {hunter2: 1}', 'must be a text'],
    ['mattermost_url: https://u:hunter2@mattermost.example.org', 'without user'],
    ['database_url: hunter2', 'postgres://'],
    ['encryption_key: hunter2', 'at least 16'],
    ['log_level: hunter2', 'must be one of'],
    ['ssl_cert_file: /hunter2', 'does not exist'],
    ['host: "hunter2 hunter2"', 'must be an address'],
    ['slash_token: [ ]', 'must be one or more tokens'],
  ])('about %j say where and what, and quote nothing', (text, expected) => {
    const complaints = complaintsAbout({ ...yaml(text) })
    expect(complaints.join('\n')).toContain(expected)
    expect(complaints.join('\n')).not.toContain('hunter2')
  })

  it('say when the file itself cannot be read', () => {
    const env = { ...old, TICKETDESK_CONFIG: join(folder, 'nothing.yaml') }
    expect(complaintsAbout(env)).toEqual(['TICKETDESK_CONFIG names a file that does not exist'])
  })
})

describe('SSL_CERT_FILE', () => {
  const [one = '', other = ''] = rootCertificates

  it('brings every certificate in it', () => {
    const SSL_CERT_FILE = keep('ca.pem', `# ours\n${one}\n# theirs\n${other}\n`)
    expect(read({ ...old, SSL_CERT_FILE }).connection.certificates).toEqual([one, other])
  })

  it.each(['', 'no certificate', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----'])(
    'must hold certificates, and not %j',
    (text) => {
      const SSL_CERT_FILE = keep('ca.pem', text)
      expect(complaintsAbout({ ...old, SSL_CERT_FILE })).toEqual([
        'SSL_CERT_FILE names a file without certificates in PEM',
      ])
    },
  )
})
