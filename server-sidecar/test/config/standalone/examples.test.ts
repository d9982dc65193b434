import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { rootCertificates } from 'node:tls'
import { parse } from 'yaml'
import { parseStandalone } from '../../../src/config/standalone/parse'

// What people copy from deploy/ must be understood by what they start with it.
const deploy = (name: string) => join(__dirname, '../../../../deploy', name)
const read = (name: string) => readFileSync(deploy(name), 'utf8')

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ticketdesk-examples-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const keep = (name: string, text: string) => {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

/** Takes the mark of a comment from lines that are settings and not sentences. */
const uncomment = (text: string) => text.replace(/^#(?=[a-z_]+:| {2}|[A-Z_]+=)/gm, '')

const tokens = { BOT_TOKEN: 'bot-token', SLASH_TOKEN: 'slash-token' }

it('takes the example as it is, tokens given', () => {
  const config = keep('ticketdesk.yaml', read('ticketdesk.example.yaml'))
  const parsed = parseStandalone({ ...tokens, TICKETDESK_CONFIG: config })
  expect(parsed).toMatchObject({ ok: true, config: { connection: { port: 8080 } } })
})

it('takes the example with everything in it that is commented out', () => {
  const certificate = keep('ca.pem', rootCertificates[0] ?? '')
  const text = uncomment(read('ticketdesk.example.yaml')).replace(
    /^ssl_cert_file: .*$/m,
    `ssl_cert_file: ${certificate}`,
  )
  expect(text).toMatch(/^sources:\n {2}- name: monitoring$/m)
  const parsed = parseStandalone({ ...tokens, TICKETDESK_CONFIG: keep('all.yaml', text) })
  expect(parsed).toMatchObject({
    ok: true,
    config: { connection: { publicUrl: 'https://ticketdesk.example.org' } },
  })
})

it('takes the environment file of the systemd unit, filled in', () => {
  const lines = uncomment(read('ticketdesk.env.example'))
    .split('\n')
    .filter((line) => /^[A-Z]/.test(line))
    .map((line) => line.split(/=(.*)/s) as [string, string])
  expect(lines.map(([name]) => name)).toEqual(['BOT_TOKEN', 'SLASH_TOKEN', 'DATABASE_URL'])
  const given = Object.fromEntries(lines.map(([name, value]) => [name, value || 'a-token']))
  const config = keep('ticketdesk.yaml', read('ticketdesk.example.yaml'))
  const parsed = parseStandalone({ ...given, TICKETDESK_CONFIG: config })
  expect(parsed).toMatchObject({ ok: true, config: { desk: { database: { kind: 'url' } } } })
})

it('takes the environment of the compose file, its secrets and the example', () => {
  const { environment } = parse(read('compose.yaml'), { merge: true }).services.ticketdesk
  const secret = keep('secret', 'postgres://ticketdesk:password@postgres:5432/ticketdesk\n')
  const config = keep('ticketdesk.yaml', read('ticketdesk.example.yaml'))
  const given = Object.entries<string>(environment).map(([name, value]) => {
    if (name.endsWith('_FILE')) return [name, secret]
    return [name, name === 'TICKETDESK_CONFIG' ? config : value.replace(/^\$\{.*\}$/, '')]
  })
  const parsed = parseStandalone(Object.fromEntries(given))
  expect(parsed).toMatchObject({
    ok: true,
    config: { connection: { mattermostUrl: 'http://mattermost:8065' } },
  })
})
