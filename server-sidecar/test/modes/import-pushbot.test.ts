/** `ticketdesk import-pushbot`, as a process of its own. */
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildSidecar } from '../built-sidecar'
import { type FakePortal, openFakePortal } from '../fakes/fake-portal'
import { openRestMattermost, type RestChannel, type RestMattermost } from '../fakes/rest-mattermost'
import { redHatFile } from '../redhat-wire'

jest.setTimeout(60_000)

const TOKEN = 'the-offline-token-of-the-team'
let sidecar: Awaited<ReturnType<typeof buildSidecar>>
let mattermost: RestMattermost
let channel: RestChannel
let portal: FakePortal
let folder: string
beforeAll(async () => {
  sidecar = await buildSidecar()
  folder = mkdtempSync(join(tmpdir(), 'ticketdesk-import-'))
  mattermost = await openRestMattermost()
  channel = mattermost.addChannel('O', { [mattermost.bot.id]: 'channel_user' })
  portal = await openFakePortal()
  portal.logins.set(TOKEN, '1')
  for (let n = 0; n < 4; n += 1) portal.addCase()
  writeFileSync(join(folder, 'db.json'), redHatFile('pushbot-db.json'))
  const vendors = [{ kind: 'redhat', name: 'Red Hat', offline_token: TOKEN, poll_seconds: 5 }].map(
    (one) => ({ ...one, api_url: portal.url, sso_url: portal.url }),
  )
  writeFileSync(join(folder, 'ticketdesk.yaml'), JSON.stringify({ vendors }))
})
afterAll(async () => {
  await sidecar.remove()
  await mattermost.close()
  await portal.close()
  rmSync(folder, { recursive: true, force: true })
})

function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const env = {
    MATTERMOST_URL: mattermost.url,
    BOT_TOKEN: mattermost.token,
    SLASH_TOKEN: 'slash-token',
    CALLBACK_URL: 'http://tickets.internal:8080',
    DATA_DIR: join(folder, 'data'),
    TICKETDESK_CONFIG: join(folder, 'ticketdesk.yaml'),
  }
  return new Promise((done) => {
    const options = { env: { PATH: process.env['PATH'] ?? '', ...env }, cwd: folder }
    execFile(
      process.execPath,
      [sidecar.file, 'import-pushbot', ...args],
      options,
      (error, out, err) =>
        done({ code: typeof error?.code === 'number' ? error.code : 0, out, err }),
    )
  })
}

it('takes over the cases, once, and leaves the passwords where they are', async () => {
  const first = await run('db.json', '--channel', channel.id)
  expect([first.err, first.code]).toEqual(['', 0])
  expect(first.out).toContain('4 cases are followed now, 1 were before.')
  expect(first.out).toContain('3 passwords in clear text were not taken over')
  const again = await run('db.json', '--channel', channel.id)
  expect(again.out).toContain('0 cases are followed now, 5 were before.')
  const kept = readFileSync(join(folder, 'data', 'ticketdesk.sqlite'), 'latin1')
  for (const text of [kept, first.out, again.out]) {
    expect(text).not.toContain(TOKEN)
    expect(text).not.toContain('plain-text-password')
  }
})

it.each([[], ['db.json', '--chat', 'no-pair'], ['db.json', '--unknown'], ['a', 'b']])(
  'says how it is used (%#)',
  async (...args) => {
    const { code, err } = await run(...args)
    expect([code, err]).toEqual([2, expect.stringContaining('ticketdesk import-pushbot db.json')])
  },
)

it('says what stands in its way', async () => {
  expect((await run('none.json', '--channel', channel.id)).err).toContain('cannot be read')
  const lost = await run('db.json', '--channel', 'team/none')
  expect([lost.code, lost.out]).toEqual([1, 'no channel "team/none"\n'])
})
