import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { channelByName, userByName } from '../src/mattermost/world'
import { demoWorld } from '../src/scenarios/demo-world'
import { type Standalone, startStandalone } from '../src/standalone'
import { type Caller, callerOf } from './probe-host'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'dev-host-standalone-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const sidecar = join(__dirname, 'fixtures', 'tiny-sidecar.js')
const start = (config: Record<string, unknown> = { time_zone: 'Europe/Berlin' }) =>
  startStandalone({ world: demoWorld(), port: 0, dataFolder: folder, sidecar, config })

const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

describe('a sidecar beside the stand-in', () => {
  let host: Standalone
  let anna: Caller
  beforeAll(async () => {
    host = await start()
    anna = await callerOf(host, 'anna')
  })
  afterAll(() => host.close())

  const run = async (command: string, channel = 'alerts') => {
    const place = channelByName(host.world, channel)
    const body = JSON.stringify({ command, channel_id: place?.id, team_id: place?.team_id })
    const answer = await anna('/api/v4/commands/execute', { method: 'POST', body })
    return answer.json()
  }
  const control = async (verb: string) =>
    (await fetch(`${host.url}/dev/sidecar/${verb}`, { method: 'POST' })).json()

  it('is told where everything is, and has a bot, commands and their tokens', async () => {
    const { props, text } = await run('/alerts key mail')
    expect(text).toBe('')
    expect(props).toEqual({ config: { time_zone: 'Europe/Berlin' }, callback: host.sidecar.url })
    const last = [...host.world.posts.values()].at(-1)
    expect(last).toMatchObject({ message: '/alerts key mail', props: { from_bot: 'true' } })
    expect(last?.user_id).toBe(userByName(host.world, 'ticketdesk')?.id)
  })

  it.each(['/ticket new', '/case list'])(
    'answers %s as well, also in private channels',
    async (line) => {
      await run(line, 'secret')
      expect([...host.world.posts.values()].at(-1)).toMatchObject({ message: line })
    },
  )

  it('writes into the log of the stand-in', async () => {
    const lines = await (await fetch(`${host.url}/dev/log`)).json()
    expect(lines).toContainEqual(expect.objectContaining({ level: 'info', message: 'serving' }))
  })

  it('dies and comes again at the same address', async () => {
    const { pid } = host.sidecar.status()
    expect(await control('kill')).toMatchObject({ running: false })
    expect(isAlive(pid)).toBe(false)
    expect((await run('/ticket')).id).toBe('api.command.execute_command.failed.app_error')
    const again = await control('start')
    expect(again).toMatchObject({ url: host.sidecar.url, running: true })
    expect(again.pid).not.toBe(pid)
    expect(await run('/ticket')).toMatchObject({ text: '' })
  })

  it('meets what is switched on to go wrong, and people do not', async () => {
    const faults = (body: object) =>
      fetch(`${host.url}/dev/faults`, { method: 'POST', body: JSON.stringify(body) })
    await faults({ bots: 'fail' })
    expect((await fetch(`${host.url}/api/v4/users/me`, withBot(host))).status).toBe(503)
    expect((await anna('/api/v4/users/me')).status).toBe(200)
    await faults({ bots: 'ok' })
    expect((await fetch(`${host.url}/api/v4/users/me`, withBot(host))).status).toBe(200)
  })
})

function withBot({ world }: Standalone): RequestInit {
  const bot = userByName(world, 'ticketdesk')
  const token = [...world.tokens.values()].find(({ user_id }) => user_id === bot?.id)?.token
  return { headers: { Authorization: `Bearer ${token}` } }
}

it('leaves nothing behind', async () => {
  const host = await start()
  const { pid } = host.sidecar.status()
  await host.close()
  expect(isAlive(pid)).toBe(false)
  await expect(fetch(`${host.url}/dev/world`)).rejects.toThrow()
})

it('does not start when the sidecar does not, and says what it said', async () => {
  await expect(start({ broken: true })).rejects.toThrow('The configuration is refused.')
})
