import { routes, type TicketCard } from '@ticketdesk/contract'
import { openTestDesk, type TestDesk } from '../../a-desk'
import { anId } from '../../builders/refs'
import { databases, type TestStore } from '../../databases'
import { createFakeClock, type FakeClock } from '../../fakes/fake-clock'
import type { FakeUser } from '../../fakes/fake-mattermost'
import { until } from '../../until'

interface Button {
  id: string
  name: string
  integration: { url: string; context: object }
}

describe.each(databases)('a ticket’s life, kept in %s', (_kind, createStore) => {
  let store: TestStore
  let t: TestDesk
  let clock: FakeClock
  let anna: FakeUser
  beforeEach(async () => {
    store = await createStore()
    clock = createFakeClock()
    t = await openTestDesk(store.at, { clock })
    anna = t.mattermost.addUser({ username: 'anna', locale: 'de' })
    t.channel.members.add(anna.id)
  })
  afterEach(async () => {
    await t.close()
    await store.close()
  })

  /** By Jane; the id and the post of a new ticket. */
  async function open(problem = 'The printer is on fire', more: object = {}) {
    const values = { cluster: 'prod-cluster', resource: 'web-01', problem }
    const body = { requestId: anId(), channelId: t.channel.id, values, ...more }
    const answer = await t.ask(routes.tickets, { as: t.jane, body })
    const { id } = answer.json.ticket
    const post = () => t.mattermost.posts.find(({ props }) => props['ticket_id'] === id)!
    await until('it is posted', () => post() !== undefined)
    return { id: id as string, post }
  }
  type Opened = Awaited<ReturnType<typeof open>>

  const life = ({ post }: Opened) =>
    (post().props['ticketdesk'] as { ticket: TicketCard }).ticket.life
  const attachment = ({ post }: Opened) =>
    (post().props['attachments'] as { actions: Button[]; fields: { value: string }[] }[])[0]!
  const buttons = (ticket: Opened) => attachment(ticket).actions.map(({ id }) => id)
  const lines = ({ post }: Opened) =>
    t.mattermost.posts
      .filter(({ rootId, props }) => rootId === post().id && !props['is_ticket'])
      .map(({ message }) => message)
  const untilTold = (ticket: Opened, count: number) =>
    until('the thread is told', () => lines(ticket).length === count)

  /** As Mattermost does it: the stored context, no content type, the clicker vouched for. */
  async function click(ticket: Opened, action: string, as: FakeUser = anna, more: object = {}) {
    const button = attachment(ticket).actions.find(({ id }) => id === action)
    const context = button?.integration.context ?? { ticket: ticket.id, action }
    expect(button?.integration.url ?? routes.ticketAction).toBe(routes.ticketAction)
    const body = { user_id: anId(), post_id: ticket.post().id, type: 'button', context, ...more }
    const headers = { 'Content-Type': '' }
    const answer = await t.ask(routes.ticketAction, { as, body: JSON.stringify(body), headers })
    expect(answer.status).toBe(200)
    return answer.json
  }
  const type = (command: string, as: FakeUser = anna, rootId = '') =>
    t.desk.handleCommand({
      ...{ userId: as.id, channelId: t.channel.id, triggerId: 'x' },
      ...{ command: `/ticket ${command}`, rootId },
    })

  test('begins with buttons that phones can press', async () => {
    const ticket = await open()
    expect(buttons(ticket)).toEqual(['take', 'resolve'])
    for (const { id } of attachment(ticket).actions) expect(id).toMatch(/^[A-Za-z0-9]+$/)
    expect(life(ticket)).toEqual({ state: 'open', revision: 0, actions: ['take', 'resolve'] })
  })

  test('is taken, resolved and reopened by clicks, each told once in its thread', async () => {
    const ticket = await open()
    const words = ticket.post().message
    expect(await click(ticket, 'take')).toEqual({})
    await untilTold(ticket, 1)
    expect(life(ticket)).toMatchObject({ state: 'in_progress', assigneeName: 'anna', revision: 1 })
    expect(attachment(ticket).fields.map(({ value }) => value)).toEqual(['In progress', '@anna'])
    expect(buttons(ticket)).toEqual(['resolve', 'release'])
    await click(ticket, 'resolve')
    await untilTold(ticket, 2)
    expect(buttons(ticket)).toEqual(['reopen'])
    await click(ticket, 'reopen', t.jane)
    await untilTold(ticket, 3)
    expect(lines(ticket)).toEqual([
      '@anna takes it.',
      '@anna has resolved it for @jane.',
      '@jane has reopened it.',
    ])
    expect(life(ticket)).toEqual({ state: 'open', revision: 3, actions: ['take', 'resolve'] })
    expect(ticket.post().message).toBe(words)
    expect(ticket.post().props).toMatchObject({ is_ticket: true, ticket_id: ticket.id })
  })

  test('of two clicks the second hears who was first, alone and in their language', async () => {
    const ticket = await open()
    const answers = [await click(ticket, 'take', t.jane), await click(ticket, 'take', anna)]
    expect(answers[0]).toEqual({})
    expect(answers).toMatchObject([
      {},
      { ephemeral_text: expect.stringMatching(/^@jane hat es schon/) },
    ])
    await untilTold(ticket, 1)
    expect(lines(ticket)).toEqual(['@jane takes it.'])
  })

  test('who may not write there is told so, and nothing happens', async () => {
    const ticket = await open()
    t.channel.muted.add(anna.id)
    expect((await click(ticket, 'take')).ephemeral_text).toMatch(/schreiben dürfen/)
    const stranger = t.mattermost.addUser()
    expect((await click(ticket, 'take', stranger)).ephemeral_text).toMatch(/no such ticket/)
    expect(life(ticket)).toMatchObject({ revision: 0 })
  })

  test('a click on a post that only names it does nothing', async () => {
    const ticket = await open()
    expect(await click(ticket, 'take', anna, { post_id: anId() })).toHaveProperty('ephemeral_text')
    expect(life(ticket)).toMatchObject({ state: 'open' })
  })

  test.each([
    ['nothing', ''],
    ['another shape', '{"context":{}}'],
    ['an unknown button', '{"context":{"ticket":"x","action":"assign"},"post_id":""}'],
    ['an unknown ticket', '{"context":{"ticket":"x","action":"take"},"post_id":""}'],
  ])('%s is answered in words', async (_name, body) => {
    const answer = await t.ask(routes.ticketAction, { as: t.jane, body })
    expect(answer).toMatchObject({ status: 200, json: { ephemeral_text: expect.any(String) } })
  })

  test('the web app says the same with a request of its own', async () => {
    const ticket = await open()
    const ask = (body: object) => t.ask(routes.ticketActions, { as: anna, body })
    const body = { ticketId: ticket.id, postId: ticket.post().id, action: 'take' }
    expect(await ask(body)).toMatchObject({ status: 200, json: { done: true, revision: 1 } })
    expect((await ask(body)).json).toEqual({ done: false, message: 'Sie haben es schon.' })
    expect((await ask({ ...body, postId: anId() })).json).toMatchObject({ done: false })
    expect(await ask({ ...body, action: 'assign' })).toMatchObject({ status: 400 })
    expect(await t.ask(routes.ticketActions, { body })).toMatchObject({ status: 401 })
    expect(await t.ask(routes.ticketActions, { as: anna })).toMatchObject({ status: 405 })
  })

  test('that is moved before it is posted is told afterwards, in order', async () => {
    const release = t.mattermost.hold('createPost')
    const values = { cluster: 'prod-cluster', resource: 'web-01', problem: 'x' }
    const body = { requestId: anId(), channelId: t.channel.id, values }
    const { ticket } = (await t.ask(routes.tickets, { as: t.jane, body })).json
    expect(await type(`take ${ticket.id}`)).toMatch(/noch nicht veröffentlicht.* · In Arbeit/)
    release()
    await until('it is told', () => t.mattermost.posts.length === 2)
    expect(t.mattermost.posts.map(({ message }) => message)).toEqual([
      expect.stringContaining(ticket.id),
      '@anna takes it.',
    ])
  })

  test('that lies in another thread is named there', async () => {
    const root = t.mattermost.addPost({ channelId: t.channel.id, userId: t.jane.id })
    const ticket = await open('x', { rootId: root.id })
    expect(await type('resolve', t.jane, root.id)).toMatch(/Resolved$/)
    const told = () => t.mattermost.posts.at(-1)
    await until('it is told', () => told()?.message.includes('has resolved') ?? false)
    expect(told()).toMatchObject({ rootId: root.id })
    expect(told()?.message).toMatch(
      new RegExp(`^\\[${ticket.id}\\]\\(.*${ticket.post().id}\\): @jane has resolved it\\.$`),
    )
  })

  test('goes on when its post is deleted', async () => {
    const ticket = await open()
    t.mattermost.deletePost(ticket.post().id)
    await type(`take ${ticket.id}`)
    await until('it is given up', () =>
      t.log.lines.some(({ message }) => /post is deleted/.test(message)),
    )
    expect(t.mattermost.posts).toHaveLength(1)
  })

  describe('by commands', () => {
    test('is given to somebody, whose name may stand anywhere', async () => {
      const ticket = await open()
      expect(await type('assign @jane 1')).toMatch(
        new RegExp(`^\\[${ticket.id}\\]\\(\\S+\\) · In Arbeit · @\u200bjane$`),
      )
      await untilTold(ticket, 1)
      expect(lines(ticket)).toEqual(['@anna gives it to @jane.'])
      expect(await type('assign 1 anna')).toContain('In Arbeit')
      expect(await type('assign 1 @nobody')).toMatch(/Diese Person gibt es nicht/)
      expect(await type('assign')).toMatch(/an wen/)
      expect(await type('release 1')).toMatch(/· Offen$/)
    })

    test('in its thread needs no number', async () => {
      const ticket = await open()
      expect(await type('take', anna, ticket.post().id)).toContain('In Arbeit')
      expect(await type('assign @jane', anna, ticket.post().id)).toContain('jane')
      expect(await type('resolve')).toMatch(/`\/ticket resolve 42`/)
      expect(await type('show nonsense')).toMatch(/gibt es nicht/)
    })

    test('is listed as a line, with a link to its post', async () => {
      const ticket = await open('It is **down** @all\nsince noon')
      clock.advance(125 * 60_000)
      const line = `- [${ticket.id}](https://chat.example.org/_redirect/pl/${ticket.post().id})`
      expect(await type('list', t.jane)).toBe(
        `**Tickets that wait or are in progress**\n\n${line} · Open · 2 hr 5 min: ` +
          'It is \\*\\*down\\*\\* @\u200ball since noon',
      )
      await type('take 1')
      expect(await type('list MINE')).toContain('In Arbeit')
      expect(await type('list mine', t.jane)).toContain('In progress')
      expect(await type('list resolved')).toMatch(/gibt es keine/)
      expect(await type('list everything')).toMatch(/kennt „list everything“ nicht/)
    })

    test('is found by words, by those who may read it', async () => {
      await open('The PRINTER is on fire')
      expect(await type('search fire printer')).toContain('PRINTER')
      expect(await type('search water')).toMatch(/gibt es keine/)
      expect(await type('search')).toMatch(/wonach/)
      const stranger = t.mattermost.addUser()
      expect(await type('search fire', stranger)).toMatch(/There are none/)
      expect(await type('list all', stranger)).toMatch(/There are none/)
      expect(await type('show 1', stranger)).toMatch(/no such ticket/)
    })

    test('a long list says how it goes on', async () => {
      for (let count = 0; count < 21; count += 1) await open(`problem ${count}`)
      const first = await type('list', t.jane)
      expect(first.match(/^- /gm)).toHaveLength(20)
      expect(first).toMatch(/There are more: `\/ticket list open 2`$/)
      const second = await type('list open 2', t.jane)
      expect(second.match(/^- /gm)).toHaveLength(1)
      expect(second).toContain('problem 0')
    }, 30_000)

    test('is shown with what was filled in and what happened', async () => {
      await open()
      await type('take 1')
      const shown = await type('show 1', t.jane)
      expect(shown).toMatch(/^#### \[Ticket-20250309-0001\]/)
      expect(shown).toContain('opened by @\u200bjane, 9 Mar 2025, 12:00')
      expect(shown).toContain('The printer is on fire')
      expect(shown).toContain('- 9 Mar 2025, 12:00: @\u200banna takes it.')
    })

    test('says in words that Mattermost is away', async () => {
      await open()
      t.mattermost.fail('hasPermissionToChannel')
      expect(await type('list', t.jane)).toMatch(/Mattermost does not answer/)
    })
  })
})
