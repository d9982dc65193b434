import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises'
import http from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openPostgres } from '@ticketdesk/build/providers/postgres'
import { routes } from '@ticketdesk/contract'
import { type HostedPlugin, type LogRecord, launchPlugin } from '@ticketdesk/plugin-rpc'
import { buildSidecar } from '../built-sidecar'
import { createFakeMattermost, type FakeMattermost } from '../fakes/fake-mattermost'
import { asHost } from '../fakes/mattermost-host'
import { until } from '../until'

jest.setTimeout(30_000)

let sidecar: Awaited<ReturnType<typeof buildSidecar>>
let folder: string
beforeAll(async () => {
  sidecar = await buildSidecar()
  folder = await mkdtemp(join(tmpdir(), 'ticketdesk-host-'))
  await mkdir(join(folder, 'plugins', 'ticketdesk'), { recursive: true })
  const assets = join(__dirname, '..', '..', '..', 'assets')
  await cp(assets, join(folder, 'plugins', 'ticketdesk', 'assets'), { recursive: true })
})
afterAll(async () => {
  await sidecar.remove()
  await rm(folder, { recursive: true })
})

/** What a failed test would leave running. */
const leftovers: (() => void)[] = []
afterEach(() => {
  for (const end of leftovers.splice(0)) end()
})

/** The sidecar as a child of a stand-in for Mattermost. */
async function start(mattermost: FakeMattermost) {
  const lines: LogRecord[] = []
  const plugin = await launchPlugin({
    executable: process.execPath,
    args: [sidecar.file],
    api: asHost(mattermost, { bundlePath: join(folder, 'plugins', 'ticketdesk') }),
    onLog: (line) => lines.push(line),
  })
  leftovers.push(() => plugin.kill())
  return { plugin, lines }
}

/** The web server in front, which vouches for the person. */
async function openFront(plugin: HostedPlugin, userId: string) {
  const server = http.createServer((request, response) => {
    void plugin.serveHttp(request, response, { header: { 'Mattermost-User-Id': userId } })
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as { port: number }
  const close = () => void server.close().closeAllConnections()
  leftovers.push(close)
  return { url: `http://127.0.0.1:${port}`, close }
}

const values = { cluster: 'prod-cluster', resource: 'web-01', problem: 'It is down' }
const context = { SessionId: '', RequestId: '', IPAddress: '', AcceptLanguage: '', UserAgent: '' }
const command = (Command: string, userId: string, channelId: string) => ({
  UserId: userId,
  ChannelId: channelId,
  TeamId: '',
  RootId: '',
  ParentId: '',
  TriggerId: 'trigger',
  Command,
  SiteURL: '',
  UserMentions: {},
  ChannelMentions: {},
})

describe('the sidecar, started by a host', () => {
  let mattermost: FakeMattermost
  let jane: { id: string }
  let channel: { id: string }
  beforeEach(() => {
    mattermost = createFakeMattermost()
    mattermost.configuration = { database: 'embedded' }
    jane = mattermost.addUser({ username: 'jane' })
    channel = mattermost.addChannel({}, [
      mattermost.addUser(),
      { ...jane, username: '', locale: '', isBot: false },
    ])
  })

  it('activates, opens a ticket from the web and from a phone, and goes', async () => {
    const { plugin, lines } = await start(mattermost)
    await plugin.activate()
    expect(plugin.implemented).toEqual(
      expect.arrayContaining([
        'OnActivate',
        'OnDeactivate',
        'OnConfigurationChange',
        'ConfigurationWillBeSaved',
        'ServeHTTP',
        'ServeMetrics',
        'ExecuteCommand',
        'MessageHasBeenPosted',
        'ReactionHasBeenAdded',
      ]),
    )
    expect(mattermost.commands).toMatchObject([
      {
        trigger: 'ticket',
        autocomplete: {
          subCommands: expect.arrayContaining(
            ['new', 'take', 'help'].map((trigger) => expect.objectContaining({ trigger })),
          ),
        },
        iconData: expect.stringMatching(/^data:image\/svg\+xml;base64,/),
      },
      {
        trigger: 'alerts',
        autocomplete: { subCommands: [{ trigger: 'source' }, { trigger: 'help' }] },
      },
      {
        trigger: 'case',
        autocomplete: {
          subCommands: expect.arrayContaining(
            ['track', 'account', 'help'].map((trigger) => expect.objectContaining({ trigger })),
          ),
        },
      },
    ])
    await until('the bot has its picture', () => mattermost.calls.includes('setProfileImage'))

    const front = await openFront(plugin, jane.id)
    const answer = await fetch(front.url + routes.tickets, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ requestId: 'request-1', channelId: channel.id, values }),
    })
    expect(answer.status).toBe(201)
    const { ticket } = (await answer.json()) as { ticket: { id: string; postId: string } }
    expect(mattermost.posts).toMatchObject([
      {
        id: ticket.postId,
        type: 'custom_ticketdesk_ticket',
        props: { is_ticket: true, ticket_id: ticket.id },
      },
    ])

    const reply = await plugin.hooks.ExecuteCommand(
      context,
      command('/ticket', jane.id, channel.id),
    )
    expect(reply).toMatchObject({ Text: '' })
    const { state } = mattermost.dialogs[0]!.dialog
    const submitted = await fetch(front.url + routes.ticketDialog, {
      method: 'POST',
      body: JSON.stringify({ state, submission: values }),
    })
    expect(await submitted.json()).toEqual({})
    await until('it is posted', () => mattermost.posts.length === 2)

    front.close()
    expect(await plugin.deactivate()).toMatchObject({ code: 0 })
    expect(lines.filter(({ level }) => level === 'warn' || level === 'error')).toEqual([])
    expect(lines.find(({ message }) => message === 'active')).toMatchObject({
      level: 'info',
      fields: { room: 'plugin', database: 'embedded' },
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/),
    })
  })

  it('keeps tickets in Mattermost’s own database, over a restart', async () => {
    const postgres = await openPostgres()
    mattermost.configuration = {}
    mattermost.dataSource = postgres.url
    const ids: string[] = []
    for (let run = 1; run <= 2; run += 1) {
      const { plugin } = await start(mattermost)
      await plugin.activate()
      const front = await openFront(plugin, jane.id)
      const answer = await fetch(front.url + routes.tickets, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ requestId: `request-${run}`, channelId: channel.id, values }),
      })
      expect(answer.status).toBe(201)
      ids.push(((await answer.json()) as { ticket: { id: string } }).ticket.id.slice(-4))
      front.close()
      await plugin.deactivate()
    }
    expect(ids).toEqual(['0001', '0002'])
    await postgres.close()
  })

  it('gives its bot the same picture only once', async () => {
    for (let run = 0; run < 2; run += 1) {
      const { plugin } = await start(mattermost)
      await plugin.activate()
      await until(
        'the picture was looked at',
        () => mattermost.calls.filter((call) => call === 'kvGet').length > run,
      )
      await until('the picture is there', () => mattermost.calls.includes('kvSet'))
      await plugin.deactivate()
    }
    expect(mattermost.calls.filter((call) => call === 'setProfileImage')).toHaveLength(1)
  })

  it('is active at once while the database is away, and says so in words', async () => {
    mattermost.configuration = { database: 'mattermost' }
    mattermost.dataSource = 'postgres://mmuser:hunter2@127.0.0.1:1/mattermost?sslmode=disable'
    const { plugin, lines } = await start(mattermost)
    await plugin.activate()
    const reply = await plugin.hooks.ExecuteCommand(
      context,
      command('/ticket', jane.id, channel.id),
    )
    expect(reply).toMatchObject({
      ResponseType: 'ephemeral',
      Text: expect.stringMatching(/database/),
    })
    const help = await plugin.hooks.ExecuteCommand(
      context,
      command('/ticket help', jane.id, channel.id),
    )
    expect(help?.Text).toContain('`/ticket`')
    // What stands in pointed brackets is no link of Slack's.
    expect([reply, help].map((said) => said?.SkipSlackParsing)).toEqual([true, true])
    await plugin.deactivate()
    expect(lines).toContainEqual(
      expect.objectContaining({ level: 'error', message: 'database cannot serve' }),
    )
    expect(JSON.stringify(lines)).not.toContain('hunter2')
  })

  it('refuses to be activated with bad settings, naming every one', async () => {
    mattermost.configuration = { form: '{"fields": []}', timezone: 'Mars/Olympus' }
    const { plugin } = await start(mattermost)
    const refused = await plugin.activate().catch((error: Error) => error.message)
    expect(refused).toMatch(/Form .*\n?.*TimeZone |TimeZone .*\n?.*Form /s)
    plugin.kill()
    await plugin.exited
  })

  it('refuses Mattermost’s own database when that is not PostgreSQL', async () => {
    mattermost.configuration = {}
    mattermost.driverName = 'mysql'
    const { plugin } = await start(mattermost)
    await expect(plugin.activate()).rejects.toThrow(/Database .*PostgreSQL/)
    plugin.kill()
    await plugin.exited
  })

  it('refuses to speak as a person', async () => {
    mattermost.addUser({ username: 'ticketdesk' })
    const { plugin } = await start(mattermost)
    await expect(plugin.activate()).rejects.toThrow(/@ticketdesk belongs to a person/)
    plugin.kill()
    await plugin.exited
  })

  it('keeps bad settings from being saved, and nothing else', async () => {
    const { plugin } = await start(mattermost)
    await plugin.activate()
    const save = (settings: Record<string, unknown>) =>
      plugin.hooks.ConfigurationWillBeSaved({
        PluginSettings: { Plugins: { ticketdesk: settings } },
      } as never)
    await save({ database: 'embedded', language: 'de' })
    await expect(save({ form: 'no json' })).rejects.toMatchObject({
      StatusCode: 400,
      SkipTranslation: true,
      Message: expect.stringMatching(/^Ticket Desk: Form /),
    })
    const url = 'postgres://mm:hunter2@db/x?sslmode=perhaps'
    const refused = await save({ database: 'url', databaseurl: url }).catch((error) => error)
    expect(refused.Message).toMatch(/^Ticket Desk: DatabaseURL /)
    expect(refused.Message).not.toContain('hunter2')
    // As somebody edited the file: what was bad before does not keep others from saving.
    mattermost.configuration = { form: 'no json' }
    await save({ form: 'no json' })
    await plugin.deactivate()
  })

  it('opens the forms of a source, and takes what is pressed between them', async () => {
    const { plugin } = await start(mattermost)
    await plugin.activate()
    mattermost.systemAdmins.add(jane.id)
    const front = await openFront(plugin, jane.id)
    const post = async (path: string, body: object) =>
      (await fetch(front.url + path, { method: 'POST', body: JSON.stringify(body) })).json()
    await plugin.hooks.ExecuteCommand(context, command('/alerts source add', jane.id, channel.id))
    const basics = { name: 'House', kind: 'openitcockpit', channel: channel.id, replies: 'all' }
    const submission = { ...basics, problems: '20', seconds: '60' }
    const { state } = mattermost.dialogs[0]!.dialog
    expect(await post(routes.sourceDialog, { state, submission })).toEqual({})
    const told = mattermost.ephemeral[0]!
    expect(told.message).toMatch(/https:\/\/chat\.example\.org\/plugins\/ticketdesk\/hooks\/\w{26}/)
    // As the server knows them: in Go's words.
    const [attachment] = told.props!['attachments'] as {
      Actions: { Id: string; Integration: { URL: string; Context: object } }[]
    }[]
    const { Id, Integration } = attachment!.Actions[0]!
    expect([Id, Integration.URL]).toEqual([
      'connect',
      '/plugins/ticketdesk/mattermost/actions/source',
    ])
    const pressed = { trigger_id: 'pressed', channel_id: channel.id, context: Integration.Context }
    expect(await post(routes.sourceAction, pressed)).toEqual({})
    expect(mattermost.dialogs[1]?.dialog.elements).toContainEqual(
      expect.objectContaining({ name: 'apiKey', subType: 'password' }),
    )
    front.close()
    await plugin.deactivate()
  })

  it('changes with its settings as a whole, and keeps the old ones rather than bad ones', async () => {
    const { plugin, lines } = await start(mattermost)
    await plugin.activate()
    const front = await openFront(plugin, jane.id)
    const labels = async () => {
      const { form } = (await (await fetch(front.url + routes.form)).json()) as {
        form: { fields: { label: string }[] }
      }
      return form.fields.map(({ label }) => label)
    }
    const form = JSON.stringify({ fields: [{ name: 'a', type: 'text', label: 'New label' }] })
    mattermost.configuration = { form, database: 'embedded', language: 'de' }
    await plugin.hooks.OnConfigurationChange()
    expect(await labels()).toEqual(['New label'])
    expect(mattermost.events).toEqual([{ event: 'form_changed', data: {} }])
    // All commands, in the language of before and of now.
    const described = mattermost.commands.map(({ trigger, description }) => [trigger, description])
    expect(new Set(described.map(String)).size).toBe(6)

    mattermost.configuration = { form: 'no json', timezone: 'Mars/Olympus' }
    await plugin.hooks.OnConfigurationChange()
    expect(await labels()).toEqual(['New label'])
    const fields = lines
      .filter(({ level }) => level === 'error')
      .map((line) => line.fields['field'])
    expect(fields.sort()).toEqual(['Form', 'TimeZone'])
    expect(mattermost.events).toHaveLength(1)

    const elsewhere = join(folder, 'elsewhere')
    mattermost.configuration = { form, database: 'embedded', datadirectory: elsewhere }
    await plugin.hooks.OnConfigurationChange()
    const answer = await fetch(front.url + routes.tickets, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ requestId: 'request-2', channelId: channel.id, values: { a: 'b' } }),
    })
    expect(answer.status).toBe(201)
    const { ticket } = (await answer.json()) as { ticket: { id: string } }
    expect(ticket.id).toMatch(/-0001$/)
    front.close()
    await plugin.deactivate()
  })
})

describe('the sidecar, started by hand', () => {
  const run = (...args: string[]) =>
    spawnSync(process.execPath, [sidecar.file, ...args], { encoding: 'utf8' })

  it('is no plugin, and says what it needs to be a service', () => {
    const { status, stdout, stderr } = run()
    expect([status, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(/^MATTERMOST_URL is missing/m)
  })

  it('tells its version', () => {
    expect(run('--version')).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^ticketdesk \d+\.\d+\.\d+\n$/),
    })
  })
})
