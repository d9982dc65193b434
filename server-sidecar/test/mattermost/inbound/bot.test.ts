import { type AlertCard, routes, type TicketCard } from '@ticketdesk/contract'
import type { ChannelRef, UserRef } from '../../../src/domain/refs'
import type { SourceKind } from '../../../src/domain/source/source'
import type { Post } from '../../../src/mattermost/api'
import type { Heard } from '../../../src/mattermost/heard'
import { openDatabase } from '../../../src/store/database'
import { createLeftovers } from '../../../src/store/leftovers'
import { KEEP_ERRANDS_MS } from '../../../src/usecases/forget-old'
import { openTestDesk, type TestDesk } from '../../a-desk'
import { react, type Saying, say, untilDone } from '../../a-hearing'
import { anId } from '../../builders/refs'
import { databases, type TestStore } from '../../databases'
import { createFakeClock, type FakeClock } from '../../fakes/fake-clock'
import { createFakeLog } from '../../fakes/fake-log'
import type { FakeChannel, FakeUser } from '../../fakes/fake-mattermost'
import { until } from '../../until'

interface Button {
  name: string
  integration: { url: string; context: Record<string, string> }
}
type Words = Omit<Saying, 'message'>

describe.each(databases)('the bot, on %s', (_kind, createStore) => {
  let store: TestStore
  let t: TestDesk
  let clock: FakeClock
  let anna: FakeUser
  let direct: FakeChannel
  // One for all: people, channels and posts are new each time.
  beforeAll(async () => {
    store = await createStore()
  })
  afterAll(() => store.close())
  beforeEach(async () => {
    clock = createFakeClock(Date.now())
    t = await openTestDesk(store.at, { clock })
    anna = t.mattermost.addUser({ username: 'anna', locale: 'de' })
    t.channel.members.add(anna.id)
    const name = `${t.bot}__${t.jane.id}`
    direct = t.mattermost.addChannel({ type: 'D', teamId: '', name, displayName: '' }, [t.jane])
  })
  afterEach(() => t.close())

  /** What was answered once all that was heard is done. */
  async function hear(...heard: Heard[]): Promise<Post[]> {
    const before = t.mattermost.posts.length
    await Promise.all(heard.map((one) => t.desk.hear(one)))
    await untilDone(store)
    return t.mattermost.posts.slice(before)
  }
  const saying = (message: string, words: Partial<Words> = {}) =>
    say(t.mattermost, { message, by: t.jane, in: t.channel, ...words })
  const ask = async (message: string, words: Partial<Words> = {}) => {
    const question = saying(message, words)
    return { question, answers: await hear(question) }
  }
  const textOf = ({ answers }: { answers: Post[] }) =>
    answers.map((post) => (post as Post & { message: string }).message).join('\n---\n')
  const told = () => t.mattermost.ephemeral.at(-1)
  const buttonOf = ({ answers }: { answers: Post[] }): Button =>
    (answers[0]!.props['attachments'] as { actions: Button[] }[])[0]!.actions[0]!

  async function click({ integration: { url, context } }: Button, as: FakeUser, more: object = {}) {
    expect(url).toBe(routes.botAction)
    const body = JSON.stringify({ trigger_id: 'clicked', user_id: anId(), context, ...more })
    const answer = await t.ask(url, { as, body, headers: { 'Content-Type': '' } })
    expect(answer.status).toBe(200)
    return answer.json as { ephemeral_text?: string; update?: { message: string } }
  }
  /** By Jane, who administers everything. */
  async function addSource(source: { name?: string; kind?: SourceKind; channelId?: string }) {
    const { name = anId(), kind = 'webhook', channelId = t.channel.id } = source
    const storm = { problems: 20, seconds: 60 }
    const given = { name, kind, channelId: channelId as ChannelRef, storm, rules: [] }
    const jane = { id: t.jane.id as UserRef, locale: 'en' } as const
    const added = await t.desk.manageSources.add(jane, { ...given, replies: 'all' })
    if (added.refused) throw new Error(added.refused.kind)
    return added
  }
  async function rows() {
    const database = openDatabase(store.at, { log: createFakeLog() })
    try {
      return await database.run(async (db) => ({
        heard: await db.selectFrom('heard').selectAll().execute(),
        facts: await db.selectFrom('fact').selectAll().execute(),
      }))
    } finally {
      await database.close()
    }
  }

  test('answers a mention in its thread', async () => {
    const asked = await ask('@ticketdesk help')
    expect(asked.answers).toMatchObject([
      { userId: t.bot, channelId: t.channel.id, rootId: asked.question.postId },
    ])
    expect(textOf(asked)).toMatch(/`\/ticket list.*`\/alerts source add.*Reactions/s)
    const inThread = await ask('@ticketdesk: help ticket', { rootId: asked.question.postId })
    expect(inThread.answers).toMatchObject([{ rootId: asked.question.postId }])
    expect(textOf(inThread)).not.toContain('/alerts')
  })

  test('answers each in their language, and knows their word for help', async () => {
    expect(textOf(await ask('@ticketdesk hilfe', { by: anna }))).toContain('das Formular öffnen')
    expect(textOf(await ask('@ticketdesk'))).toContain('`/ticket list')
    expect(textOf(await ask('Help!', { in: direct }))).toContain('`/ticket list')
    expect(textOf(await ask('helpdesk is down', { in: direct }))).not.toContain('`/ticket list')
  })

  test('hears every message between the two, and elsewhere only those that mention it', async () => {
    expect(textOf(await ask('ticket list', { in: direct }))).toContain('no')
    expect((await ask('/ticket help', { in: direct })).answers).toHaveLength(1)
    const group = t.mattermost.addChannel({ type: 'P', name: 'a-group' }, [t.jane])
    expect((await ask('ticket help', { in: group })).answers).toEqual([])
    expect((await ask('@ticketdesk ticket help', { in: group })).answers).toHaveLength(1)
    const others = t.mattermost.addChannel({ type: 'D', name: `${anna.id}__${t.jane.id}` })
    expect((await ask('ticket help', { in: others })).answers).toEqual([])
  })

  test('never answers itself, other bots, webhooks, plugins or the system', async () => {
    const robot = t.mattermost.addUser({ username: 'robot', isBot: true })
    const silent: Partial<Words>[] = [
      { by: { id: t.bot } },
      { by: robot },
      { props: { from_webhook: 'true' } },
      { props: { from_bot: 'true' } },
      { props: { from_plugin: 'true' } },
      { type: 'system_join_channel' },
      { type: 'custom_ticketdesk_ticket' },
      { type: 'me' },
      { by: { id: anId() } },
    ]
    const heard = silent.flatMap((words) => [
      saying('@ticketdesk help', words),
      saying('help', { in: direct, ...words }),
    ])
    expect(await hear(...heard)).toEqual([])
    expect(t.mattermost.ephemeral).toEqual([])
  })

  test('asks nothing about messages that cannot concern it, and keeps nothing of them', async () => {
    await hear(saying('first'))
    const before = t.mattermost.calls.length
    const kept = await rows()
    await hear(...Array.from({ length: 200 }, (_, n) => saying(`message ${n}`)))
    await hear(saying('as the bot', { by: { id: t.bot }, in: direct }))
    await hear(react({ id: anId() }, 'tada', t.jane), react({ id: anId() }, 'eyes', t.jane))
    expect(t.mattermost.calls.slice(before)).toEqual([])
    expect(await rows()).toEqual(kept)
  })

  test('helps out with slips, each time', async () => {
    expect(textOf(await ask('@ticketdesk tikcet list'))).toMatch(/“tikcet”.*`ticket`/)
    expect(textOf(await ask('alert source list', { in: direct }))).toMatch(/“alert”.*`alerts`/)
    expect(textOf(await ask('hlep', { in: direct }))).toMatch(/`help`/)
    const hostile = textOf(await ask('@ticketdesk `@all\u202e'))
    expect(hostile).not.toMatch(/@all|\u202e/)
  })

  test('says hello to chatter once, not at every line', async () => {
    const first = await ask('good morning', { in: direct })
    expect(textOf(first)).toMatch(/`ticket list`.*`@ticketdesk ticket list`/)
    expect((await ask('anybody there?', { in: direct })).answers).toEqual([])
    expect((await ask('hm', { in: direct, rootId: first.question.postId })).answers).toEqual([])
    expect((await ask('ticket help', { in: direct })).answers).toHaveLength(1)
    // Elsewhere, and tomorrow, nobody has heard it yet.
    expect((await ask('@ticketdesk is a fine bot')).answers).toHaveLength(1)
    clock.advance(60 * 60_000)
    const later = { ...saying('good evening', { in: direct }), createAt: clock.now() }
    expect(await hear(later)).toHaveLength(1)
    const again = saying('so', { in: direct, rootId: first.question.postId })
    expect(await hear({ ...again, createAt: clock.now() + 3_600_000 })).toEqual([])
  })

  describe('a form', () => {
    test('waits behind a button for the one who asked, and is about where it was asked', async () => {
      const asked = await ask('@ticketdesk ticket new The printer burns')
      expect(textOf(asked)).toContain('@jane')
      const button = buttonOf(asked)
      expect(button.name).toBe('Fill in the form')
      expect(await click(button, t.jane)).toEqual({})
      const [opened] = t.mattermost.dialogs
      expect(opened).toMatchObject({ triggerId: 'clicked', url: routes.ticketDialog })
      expect(opened?.dialog.elements).toContainEqual(
        expect.objectContaining({ default: 'The printer burns' }),
      )
      const values = { cluster: 'prod-cluster', resource: 'web-01', problem: 'It burns' }
      await t.ask(routes.ticketDialog, {
        as: t.jane,
        body: { state: opened?.dialog.state, submission: values },
      })
      await untilDone(store)
      const ticket = t.mattermost.posts.find(({ props }) => props['is_ticket'])
      expect(ticket).toMatchObject({ channelId: t.channel.id, rootId: '' })
    })

    test('is nobody else’s, however they ask', async () => {
      const button = buttonOf(await ask('@ticketdesk ticket'))
      expect(await click(button, anna)).toMatchObject({
        ephemeral_text: expect.stringContaining('@jane'),
      })
      const { url, context } = button.integration
      const forged = [
        { ...context, asker: anna.id },
        { ...context, asker: anna.id, mark: 'x.y' },
      ]
      for (const one of forged) {
        const answer = await click({ ...button, integration: { url, context: one } }, anna)
        expect(answer.ephemeral_text).toContain('fragen Sie noch einmal')
      }
      expect(t.mattermost.dialogs).toEqual([])
    })

    test.each<[string, Record<string, string>]>([
      ['another command', { command: '/alerts source rotate Monitoring' }],
      ['another channel', { channel: anId() }],
      ['another thread', { root: anId() }],
      ['another kind', { waits: 'go' }],
      ['no command', { command: '/nothing' }],
    ])('with %s put into it is refused', async (_what, changed) => {
      const { integration, name } = buttonOf(await ask('@ticketdesk ticket'))
      const context = { ...integration.context, ...changed }
      const answer = await click({ name, integration: { ...integration, context } }, t.jane)
      expect(answer.ephemeral_text).toMatch(/ask again/)
      expect(t.mattermost.dialogs).toEqual([])
    })

    test('is not opened a day later, nor without a context', async () => {
      const button = buttonOf(await ask('@ticketdesk ticket'))
      clock.advance(24 * 60 * 60_000)
      expect((await click(button, t.jane)).ephemeral_text).toMatch(/ask again/)
      const empty = { ...button.integration, context: {} }
      expect((await click({ ...button, integration: empty }, t.jane)).ephemeral_text).toBeTruthy()
      expect(t.mattermost.dialogs).toEqual([])
    })
  })

  test('why a ticket of another channel is not moved is told to the one who asked alone', async () => {
    const secret = t.mattermost.addChannel({}, [t.jane])
    const values = { cluster: 'prod-cluster', resource: 'web-01', problem: 'It burns' }
    const body = { requestId: anId(), channelId: secret.id, values }
    const { id } = (await t.ask(routes.tickets, { as: t.jane, body })).json.ticket
    await untilDone(store)
    expect(textOf(await ask(`ticket take ${id}`, { in: direct }))).toContain(id)
    expect((await ask(`@ticketdesk ticket take ${id}`)).answers).toEqual([])
    await until('she is told', () => told()?.userId === t.jane.id)
    expect(told()?.message).toBe('You have it already.')
  })

  describe('what only administrators may know', () => {
    let name: string
    beforeEach(async () => {
      name = `monitoring ${anId()}`
      t.mattermost.systemAdmins.add(t.jane.id)
      await addSource({ name })
    })

    test('is told to them alone in a channel, and in the thread between the two', async () => {
      expect((await ask('@ticketdesk alerts source list')).answers).toEqual([])
      await until('it is told', () => told() !== undefined)
      expect(told()).toMatchObject({ userId: t.jane.id, channelId: t.channel.id, rootId: '' })
      expect(told()?.message).toContain(name)
      const root = saying('about alerts')
      await ask('@ticketdesk alerts source list', { rootId: root.postId })
      await until('it is told there', () => told()?.rootId === root.postId)
      const between = await ask('alerts source list', { in: direct })
      expect(textOf(between)).toContain(name)
      await addSource({ name: `own ${name}`, channelId: direct.id })
      expect(textOf(await ask('alerts source list', { in: direct }))).toContain('a direct message')
      expect((await ask('@ticketdesk alerts source list', { by: anna })).answers).toEqual([])
      await until('anna is told', () => told()?.userId === anna.id)
      expect(told()?.message).not.toContain(name)
    })

    test('a new key waits for a click, comes once, and stands nowhere', async () => {
      const asked = await ask(`alerts source rotate ${name}`, { in: direct })
      const button = buttonOf(asked)
      expect(button.name).toBe('Do it')
      const answers = [await click(button, t.jane), await click(button, t.jane)]
      const key = /\/hooks\/([a-z2-7]{26})/.exec(answers[0]?.ephemeral_text ?? '')?.[1] ?? '?'
      expect((await t.ask(`/hooks/${key}`, { body: { text: 'hello' } })).status).toBe(200)
      expect(answers[0]?.update?.message).toBe('Done.')
      expect(answers[1]?.ephemeral_text).toMatch(/ask again/)
      await untilDone(store)
      expect(JSON.stringify([t.mattermost.posts, await rows()])).not.toContain(key)
    })
  })

  describe('a reaction', () => {
    async function openTicket() {
      const values = { cluster: 'prod-cluster', resource: 'web-01', problem: 'It burns' }
      const body = { requestId: anId(), channelId: t.channel.id, values }
      const { json } = await t.ask(routes.tickets, { as: t.jane, body })
      await untilDone(store)
      const post = t.mattermost.posts.find(({ props }) => props['ticket_id'] === json.ticket.id)!
      const life = () => (post.props['ticketdesk'] as { ticket: TicketCard }).ticket.life
      return { post, life }
    }
    async function raiseAlert() {
      const { key } = await addSource({ kind: 'alertmanager' })
      const alert = {
        ...{ status: 'firing', labels: { alertname: 'disk full', severity: 'critical' } },
        ...{ annotations: {}, startsAt: '2025-03-09T12:00:00Z', endsAt: '0001-01-01T00:00:00Z' },
        fingerprint: 'f',
      }
      const body = {
        version: '4',
        status: 'firing',
        alerts: [alert],
        groupKey: '{}',
        receiver: 'x',
      }
      expect((await t.ask(`/hooks/${key}`, { body })).text).toBe('ok')
      await untilDone(store)
      const post = t.mattermost.posts.find(({ type }) => type === 'custom_ticketdesk_alert')!
      const ack = () => (post.props['ticketdesk'] as { alert: AlertCard }).alert.ack
      return { post, ack }
    }
    beforeEach(() => t.mattermost.systemAdmins.add(t.jane.id))

    test.each(['eyes', 'white_check_mark'])(':%s: on an alert acknowledges it', async (emoji) => {
      const { post, ack } = await raiseAlert()
      await hear(react(post, emoji, anna))
      expect(ack()).toMatchObject({ kind: 'here', by: '@anna' })
      // Another emoji of the same person is no mistake.
      await hear(react(post, 'eyes', anna))
      expect(t.mattermost.ephemeral).toEqual([])
      await hear(react(post, 'eyes', t.jane))
      await until('it is told', () => told() !== undefined)
      expect(told()).toMatchObject({ userId: t.jane.id, channelId: t.channel.id })
      expect(told()?.message).toContain('@anna')
    })

    test('of somebody without the right does nothing but tell them why', async () => {
      const { post, ack } = await raiseAlert()
      const stranger = t.mattermost.addUser({ username: 'stranger' })
      await hear(react(post, 'eyes', stranger))
      await until('it is told', () => told() !== undefined)
      expect(told()?.userId).toBe(stranger.id)
      expect(ack()).toMatchObject({ kind: 'none' })
      const ticket = await openTicket()
      await hear(react(ticket.post, 'raising_hand', stranger))
      await until('it is told', () => t.mattermost.ephemeral.length > 2)
      expect(ticket.life()).toMatchObject({ state: 'open' })
    })

    test('on a ticket takes it, in any colour of skin, and resolves it', async () => {
      const { post, life } = await openTicket()
      const before = t.mattermost.ephemeral.length
      await hear(react(post, 'raising_hand_medium_dark_skin_tone', anna))
      expect(life()).toMatchObject({ state: 'in_progress', assigneeName: 'anna' })
      await hear(react(post, 'heavy_check_mark', anna))
      expect(life()).toMatchObject({ state: 'resolved' })
      expect(t.mattermost.ephemeral).toHaveLength(before)
    })

    test('that means nothing, or is on another post, changes nothing', async () => {
      const { post, life } = await openTicket()
      const robot = t.mattermost.addUser({ isBot: true })
      const reply = saying('nice', { rootId: post.id })
      await hear(
        react(post, 'tada', anna),
        react(post, 'raising_hands', anna),
        react(post, 'eyes', { id: t.bot }),
        react(post, 'eyes', robot),
        react({ id: reply.postId }, 'eyes', anna),
        { ...react(post, 'eyes', anna), createAt: clock.now() - 8 * 86_400_000 },
      )
      expect(life()).toMatchObject({ state: 'open' })
    })

    test('means what the settings say, from the moment they change', async () => {
      const { post, life } = await openTicket()
      const settings = { takeEmoji: [], resolveEmoji: ['tada'] }
      t.live.swap({ ...t.live.current(), ...settings })
      await hear(react(post, 'eyes', anna), react(post, 'white_check_mark', anna))
      expect(life()).toMatchObject({ state: 'open' })
      await hear(react(post, 'tada', anna))
      expect(life()).toMatchObject({ state: 'resolved' })
    })
  })

  describe('what is heard more than once', () => {
    test('is answered once: told again, at once or later, before and after a restart', async () => {
      const question = saying('@ticketdesk help')
      expect(await hear(question, question, question)).toHaveLength(1)
      expect(await hear({ ...question })).toEqual([])
      const again = await openTestDesk(store.at, { clock, mattermost: t.mattermost })
      await again.desk.hear(question)
      await untilDone(store)
      await again.close()
      const answers = t.mattermost.posts.filter(({ rootId }) => rootId === question.postId)
      expect(answers).toHaveLength(1)
    })

    test('is not answered a week later, when it is forgotten', async () => {
      const question = saying('@ticketdesk help')
      await hear(question)
      clock.advance(8 * 86_400_000)
      await hear({ ...saying('@ticketdesk ticket help'), createAt: clock.now() })
      const before = clock.now() - KEEP_ERRANDS_MS
      const { count } = await createLeftovers(store.open()).forgetErrands(before, 1000)
      expect(count).toBeGreaterThan(0)
      const kept = (await rows()).heard.map(({ id }) => id)
      expect(kept).not.toContain(`post:${question.postId}`)
      expect(await hear(question)).toEqual([])
    })

    test('is found by the time of the newest', async () => {
      // Later than all the others.
      clock.advance(30 * 86_400_000)
      const first = saying('@ticketdesk ticket')
      const button = buttonOf({ answers: await hear({ ...first, createAt: clock.now() - 5000 }) })
      await hear({ ...saying('@ticketdesk help'), createAt: clock.now() - 3000 })
      await hear({ ...saying('nothing'), createAt: clock.now() - 1000 })
      await click(button, t.jane)
      expect(await t.desk.lastHeardAt()).toBe(clock.now() - 3000)
    })

    test('is never found later than now, whatever a message claims', async () => {
      clock.advance(30 * 86_400_000)
      await hear({ ...saying('@ticketdesk help'), createAt: clock.now() + 86_400_000 })
      expect(await t.desk.lastHeardAt()).toBe(clock.now())
    })
  })

  describe('what goes wrong on the way', () => {
    test('Mattermost away: the answer comes when it is back, once', async () => {
      t.mattermost.fail('createPost', { when: 'after', times: 1 })
      const question = saying('@ticketdesk help')
      await t.desk.hear(question)
      await untilDone(store)
      const answers = t.mattermost.posts.filter(({ rootId }) => rootId === question.postId)
      expect(answers).toHaveLength(1)
    })

    test('kept and not done when the process ended: the next one does it', async () => {
      const release = t.mattermost.hold('getUser')
      const question = saying('help', { in: direct })
      const hearing = t.desk.hear(question)
      release()
      await hearing
      await t.close()
      t = await openTestDesk(store.at, { clock, mattermost: t.mattermost })
      await untilDone(store)
      const answers = t.mattermost.posts.filter(({ rootId }) => rootId === question.postId)
      expect(answers).toHaveLength(1)
    })

    test('the question is deleted: nobody is answered', async () => {
      const question = saying('@ticketdesk help')
      t.mattermost.deletePost(question.postId)
      expect(await hear(question)).toEqual([])
    })

    test('a channel that is gone is asked about once', async () => {
      const gone = { id: anId() }
      await hear(saying('help', { in: gone }), saying('help', { in: gone }))
      expect(t.mattermost.calls.filter((call) => call === 'getChannel')).toHaveLength(1)
    })

    test('Mattermost cannot be asked about a channel: it is asked again', async () => {
      t.mattermost.fail('getChannel', { times: 1 })
      expect((await ask('help', { in: direct })).answers).toHaveLength(1)
    })
  })
})
