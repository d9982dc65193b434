import { routes } from '@ticketdesk/contract'
import { openTestDesk, type TestDesk } from '../../a-desk'
import { createSqliteStore, databases, type TestStore } from '../../databases'
import { until } from '../../until'

describe.each(databases)('/ticket on a phone, on %s', (_kind, createStore) => {
  let store: TestStore
  let t: TestDesk
  beforeAll(async () => {
    store = await createStore()
  })
  afterAll(() => store.close())
  beforeEach(async () => {
    t = await openTestDesk(store.at)
  })
  afterEach(() => t.close())

  const type = (command: string, more: { rootId?: string; triggerId?: string } = {}) =>
    t.desk.handleCommand({
      userId: t.jane.id,
      channelId: t.channel.id,
      rootId: '',
      triggerId: 'trigger',
      command,
      ...more,
    })
  const values = { cluster: 'prod-cluster', resource: 'web-01', problem: 'It is down' }
  const submit = (more: object = {}, as: { id: string } = t.jane) =>
    t.ask(routes.ticketDialog, {
      method: 'POST',
      as,
      // Mattermost sends none.
      headers: { 'Content-Type': '' },
      body: {
        type: 'dialog_submission',
        callback_id: 'ticket',
        state: t.mattermost.dialogs.at(-1)?.dialog.state ?? '',
        user_id: as.id,
        channel_id: '',
        team_id: '',
        submission: { ...values, network: null },
        cancelled: false,
        ...more,
      },
    })
  const ticketPosts = () => t.mattermost.posts.filter((post) => post.props['is_ticket'])

  it.each(['/ticket', '/ticket new', '/TICKET  New ', '/ticket\tnew'])(
    '%j opens the form',
    async (command) => {
      expect(await type(command)).toBe('')
      expect(t.mattermost.dialogs).toMatchObject([
        {
          triggerId: 'trigger',
          url: '/mattermost/dialogs/ticket',
          dialog: { title: 'New ticket', elements: { length: 4 } },
        },
      ])
    },
  )

  it('tells whom to invite before anybody fills in a form for a place our bot is not in', async () => {
    t.mattermost.uninvitedBot = 'deskbot'
    t.channel.members.delete(t.jane.id)
    expect(await type('/ticket')).toContain('/invite @deskbot')
    expect(t.mattermost.dialogs).toEqual([])
    // It may speak there without being a member, as administrators may.
    t.channel.members.add(t.jane.id)
    expect(await type('/ticket')).toBe('')
  })

  it('fills in what was typed', async () => {
    await type('/ticket new The printer\nis on fire')
    const { elements } = t.mattermost.dialogs[0]!.dialog
    expect(elements.find(({ name }) => name === 'problem')?.default).toBe('The printer\nis on fire')
  })

  it('says so when the text, and not the form, is too long for a phone', async () => {
    expect(await type(`/ticket new ${'x'.repeat(3001)}`)).toMatch(/^The text is too long/)
    expect(t.mattermost.dialogs).toEqual([])
    expect(await type(`/ticket new ${'x'.repeat(3000)}`)).toBe('')
  })

  it('answers help, and an unknown word with help', async () => {
    const help = await type('/ticket help')
    expect(help).toContain('`/ticket new text`')
    expect(await type('/ticket close 7')).toBe(`/ticket does not know “close”.\n\n${help}`)
    expect(t.mattermost.dialogs).toEqual([])
  })

  it('makes the very post the web form makes', async () => {
    await type('/ticket')
    expect(await submit()).toMatchObject({ status: 200, json: {} })
    const body = { requestId: 'by-the-web-app', channelId: t.channel.id, values }
    await t.ask(routes.tickets, { as: t.jane, body })
    await until('both are posted', () => ticketPosts().length === 2)
    const plain = ticketPosts().map((post) =>
      JSON.parse(
        JSON.stringify({ ...post, id: '', createAt: 0, pendingPostId: '' })
          .replaceAll(String(post.props['ticket_id']), 'ID')
          .replaceAll(/"createdAt":\d+|"delivery":"[^"]*"/g, '"x":0'),
      ),
    )
    expect(plain[0]).toEqual(plain[1])
  })

  it('carries channel and thread past a client that knows neither', async () => {
    const root = t.mattermost.addPost({ channelId: t.channel.id, userId: t.jane.id })
    await type('/ticket', { rootId: root.id })
    await submit()
    await until('it is posted', () => ticketPosts().length === 1)
    expect(ticketPosts()[0]).toMatchObject({ channelId: t.channel.id, rootId: root.id })
  })

  it('makes one ticket of one dialog, however often it is sent', async () => {
    await type('/ticket')
    const answers = await Promise.all([submit(), submit()])
    answers.push(await submit())
    expect(answers.map(({ json }) => json)).toEqual([{}, {}, {}])
    await until('the author is told', () => t.mattermost.ephemeral.length === 1)
    expect(ticketPosts()).toHaveLength(1)
  })

  it('shows what is wrong by field, and for clients that do not know the field', async () => {
    await type('/ticket')
    const { status, json } = await submit({ submission: { cluster: 'nowhere', problem: '' } })
    expect(status).toBe(200)
    expect(json).toEqual({
      error: expect.stringMatching(/\w/),
      errors: {
        cluster: 'Please choose one of the options offered.',
        resource: 'Please fill in this field.',
        problem: 'Please fill in this field.',
      },
    })
    expect(t.mattermost.calls).not.toContain('createPost')
  })

  it('takes no harm from a cancelled dialog', async () => {
    await type('/ticket')
    const cancelled = { cancelled: true, submission: null, state: 'whatever' }
    expect(await submit(cancelled)).toMatchObject({ status: 200, json: {} })
    expect(t.mattermost.calls).not.toContain('createPost')
  })

  it.each<[string, () => Promise<{ status: number; json: { error?: unknown } }>]>([
    ['a forged state', () => submit({ state: 'forged.state' })],
    ['the state of another person', () => submit({}, t.mattermost.addUser())],
    ['a list as value', () => submit({ submission: { problem: ['x'] } })],
    ['no state', () => submit({ state: undefined })],
    [
      'a right that ended',
      () => {
        t.channel.members.delete(t.jane.id)
        return submit()
      },
    ],
  ])('refuses %s in words', async (_name, send) => {
    await type('/ticket')
    const { status, json } = await send()
    expect(status).toBe(200)
    expect(json.error).toMatch(/^\p{Lu}.*\.$/u)
    expect(t.mattermost.calls).not.toContain('createPost')
  })

  it('says in words that Mattermost does not open the form', async () => {
    expect(await type('/ticket', { triggerId: '' })).toMatch(/Mattermost does not answer/)
  })
})

it('says in words that the database is away, before anybody fills in a form', async () => {
  const t = await openTestDesk({ kind: 'postgres', dataSource: 'postgres://x:y@127.0.0.1:1/z' })
  const call = { userId: t.jane.id, channelId: t.channel.id, rootId: '', triggerId: 'x' }
  expect(await t.desk.handleCommand({ ...call, command: '/ticket' })).toMatch(/database/)
  expect(await t.desk.handleCommand({ ...call, command: '/ticket help' })).toMatch(/`\/ticket/)
  expect(t.mattermost.dialogs).toEqual([])
  await t.close()
})

it('turns every kind of field back into the value the web form would send', async () => {
  const fields = ['text', 'date', 'bool', 'user'].map((type) => ({
    name: type,
    type,
    label: type,
    required: false,
  }))
  const settings = { form: JSON.stringify({ fields }), database: 'mattermost' }
  const store = await createSqliteStore()
  const t = await openTestDesk(store.at, { settings })
  await t.desk.handleCommand({
    userId: t.jane.id,
    channelId: t.channel.id,
    rootId: '',
    triggerId: 'x',
    command: '/ticket',
  })
  const submission = { text: 42, date: '2025-01-31', bool: 'true', user: t.jane.id }
  const { state } = t.mattermost.dialogs[0]!.dialog
  const answer = await t.ask(routes.ticketDialog, { as: t.jane, body: { state, submission } })
  expect(answer.json).toEqual({})
  await until('it is posted', () => t.mattermost.posts.length === 1)
  expect(t.mattermost.posts[0]?.message.split('\n').slice(1)).toEqual([
    '**text:** 42',
    '**date:** 2025-01-31',
    '**bool:** Yes',
    '**user:** @jane',
  ])
  await t.close()
  await store.close()
})
