import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runDoctor } from '../../src/modes/standalone/doctor'
import { type DoctorMattermost, openDoctorMattermost } from '../fakes/doctor-mattermost'

let mattermost: DoctorMattermost
let folder: string
let port: number
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ticketdesk-doctor-'))
  mattermost = await openDoctorMattermost()
  port = await aFreePort()
  for (const trigger of ['ticket', 'alerts', 'case']) {
    const url = `http://127.0.0.1:${port}/${trigger}`
    mattermost.commands.set(trigger, { url, token: `token-of-${trigger}` })
  }
})
afterEach(async () => {
  await mattermost.close()
  rmSync(folder, { recursive: true, force: true })
})

async function aFreePort(): Promise<number> {
  const server: Server = createServer()
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const free = (server.address() as AddressInfo).port
  await new Promise((done) => server.close(done))
  return free
}

async function examine(more: Record<string, string> = {}) {
  let out = ''
  let err = ''
  const env = {
    MATTERMOST_URL: mattermost.url,
    BOT_TOKEN: mattermost.token,
    SLASH_TOKEN: 'token-of-ticket token-of-alerts token-of-case',
    CALLBACK_URL: `http://127.0.0.1:${port}`,
    DATA_DIR: join(folder, 'data'),
    PORT: String(port),
    HOST: '127.0.0.1',
    PUBLIC_URL: 'https://tickets.example.org',
    ...more,
  }
  const code = await runDoctor({
    ...{ env, args: ['doctor'] },
    out: (text) => {
      out += text
    },
    err: (text) => {
      err += text
    },
  })
  return { code, out, err }
}

it('finds nothing to cure where everything is as it should be', async () => {
  const { code, out } = await examine()
  expect(out).toMatch(/^ok +\/ticket in ops +reaches us$/m)
  expect(out).toMatch(/^ok +bot token +@deskbot$/m)
  expect(out).toMatch(/^ok +WebSocket /m)
  expect(out).toMatch(/^ok +CALLBACK_URL +Mattermost reaches us at http:/m)
  expect(out).toMatch(/Everything works\.\n$/)
  expect(out).not.toMatch(/^(FAIL|warn)/m)
  expect(code).toBe(0)
  expect(out).not.toMatch(/bot-token|token-of/)
})

it('does nothing that anybody sees', async () => {
  await examine()
  const writing = mattermost.asked.filter((line) => !line.startsWith('GET'))
  expect(new Set(writing)).toEqual(
    new Set(['POST /actions/dialogs/submit', 'POST /commands/execute']),
  )
})

it.each<[string, () => void, RegExp, RegExp]>([
  [
    'a token nobody knows',
    () => {
      mattermost.token = 'another'
    },
    /^FAIL bot token +refused with 401$/m,
    /BOT_TOKEN/,
  ],
  [
    'a bot without a team',
    () => {
      mattermost.hasTeam = false
    },
    /^FAIL teams/m,
    /add @deskbot to the teams/,
  ],
  [
    'a Mattermost without an address',
    () => {
      mattermost.config['SiteURL'] = ''
    },
    /^FAIL site URL/m,
    /Site URL/,
  ],
  [
    'slash commands that are switched off',
    () => {
      mattermost.config['EnableCommands'] = 'false'
    },
    /^FAIL slash commands/m,
    /enable custom slash commands/,
  ],
  [
    'a clock that is ten minutes ahead',
    () => {
      mattermost.ahead = 600_000
    },
    /^FAIL clock +(599|600|601) s apart$/m,
    /NTP/,
  ],
  [
    'a proxy that passes no WebSocket on',
    () => {
      mattermost.speaks = false
    },
    /^FAIL WebSocket/m,
    /Upgrade/,
  ],
  [
    'no command',
    () => {
      mattermost.commands.delete('ticket')
    },
    /^FAIL \/ticket in ops +there is no such command$/m,
    /request URL http:\/\/127\.0\.0\.1:\d+\/ticket, method POST/,
  ],
  [
    'a command whose token we do not have',
    () => {
      mattermost.commands.get('ticket')!.token = 'unknown'
    },
    /^FAIL \/ticket in ops +answered with 401$/m,
    /SLASH_TOKEN/,
  ],
  [
    'a command that leads nowhere',
    () => {
      mattermost.commands.get('ticket')!.url = 'http://127.0.0.1:1/ticket'
    },
    /^FAIL \/ticket in ops +Mattermost does not reach http:\/\/127/m,
    /AllowedUntrustedInternalConnections\) must name 127\.0\.0\.1/,
  ],
  [
    'a command that leads to another path',
    () => {
      mattermost.commands.get('ticket')!.url = `http://127.0.0.1:${port}/tickets`
    },
    /^FAIL \/ticket in ops +answered with /m,
    /request URL must be/,
  ],
])('sees %s, and says what to do', async (_, spoil, seen, remedy) => {
  spoil()
  const { code, out } = await examine({ BOT_TOKEN: 'bot-token' })
  expect(out).toMatch(seen)
  expect(out).toMatch(remedy)
  expect(code).toBe(1)
})

it('only warns of the token of a person, as old installations may have one', async () => {
  mattermost.me.is_bot = false
  const { code, out } = await examine()
  expect(out).toMatch(/^warn bot token +belongs to @deskbot, who is no bot$/m)
  expect(code).toBe(0)
})

it('only warns of a command that not everybody wants', async () => {
  mattermost.commands.delete('case')
  const { code, out } = await examine()
  expect(out).toMatch(/^warn \/case in ops +there is no such command$/m)
  expect(code).toBe(0)
})

it('warns of an address that pages on https may not ask', async () => {
  const { code, out } = await examine({ PUBLIC_URL: 'http://tickets.example.org' })
  expect(out).toMatch(/^warn address for browsers/m)
  expect(code).toBe(0)
})

it('warns of buttons on its posts that nobody can press', async () => {
  const buttons = (...ids: string[]) => ({ attachments: [{ actions: ids.map((id) => ({ id })) }] })
  mattermost.posts = {
    a: { user_id: mattermost.me.id, props: buttons('take', 'take_ticket') },
    b: { user_id: 'somebody', props: buttons('not-ours') },
    c: { user_id: mattermost.me.id, props: {} },
  }
  const { code, out } = await examine()
  expect(out).toMatch(/^warn button ids +with other signs .*: "take_ticket"$/m)
  expect(code).toBe(0)
})

it('sees that dialogs and buttons lead nowhere, though commands arrive', async () => {
  const { code, out } = await examine({ CALLBACK_URL: 'http://127.0.0.1:1' })
  expect(out).toMatch(/^ok +\/ticket in ops +reaches us$/m)
  expect(out).toMatch(/^FAIL CALLBACK_URL +Mattermost gets no answer of ours from http:\S+:1$/m)
  expect(out).toMatch(/AllowedUntrustedInternalConnections\) must name 127\.0\.0\.1/)
  expect(code).toBe(1)
})

it('sees that dialogs and buttons lead to somebody else', async () => {
  const other = createServer((_, response) => response.end('{}'))
  await new Promise<void>((ready) => other.listen(0, '127.0.0.1', ready))
  const url = `http://127.0.0.1:${(other.address() as AddressInfo).port}`
  const { code, out } = await examine({ CALLBACK_URL: url })
  expect(out).toMatch(/^FAIL CALLBACK_URL +somebody else answers at http:/m)
  expect(code).toBe(1)
  other.closeAllConnections()
  await new Promise((done) => other.close(done))
})

it.each([
  ['goes away', undefined, /does not answer any more: \S+$/m],
  ['is away behind a proxy', 502, /does not answer any more: 502$/m],
])('sees that Mattermost %s meanwhile, and blames nothing else', async (_, as, seen) => {
  mattermost.endsAt = { path: '/config/client', as }
  const { code, out } = await examine()
  expect(out).toMatch(seen)
  expect(out).not.toMatch(/site URL/)
  expect(code).toBe(1)
})

it('sees that nobody is there', async () => {
  const { code, out } = await examine({ MATTERMOST_URL: 'http://127.0.0.1:9' })
  expect(out).toMatch(/^FAIL Mattermost +http:\/\/127\.0\.0\.1:9 does not answer/m)
  expect(out).toMatch(/MATTERMOST_URL/)
  expect(code).toBe(1)
})

it('sees that somebody else is there', async () => {
  const other = createServer((_, response) => response.end('<html>hello</html>'))
  await new Promise<void>((ready) => other.listen(0, '127.0.0.1', ready))
  const url = `http://127.0.0.1:${(other.address() as AddressInfo).port}`
  const { code, out } = await examine({ MATTERMOST_URL: url })
  expect(out).toMatch(/^FAIL Mattermost +http:\S+ answers with 200$/m)
  expect(code).toBe(1)
  other.closeAllConnections()
  await new Promise((done) => other.close(done))
})

it('sees a database that cannot be used', async () => {
  const { code, out } = await examine({ DATA_DIR: '/dev/null/data' })
  expect(out).toMatch(/^FAIL database +\S+: disk_failed$/m)
  expect(out).toMatch(/data folder/)
  expect(code).toBe(1)
})

it('sees a form that fits no dialog', async () => {
  const field = { name: 'a', type: 'textarea', label: 'A', min: 3001 }
  const form = JSON.stringify({ fields: [field] })
  const { out } = await examine({ TICKETDESK_FORM: form })
  expect(out).toMatch(/^FAIL form +does not fit a dialog$/m)
})

it('does not begin with settings that cannot be read', async () => {
  const { code, out, err } = await examine({ PORT: 'x', MATTERMOST_URL: '' })
  expect([code, out]).toEqual([2, ''])
  expect(err.trim().split('\n')).toHaveLength(2)
})
