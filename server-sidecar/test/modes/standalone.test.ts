import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import http from 'node:http'
import https from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildSidecar } from '../built-sidecar'
import {
  openRestMattermost,
  type RestChannel,
  type RestMattermost,
  type RestUser,
} from '../fakes/rest-mattermost'
import { until } from '../until'
import { type SidecarProcess, startSidecar } from './a-process'

jest.setTimeout(60_000)

let sidecar: Awaited<ReturnType<typeof buildSidecar>>
beforeAll(async () => {
  sidecar = await buildSidecar()
})
afterAll(() => sidecar.remove())

let mattermost: RestMattermost
let jane: RestUser
let channel: RestChannel
let folder: string
const running: SidecarProcess[] = []
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ticketdesk-standalone-'))
  mattermost = await openRestMattermost()
  jane = mattermost.addUser('jane')
  channel = mattermost.addChannel('O', {
    [jane.id]: 'channel_user',
    [mattermost.bot.id]: 'channel_user',
  })
})
afterEach(async () => {
  for (const { child, ended } of running.splice(0)) {
    child.kill('SIGKILL')
    await ended
  }
  await mattermost.close()
  rmSync(folder, { recursive: true, force: true })
})

const keep = (name: string, text: string) => {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}
const settings = () => ({
  MATTERMOST_URL: mattermost.url,
  BOT_TOKEN: mattermost.token,
  SLASH_TOKEN: 'slash-token',
  CALLBACK_URL: 'http://tickets.internal:8080',
  DATA_DIR: join(folder, 'data'),
  PORT: '0',
  HOST: '127.0.0.1',
})
async function start(env: Record<string, string> = {}): Promise<SidecarProcess> {
  const started = await startSidecar(sidecar.file, { ...settings(), ...env })
  running.push(started)
  return started
}
const connected = (one: SidecarProcess) =>
  until('it is connected', () => one.said('connected to Mattermost') !== undefined)

const slash = ({ url }: SidecarProcess, text: string, token = 'slash-token') => {
  const form = { token, user_id: jane.id, channel_id: channel.id, trigger_id: 'x', root_id: '' }
  return fetch(`${url}/ticket`, { method: 'POST', body: new URLSearchParams({ ...form, text }) })
}
/** Types `/ticket`, and fills in what opens. */
async function openTicket(one: SidecarProcess) {
  const before = mattermost.dialogs.length
  expect((await slash(one, '')).status).toBe(200)
  const { dialog } = mattermost.dialogs[before] as { dialog: { state: string } }
  const submission = { cluster: 'prod-cluster', resource: 'web-01', problem: 'It is down' }
  const answer = await fetch(`${one.url}/ticket/submit`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ user_id: jane.id, state: dialog.state, submission }),
  })
  expect([answer.status, await answer.json()]).toEqual([200, {}])
}
const tickets = () =>
  mattermost.posts
    .filter(({ type }) => type === 'custom_ticketdesk_ticket')
    .map(({ props }) => String(props['ticket_id']).slice(-4))
const health = async ({ url }: SidecarProcess) => [
  await (await fetch(`${url}/health`)).json(),
  (await fetch(`${url}/health/ready`)).status,
]

describe('a sidecar beside a Mattermost', () => {
  it('serves, opens tickets, and goes when it is told', async () => {
    const one = await start()
    await connected(one)
    expect(await health(one)).toEqual([{ status: 'ok' }, 200])
    await openTicket(one)
    await until('it is posted', () => tickets().length === 1)
    expect(mattermost.posts.at(-1)?.user_id).toBe(mattermost.bot.id)
    one.child.kill('SIGTERM')
    expect(await one.ended).toBe(0)
    expect(one.lines.map(({ message }) => message)).toEqual(
      expect.arrayContaining(['serving', 'connected to Mattermost', 'stopping', 'stopped']),
    )
    expect(one.err()).toBe('')
    for (const line of one.lines) {
      expect(line.time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
      expect(['debug', 'info', 'warn', 'error']).toContain(line.level)
    }
    expect(JSON.stringify(one.lines)).not.toMatch(/bot-token|slash-token/)
  })

  it('starts while Mattermost is away, takes alerts, and posts them when it is there', async () => {
    const sources = [{ name: 'watch', key: 'a-long-random-text-1', channel: channel.id }]
    const env = { TICKETDESK_SOURCES: JSON.stringify(sources) }
    const hook = ({ url }: SidecarProcess, text: string) =>
      fetch(`${url}/hooks/a-long-random-text-1`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ text }),
      })
    const first = await start(env)
    await until('its source is known', async () => (await hook(first, 'hello')).status === 200)
    first.child.kill('SIGTERM')
    expect(await first.ended).toBe(0)

    mattermost.instead = () => 'drop'
    const one = await start(env)
    await until('it says so', () => one.lines.some(({ level }) => level === 'error'))
    expect(await health(one)).toEqual([{ status: 'ok' }, 503])
    expect((await hook(one, 'The house is on fire')).status).toBe(200)
    mattermost.instead = () => undefined
    await connected(one)
    await until(
      'it is posted',
      () => mattermost.posts.some(({ message }) => /fire/.test(message)),
      45_000,
    )
    expect(await health(one)).toEqual([{ status: 'ok' }, 200])
  })

  it('loses no ticket to a Mattermost that went and a process that was killed', async () => {
    const one = await start()
    await connected(one)
    mattermost.instead = ({ method, path }) =>
      method === 'POST' && path === '/posts' ? 'drop' : undefined
    await openTicket(one)
    expect(tickets()).toEqual([])
    one.child.kill('SIGKILL')
    await one.ended
    mattermost.instead = () => undefined
    const next = await start()
    await connected(next)
    await openTicket(next)
    await until('both are posted', () => tickets().length === 2, 45_000)
    expect(tickets().sort()).toEqual(['0001', '0002'])
  })

  it('starts while its database is away, and says so to who asks', async () => {
    const url = 'postgres://desk:hunter2@127.0.0.1:1/desk?sslmode=disable'
    const one = await start({ DATABASE_URL: url })
    await connected(one)
    expect(await health(one)).toEqual([{ status: 'ok' }, 503])
    const { text } = (await (await slash(one, '')).json()) as { text: string }
    expect(text).toMatch(/Ticketdatenbank/)
    expect(JSON.stringify(one.lines)).not.toContain('hunter2')
  })

  it('finishes what it took when it is told to stop, and takes nothing more', async () => {
    const one = await start()
    await connected(one)
    const form = { token: 'slash-token', user_id: jane.id, text: 'help' }
    const body = new URLSearchParams(form).toString()
    const request = http.request(`${one.url}/ticket`, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/x-www-form-urlencoded',
        'Content-Length': body.length,
      },
    })
    const answered = new Promise<number | undefined>((resolve, reject) => {
      request.on('response', (response) => {
        response.resume()
        resolve(response.statusCode)
      })
      request.on('error', reject)
    })
    request.write(body.slice(0, 10))
    await until('it has begun', async () => {
      // A second request on the same server shows that the first one's head was read.
      return (await fetch(`${one.url}/health`)).status === 200
    })
    one.child.kill('SIGTERM')
    await until('it stops', () => one.said('stopping') !== undefined)
    await expect(fetch(`${one.url}/health`)).rejects.toThrow()
    request.end(body.slice(10))
    expect(await answered).toBe(200)
    expect(await one.ended).toBe(0)
  })

  it('reads its settings again when it is told, and keeps the old ones rather than bad ones', async () => {
    const text = (label: string) =>
      `form: {fields: [{name: a, type: text, label: "${label}"}]}\nslash_token: [one, two]\n`
    const path = keep('desk.yaml', text('Before'))
    const one = await start({ TICKETDESK_CONFIG: path, SLASH_TOKEN: '' })
    await connected(one)
    const label = async (token: string) => {
      const before = mattermost.dialogs.length
      expect((await slash(one, '', token)).status).toBe(200)
      const { dialog } = mattermost.dialogs[before] as {
        dialog: { elements: { display_name: string }[] }
      }
      return dialog.elements[0]?.display_name
    }
    expect(await label('one')).toBe('Before')
    keep('desk.yaml', 'form: {fields: 3}\nslash_token: three\n')
    one.child.kill('SIGHUP')
    await until('it complains', () => one.lines.some(({ level }) => level === 'error'))
    expect(await label('one')).toBe('Before')
    keep('desk.yaml', text('After').replace('[one, two]', 'three'))
    one.child.kill('SIGHUP')
    await until('it was read', () => one.said('the settings were read again') !== undefined)
    expect(await label('three')).toBe('After')
    expect((await slash(one, '', 'one')).status).toBe(401)
  })

  it('ends with 1 when its port is taken', async () => {
    const one = await start()
    const other = await start({ PORT: new URL(one.url).port, DATA_DIR: join(folder, 'other') })
    expect(await other.ended).toBe(1)
    expect(other.said('the port cannot be opened')).toMatchObject({ reason: 'EADDRINUSE' })
    expect(other.err()).toBe('')
  })

  it('trusts the certificates it is told to, besides those everybody does', async () => {
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
    const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost']
    const made = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', cert]
    execFileSync('openssl', [...made, ...names], { stdio: 'ignore' })
    // What Mattermost says, behind a proxy with a certificate of its own.
    const options = { key: readFileSync(key), cert: readFileSync(cert) }
    const proxy = https.createServer(options, (request, response) => {
      const { method, headers } = request
      const on = http.request(mattermost.url + request.url, { method, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 500, answer.headers)
        answer.pipe(response)
      })
      request.pipe(on)
    })
    await new Promise<void>((ready) => proxy.listen(0, 'localhost', ready))
    const url = `https://localhost:${(proxy.address() as AddressInfo).port}`
    const without = await start({ MATTERMOST_URL: url })
    const refused = () => without.lines.find(({ level }) => level === 'error')
    await until('it is refused', () => refused() !== undefined)
    expect(refused()).toMatchObject({ remedy: expect.stringContaining('SSL_CERT_FILE') })
    const SSL_CERT_FILE = cert
    const DATA_DIR = join(folder, 'other')
    const trusting = await start({ MATTERMOST_URL: url, SSL_CERT_FILE, DATA_DIR })
    await connected(trusting)
    expect(await health(trusting)).toEqual([{ status: 'ok' }, 200])
    expect(without.said('connected to Mattermost')).toBeUndefined()
    proxy.closeAllConnections()
    proxy.close()
  })

  it('writes no more than it is asked to', async () => {
    const one = await startSidecar(sidecar.file, { ...settings(), TICKETDESK_LOG_LEVEL: 'info' })
    running.push(one)
    await connected(one)
    expect(one.lines.some(({ level }) => level === 'debug')).toBe(false)
  })
})

describe('a word behind its name', () => {
  const run = (args: string[], env: Record<string, string> = settings()) =>
    spawnSync(process.execPath, [sidecar.file, ...args], {
      ...{ encoding: 'utf8', timeout: 20_000 },
      env: { PATH: process.env['PATH'], ...env },
    })

  it('--check-config finds nothing to say against what can be used', () => {
    const { status, stdout, stderr } = run(['--check-config'])
    expect([status, stderr]).toEqual([0, ''])
    expect(stdout).toContain('can be used')
    expect(stdout).not.toMatch(/bot-token|slash-token/)
  })

  it.each([[['--check-config']], [[]]])(
    '%j: all complaints at once, exit code 2, no stack and no secrets',
    (args) => {
      const env = {
        ...settings(),
        MATTERMOST_URL: 'https://u:hunter2@chat.example.org',
        DATABASE_URL: 'postgres://u:hunter2@db/x?sslmode=perhaps',
        TICKETDESK_LANGUAGE: 'tlh',
      }
      const { status, stdout, stderr } = run(args, env)
      expect([status, stdout]).toEqual([2, ''])
      expect(stderr).toMatch(/^MATTERMOST_URL must /m)
      expect(stderr).toMatch(/^TICKETDESK_LANGUAGE must /m)
      expect(stderr).not.toMatch(/hunter2|^\s+at /m)
    },
  )

  it('a data source that cannot be read is a complaint too', () => {
    const url = 'postgres://u:hunter2@db/x?sslmode=perhaps'
    const { status, stderr } = run(['--check-config'], { ...settings(), DATABASE_URL: url })
    expect(status).toBe(2)
    expect(stderr).toMatch(/^DATABASE_URL /)
    expect(stderr).not.toContain('hunter2')
  })

  it('health says whether one of the same settings is alive', async () => {
    const one = await start()
    const env = { ...settings(), PORT: new URL(one.url).port }
    const alive = await startSidecar(sidecar.file, env, ['health'])
    expect(await alive.ended).toBe(0)
    one.child.kill('SIGKILL')
    await one.ended
    const { status, stderr } = run(['health'], env)
    expect(status).toBe(1)
    expect(stderr).toMatch(/^nothing answers at /)
  })

  it('that it does not know gets the words it knows', () => {
    const { status, stderr } = run(['docter'])
    expect(status).toBe(2)
    expect(stderr).toContain('--check-config')
  })

  it('--version and --help say what it is', () => {
    expect(run(['--version']).stdout).toMatch(/^ticketdesk \d+\.\d+\.\d+\n$/)
    expect(run(['--help'])).toMatchObject({ status: 0, stdout: expect.stringContaining('health') })
  })
})
