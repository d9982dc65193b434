import { routes } from '@ticketdesk/contract'
import type { DialogElement } from '../../../src/mattermost/api'
import { aConfig, openTestDesk, type TestDesk } from '../../a-desk'
import { databases, type TestStore } from '../../databases'
import type { FakeChannel, FakeUser } from '../../fakes/fake-mattermost'
import { anAnswer, type LoopbackServer, openLoopbackServer } from '../../fakes/loopback-server'
import { until } from '../../until'

const API_KEY = '5ec2e7'.repeat(26).slice(0, 160)
const hosts = () => anAnswer(200, { all_hosts: [] })

describe.each(databases)('/alerts on %s', (_kind, createStore) => {
  let store: TestStore
  let t: TestDesk
  let root: FakeUser
  let oitc: LoopbackServer
  beforeAll(async () => {
    store = await createStore()
  })
  afterAll(() => store.close())
  beforeEach(async () => {
    t = await openTestDesk(store.at)
    root = t.mattermost.addUser({ username: 'root' })
    t.mattermost.systemAdmins.add(root.id)
    t.channel.members.add(root.id)
    oitc = await openLoopbackServer(hosts)
  })
  afterEach(async () => {
    // One database for all: each leaves it as it found it.
    const names = [...(await type('/alerts source list')).matchAll(/^\| (\S[^|]*?) \|/gm)].slice(2)
    for (const [, name] of names) {
      await type(`/alerts source remove ${name}`)
      await submit({})
    }
    await t.close()
    await oitc.close()
  })

  const type = (command: string, as: FakeUser = root, channel: FakeChannel = t.channel) =>
    t.desk.handleCommand({
      ...{ userId: as.id, channelId: channel.id, rootId: '', triggerId: 'trigger' },
      command,
    })
  const lastDialog = () => t.mattermost.dialogs.at(-1)!.dialog
  const submit = (submission: object, { as = root, state = lastDialog().state } = {}) =>
    t.ask(routes.sourceDialog, {
      method: 'POST',
      as,
      headers: { 'Content-Type': '' },
      // Whom and where the body names is nobody's business.
      body: { type: 'dialog_submission', user_id: root.id, state, submission },
    })
  const press = (source: string, as: FakeUser = root) =>
    t.ask(routes.sourceAction, {
      method: 'POST',
      as,
      headers: { 'Content-Type': '' },
      body: { trigger_id: 'pressed', channel_id: t.channel.id, context: { source } },
    })
  const basics = (more: object = {}) => ({
    ...{ name: 'Monitoring', kind: 'openitcockpit', channel: t.channel.id },
    ...{ replies: 'all', problems: '20', seconds: '60' },
    ...more,
  })
  const told = () => t.mattermost.ephemeral.at(-1)!
  const add = async (more: object = {}, as: FakeUser = root) => {
    await type('/alerts source add', as)
    const { json } = await submit(basics(more), { as })
    expect(json).toEqual({})
    return keyIn(told().message)
  }
  const keyIn = (text: string) => /\/hooks\/([a-z2-7]{26})/.exec(text)?.[1] ?? ''
  const buttonOf = (post: { props?: Record<string, unknown> }) => {
    const [attachment] = (post.props?.['attachments'] ?? []) as {
      actions: { id: string; integration: { url: string; context: { source: string } } }[]
    }[]
    return attachment?.actions[0]
  }
  const access = (more: object = {}) => ({
    ...{ baseUrl: oitc.url, apiKey: API_KEY, twoWay: true, way: 'module' },
    ...{ proxyUrl: null, ca: '', insecure: false },
    ...more,
  })
  const connect = async (more: object = {}, as: FakeUser = root) => {
    await press(buttonOf(told())!.integration.context.source, as)
    return submit(access(more), { as })
  }
  const send = (key: string, text = 'Hello') => t.ask(`/hooks/${key}`, { body: { text } })
  const defaults = () =>
    Object.fromEntries(lastDialog().elements.map(({ name, default: given }) => [name, given]))

  it.each(['/alerts', '/alerts help', '/ALERTS  Help'])(
    '%j tells everybody what it can',
    async (command) => {
      expect(await type(command, t.jane)).toContain('`/alerts source rotate name`')
    },
  )

  it('tells whom to invite where our bot is not', async () => {
    const secret = t.mattermost.addChannel({ type: 'P' }, [t.jane])
    t.mattermost.uninvitedBot = 'deskbot'
    expect(await type('/alerts source add', t.jane, secret)).toContain('/invite @deskbot')
    expect(t.mattermost.dialogs).toEqual([])
  })

  it('names what it does not know, and cannot be made to say more', async () => {
    expect(await type('/alerts @channel **now**')).toMatch(/does not know “@\u200bchannel”/)
    expect(await type('/alerts source explode')).toMatch(/does not know “source explode”/)
    expect(await type('/alertsource help')).toContain('`/ticket help`')
  })

  it('adds a source whose address works, and tells it to one person only', async () => {
    await type('/alerts source add')
    expect(t.mattermost.dialogs).toMatchObject([
      { triggerId: 'trigger', url: '/mattermost/dialogs/source' },
    ])
    expect(defaults()).toMatchObject({ kind: 'detect', channel: t.channel.id, problems: '20' })
    expect(await submit(basics())).toMatchObject({ status: 200, json: {} })
    expect(told()).toMatchObject({ userId: root.id, channelId: t.channel.id })
    expect(told().message).toContain(`https://chat.example.org/plugins/ticketdesk/hooks/`)
    expect(told().message).toContain('host-notifiy-by-mattermost')
    expect(await send(keyIn(told().message))).toMatchObject({ status: 200, text: 'ok' })
    await until('it is posted', () => t.mattermost.posts.some((post) => post.message === 'Hello'))
  })

  it.each(['', null, undefined])('takes this channel when none is chosen (%j)', async (channel) => {
    const key = await add({ channel })
    expect(await send(key)).toMatchObject({ status: 200 })
    await until('it is posted here', () =>
      t.mattermost.posts.some(
        (post) => post.message === 'Hello' && post.channelId === t.channel.id,
      ),
    )
  })

  it('asks for the way back in a second form, and shows no key again', async () => {
    await add()
    const button = buttonOf(told())!
    expect(button.id).toMatch(/^[A-Za-z0-9]+$/)
    expect(button.integration.url).toBe('/mattermost/actions/source')
    expect((await connect()).json).toEqual({})
    await press(button.integration.context.source)
    const key = lastDialog().elements.find(({ name }) => name === 'apiKey')
    expect(key).toMatchObject({ type: 'text', subType: 'password', placeholder: '(unchanged)' })
    expect(key).not.toHaveProperty('default')
    expect(defaults()).toMatchObject({ baseUrl: oitc.url, twoWay: 'true', way: 'module' })
    expect((await submit(access({ apiKey: '', way: 'command' }))).json).toEqual({})
    await type('/alerts source test monitoring')
    expect(oitc.seen.at(-1)?.headers.authorization).toBe(`X-OITC-API ${API_KEY}`)
  })

  it('sends a kept API key nowhere else', async () => {
    await add()
    await connect()
    for (const elsewhere of [
      { baseUrl: 'https://evil.example' },
      { proxyUrl: 'http://evil.example:3128' },
      { insecure: true },
    ]) {
      await press(buttonOf(t.mattermost.ephemeral[0]!)!.integration.context.source)
      const { json } = await submit(access({ apiKey: '', ...elsewhere }))
      expect(Object.keys(json.errors)).toEqual(['apiKey'])
    }
  })

  it('edits, and keeps what the form does not show', async () => {
    await add()
    await connect()
    await type('/alerts source edit MONITORING')
    expect(defaults()).toMatchObject({ name: 'Monitoring', kind: 'openitcockpit' })
    expect((await submit(basics({ name: 'Nagging', replies: 'none' }))).json).toEqual({})
    const list = await type('/alerts source list')
    expect(list).toMatch(/\| Nagging \| openITCOCKPIT \| A channel \| never \| Yes \|/)
    expect(await type('/alerts source test Nagging')).toContain('takes the API key')
  })

  it('gives a new key, and lets the old one live for a day', async () => {
    const before = await add()
    const answer = await type('/alerts source rotate "Monitoring"')
    const after = keyIn(answer)
    expect(answer).toMatch(/works until \d{1,2} \w+ \d{4}/)
    expect(after).not.toBe(before)
    expect((await send(before)).status).toBe(200)
    expect((await send(after)).status).toBe(200)
    expect(await type('/alerts source list')).not.toContain('never')
    await type('/alerts source rotate Monitoring')
    expect((await send(before)).status).toBe(400)
    expect((await send(after)).status).toBe(200)
  })

  it('removes after asking, and refuses what comes then', async () => {
    const key = await add()
    await type('/alerts source remove Monitoring')
    expect(lastDialog()).toMatchObject({ title: 'Remove source', elements: [] })
    expect((await send(key)).status).toBe(200)
    const { state } = lastDialog()
    expect((await submit({}, { state })).json).toEqual({})
    expect((await send(key)).status).toBe(400)
    expect(await type('/alerts source list')).toContain('no sources yet')
    expect((await submit({}, { state })).json.error).toMatch(/removed meanwhile/)
  })

  it('says by field what is wrong', async () => {
    await add()
    await type('/alerts source add')
    const wrong = basics({ name: ' ', kind: 'pager', channel: 'x', problems: 'NaN', seconds: null })
    const { json } = await submit(wrong)
    expect(Object.keys(json.errors).sort()).toEqual([
      'channel',
      'kind',
      'name',
      'problems',
      'seconds',
    ])
    expect((await submit(basics())).json.errors).toEqual({
      name: 'There is already a source of this name.',
    })
    await press(buttonOf(told())!.integration.context.source)
    const ca = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----'
    const bad = access({ baseUrl: 'ftp://x', proxyUrl: 'x', apiKey: '', ca })
    expect(Object.keys((await submit(bad)).json.errors).sort()).toEqual(['apiKey', 'ca'])
    const worse = access({ baseUrl: 'ftp://x', proxyUrl: 'http://me:secret@proxy' })
    expect(Object.keys((await submit(worse)).json.errors).sort()).toEqual(['baseUrl', 'proxyUrl'])
  })

  it('takes the state of its own dialogs only, and of one person’s', async () => {
    await type('/ticket')
    expect((await submit(basics())).json.error).toMatch(/no longer valid/)
    await type('/alerts source add')
    expect((await submit(basics(), { as: t.jane })).json.error).toMatch(/no longer valid/)
    expect((await submit(basics(), { state: 'forged.state' })).json.error).toMatch(
      /no longer valid/,
    )
    expect(t.mattermost.ephemeral).toEqual([])
  })

  describe('who may', () => {
    const all = [
      'add',
      'list',
      'edit Monitoring',
      'test Monitoring',
      'rotate Monitoring',
      'remove Monitoring',
    ]

    it.each(all)('%s: not a member of the channel', async (verb) => {
      await add()
      const calls = t.mattermost.dialogs.length
      expect(await type(`/alerts source ${verb}`, t.jane)).toMatch(
        /^Only system admins may do that/,
      )
      expect(t.mattermost.dialogs).toHaveLength(calls)
    })

    it('the admin of a channel its sources, and no others', async () => {
      const other = t.mattermost.addChannel({ displayName: 'Other' }, [t.jane])
      await add({ name: 'Theirs', channel: other.id })
      t.channel.admins.add(t.jane.id)
      await add({ name: 'Mine' }, t.jane)
      const list = await type('/alerts source list', t.jane)
      expect(list).toContain('Mine')
      expect(list).not.toContain('Theirs')
      const unknown = await type('/alerts source edit Nobody’s', t.jane)
      const theirs = await type('/alerts source edit Theirs', t.jane)
      expect(theirs).toBe(unknown.replace('Nobody’s', 'Theirs'))
      await type('/alerts source edit Mine', t.jane)
      const { json } = await submit(basics({ name: 'Mine', channel: other.id }), { as: t.jane })
      expect(json.error).toMatch(/^Only system admins/)
    })

    it('nobody whose right ended between form and submit', async () => {
      t.channel.admins.add(t.jane.id)
      await type('/alerts source add', t.jane)
      t.channel.admins.delete(t.jane.id)
      expect((await submit(basics(), { as: t.jane })).json.error).toMatch(/^Only system admins/)
      expect(t.mattermost.ephemeral).toEqual([])
    })

    it('a channel admin is the first at no internal address, and the second where one is used', async () => {
      t.channel.admins.add(t.jane.id)
      await add({ name: 'Mine' }, t.jane)
      const mine = buttonOf(told())!.integration.context.source
      expect(Object.keys((await connect({}, t.jane)).json.errors)).toEqual(['baseUrl'])
      await add({ name: 'House' })
      expect((await connect()).json).toEqual({})
      await press(mine, t.jane)
      expect((await submit(access(), { as: t.jane })).json).toEqual({})
    })

    it('the button opens nothing for others', async () => {
      await add()
      const dialogs = t.mattermost.dialogs.length
      const { json } = await press(buttonOf(told())!.integration.context.source, t.jane)
      expect(json.ephemeral_text).toMatch(/^Only system admins/)
      expect(t.mattermost.dialogs).toHaveLength(dialogs)
    })
  })

  describe('the test', () => {
    it('posts in the channel, calls the upstream, and says that all is well', async () => {
      await add()
      await connect({ twoWay: true })
      t.mattermost.allowedInternal = '10.0.0.0/8 127.0.0.0/8'
      const answer = await type('/alerts source test Monitoring')
      expect(answer).toMatch(/^The test of \*\*Monitoring\*\* went well/)
      expect(answer).not.toContain(':x:')
      expect(answer).not.toContain(':warning:')
      const post = t.mattermost.posts.at(-1)!
      expect(post).toMatchObject({ channelId: t.channel.id, userId: t.bot })
      expect(post.message).toContain('Test of the source')
      expect(answer).toContain(post.id)
      expect(oitc.seen).toMatchObject([{ method: 'GET', target: '/hosts/index.json?scroll=true' }])
    })

    it('warns of buttons that Mattermost will not press', async () => {
      await add()
      await connect()
      const answer = await type('/alerts source test Monitoring')
      expect(answer).toMatch(/:warning:.*`127\.0\.0\.1`.*Allow untrusted internal connections/)
    })

    it.each<[string, () => ReturnType<LoopbackServer['reply']>, RegExp]>([
      ['a wrong key', () => anAnswer(401, ''), /:x:.*\(401\)/],
      ['a role without rights', () => anAnswer(403, { url: `?apikey=${API_KEY}` }), /:x:.*\(403\)/],
      ['another place', () => anAnswer(404, { url: API_KEY }), /:x:.*\(404\)/],
      ['a login page', () => anAnswer(200, '<html>login</html>'), /:x:.*not as openITCOCKPIT does/],
      ['its own fault', () => anAnswer(500, { message: API_KEY }), /:x:.*error of its own/],
      ['a line cut', () => 'drop', /:x:.*cannot be reached/],
    ])('names %s, and what to do', async (_name, reply, expected) => {
      await add()
      await connect()
      oitc.reply = reply
      const answer = await type('/alerts source test Monitoring')
      expect(answer).toMatch(/^The test of \*\*Monitoring\*\* failed/)
      expect(answer).toMatch(expected)
      expect(answer).toContain(':white_check_mark: A message was kept')
      expect(answer).not.toContain(API_KEY)
    })

    it.each<[string, object, RegExp]>([
      ['nobody there', { baseUrl: 'http://127.0.0.1:9' }, /Nothing listens at/],
      ['an unknown name', { baseUrl: 'http://no-such-host.invalid' }, /not known to the DNS/],
      ['a proxy that is down', { proxyUrl: 'http://127.0.0.1:9' }, /The proxy does not lead/],
    ])('names %s', async (_name, more, expected) => {
      await add()
      expect((await connect(more)).json).toEqual({})
      expect(await type('/alerts source test Monitoring')).toMatch(expected)
    })

    it('names a certificate that is not trusted', async () => {
      await add()
      await connect({ baseUrl: oitc.url.replace('http:', 'https:') })
      expect(await type('/alerts source test Monitoring')).toMatch(
        /certificate of .* is not trusted/,
      )
    })

    it('names an archived channel, and a deleted one', async () => {
      const doomed = t.mattermost.addChannel({}, [root])
      await add({ channel: doomed.id })
      doomed.archived = true
      expect(await type('/alerts source test Monitoring')).toMatch(/:x: Its channel is archived/)
      t.mattermost.removeChannel(doomed.id)
      expect(await type('/alerts source test Monitoring')).toMatch(/:x: Its channel is deleted/)
    })
  })

  it('shows a source of the configuration, and changes it in no dialog', async () => {
    const sources = [
      {
        name: 'Declared',
        key: 'a-key-of-the-configuration',
        kind: 'cyphon',
        channel: t.channel.id,
      },
    ]
    t.live.swap(aConfig({ Sources: JSON.stringify(sources) }))
    await until('it is declared', async () =>
      (await type('/alerts source list')).includes('Declared (from the configuration)'),
    )
    for (const verb of ['edit', 'rotate', 'remove']) {
      expect(await type(`/alerts source ${verb} Declared`)).toMatch(/stands in the configuration/)
    }
    expect(await type('/alerts source test Declared')).toMatch(/went well/)
    t.live.swap(aConfig({}))
    await until('it is gone', async () =>
      (await type('/alerts source list')).includes('no sources'),
    )
  })

  it('leaves no secret in any post, dialog or log', async () => {
    const key = await add()
    await connect()
    oitc.reply = () => anAnswer(500, { url: `?apikey=${API_KEY}` })
    await type('/alerts source test Monitoring')
    await type('/alerts source edit Monitoring')
    t.mattermost.fail('openInteractiveDialog')
    await type('/alerts source edit Monitoring')
    t.mattermost.heal()
    const rotated = keyIn(await type('/alerts source rotate Monitoring'))
    await send(key)
    const seen = JSON.stringify([
      t.mattermost.posts,
      t.mattermost.dialogs,
      t.mattermost.events,
      t.log.lines,
    ])
    for (const secret of [API_KEY, key, rotated]) expect(seen).not.toContain(secret)
    const whispers = t.mattermost.ephemeral.filter(({ message }) => message.includes(key))
    expect(whispers).toHaveLength(1)
    expect(JSON.stringify(t.mattermost.ephemeral)).not.toContain(API_KEY)
  })

  it.each(['de', 'fr', 'ru'])('speaks %s', async (locale) => {
    const admin = t.mattermost.addUser({ locale })
    t.mattermost.systemAdmins.add(admin.id)
    const english = lastTitle(await open(root))
    expect(lastTitle(await open(admin))).not.toBe(english)
    async function open(as: FakeUser): Promise<DialogElement[]> {
      await type('/alerts source add', as)
      return lastDialog().elements
    }
    function lastTitle(elements: DialogElement[]): string {
      return `${lastDialog().title} ${elements[2]?.helpText}`
    }
  })

  it('says in words that Mattermost or the database is away', async () => {
    t.mattermost.fail('openInteractiveDialog')
    expect(await type('/alerts source add')).toMatch(/^Mattermost does not answer/)
    t.mattermost.heal()
    t.mattermost.fail('hasPermissionTo')
    expect(await type('/alerts source list')).toMatch(/^Mattermost does not answer/)
    t.mattermost.heal()
  })
})
