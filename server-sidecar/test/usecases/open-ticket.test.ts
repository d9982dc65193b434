import type { FormValues } from '@ticketdesk/contract'
import type { Actor } from '../../src/domain/actor'
import { Refusal } from '../../src/domain/errors'
import type { ChannelRef, PostRef } from '../../src/domain/refs'
import type { TicketSettings } from '../../src/domain/ticket/settings'
import type { InTransaction } from '../../src/ports/unit-of-work'
import { createDeliveries } from '../../src/store/deliveries'
import { createUnitOfWork } from '../../src/store/unit-of-work'
import { createOpenTicket, type OpenTicket } from '../../src/usecases/open-ticket'
import { aConfiguredForm } from '../builders/a-form'
import { aRequest } from '../builders/a-request'
import { aChannelRef, anId, aPostRef, aUserRef } from '../builders/refs'
import { createPostgresStore, databases, type TestStore } from '../databases'
import { createFakeClock, type FakeClock } from '../fakes/fake-clock'
import { createFakePeople, type FakePeople } from '../fakes/fake-people'

async function refusalOf(work: Promise<unknown>): Promise<Refusal> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!(error instanceof Refusal)) throw error ?? new Error('it was not refused')
  return error
}

describe.each(databases)('opening a ticket, kept in %s', (_kind, createStore) => {
  let store: TestStore
  let clock: FakeClock
  let people: FakePeople
  let inTransaction: InTransaction
  let settings: TicketSettings
  let openTicket: OpenTicket
  const author: Actor = { id: aUserRef(), locale: 'en' }
  const channelId = aChannelRef()

  beforeEach(async () => {
    store = await createStore()
    clock = createFakeClock()
    people = createFakePeople()
    people.addPerson({ id: author.id })
    people.addChannel({ id: channelId }, { post: [author.id] })
    inTransaction = createUnitOfWork(store.open())
    settings = { form: aConfiguredForm(), timeZone: 'UTC', language: 'en' }
    openTicket = createOpenTicket({ inTransaction, people, clock, settings: () => settings })
  })
  afterEach(() => store.close())

  const open = (overrides: Parameters<typeof aRequest>[0] = {}) =>
    openTicket(author, aRequest({ channelId, ...overrides }))
  const refused = (overrides: Parameters<typeof aRequest>[0]) => refusalOf(open(overrides))
  const waiting = () => createDeliveries(store.open()).nextDueIn()

  test('keeps it with its number, its form in the language of posts, and a fact', async () => {
    settings = {
      ...settings,
      form: aConfiguredForm([{ name: 'problem', label: { en: 'Problem', de: 'Störung' } }]),
      language: 'de',
    }
    const { ticket, created } = await open({ values: { problem: '  on fire ' } })
    expect(created).toBe(true)
    expect(ticket).toEqual({
      id: 'Ticket-20250309-0001',
      requestId: expect.any(String),
      authorId: author.id,
      channelId,
      form: {
        prefill: 'problem',
        fields: [{ name: 'problem', type: 'text', label: 'Störung', required: true }],
      },
      values: { problem: 'on fire' },
      createdAt: clock.now(),
      state: 'open',
      revision: 0,
    })
    expect(await inTransaction(({ tickets }) => tickets.find(ticket.id))).toEqual(ticket)
    expect(await waiting()).toBe(0)
  })

  test('starts again at 1 when it is midnight in the configured zone', async () => {
    settings = { ...settings, timeZone: 'Europe/Berlin' }
    const ids: string[] = []
    for (const time of ['22:59:59.999', '23:00:00.000', '23:00:00.001']) {
      clock.set(`2025-03-09T${time}Z`)
      ids.push((await open()).ticket.id)
    }
    expect(ids).toEqual(['Ticket-20250309-0001', 'Ticket-20250310-0001', 'Ticket-20250310-0002'])
  })

  test('goes on beyond 9999', async () => {
    await inTransaction(async ({ tickets }) => tickets.nextNumber('20250309'))
    await store
      .open()
      .run((db) => db.updateTable('ticket_day').set({ last_number: 9_998 }).execute())
    expect([(await open()).ticket.id, (await open()).ticket.id]).toEqual([
      'Ticket-20250309-9999',
      'Ticket-20250309-10000',
    ])
  })

  test('counts on after a restart', async () => {
    await open()
    inTransaction = createUnitOfWork(store.open())
    openTicket = createOpenTicket({ inTransaction, people, clock, settings: () => settings })
    expect((await open()).ticket.id).toBe('Ticket-20250309-0002')
  })

  describe('submitted again with the same key', () => {
    test('it is the same ticket, whatever changed since, and nobody is asked', async () => {
      const request = aRequest({ channelId })
      const first = await openTicket(author, request)
      people.removeChannel(channelId)
      people.away = true
      settings = { ...settings, form: aConfiguredForm([{ name: 'other' }]) }
      const asked = people.asked
      const again = await openTicket(author, { ...request, values: { other: 'text' } })
      expect(again).toEqual({ ticket: first.ticket, created: false })
      expect(people.asked).toBe(asked)
    })

    test('by somebody else it is another ticket', async () => {
      const other: Actor = { id: aUserRef(), locale: 'en' }
      people.addChannel({ id: channelId }, { post: [author.id, other.id] })
      const request = aRequest({ channelId })
      const one = await openTicket(author, request)
      const two = await openTicket(other, request)
      expect(two.created).toBe(true)
      expect(two.ticket.id).not.toBe(one.ticket.id)
    })

    test('at the same moment it is one ticket and one fact', async () => {
      const request = aRequest({ channelId })
      const results = await Promise.all(
        Array.from({ length: 10 }, () => openTicket(author, request)),
      )
      expect(new Set(results.map(({ ticket }) => ticket.id)).size).toBe(1)
      expect(results.filter(({ created }) => created)).toHaveLength(1)
      expect(await createDeliveries(store.open()).claim(100, 1_000)).toHaveLength(1)
    })
  })

  describe('in a channel', () => {
    test('that is unknown, unreadable or readable only, is refused in one way', async () => {
      const [hidden, readable] = [aChannelRef(), aChannelRef()]
      people.addChannel({ id: hidden, archived: true }, { post: [aUserRef()] })
      people.addChannel({ id: readable }, { read: [author.id] })
      for (const elsewhere of [aChannelRef(), hidden, readable]) {
        expect((await refused({ channelId: elsewhere })).code).toBe('not_allowed_in_channel')
      }
      expect(await waiting()).toBeUndefined()
    })

    test('our bot is not in, the refusal names whom to invite, and nothing is kept', async () => {
      const unseen = aChannelRef()
      people.uninvitedBot.set(unseen, 'deskbot')
      const error = await refused({ channelId: unseen })
      expect([error.code, error.data]).toEqual(['bot_not_in_channel', { bot: 'deskbot' }])
      expect(await waiting()).toBeUndefined()
    })

    test('that is archived is refused with that reason', async () => {
      people.addChannel({ id: channelId, archived: true }, { post: [author.id] })
      expect((await refused({})).code).toBe('channel_archived')
    })
  })

  describe('in a thread', () => {
    test('it belongs to the root, also when a reply was named', async () => {
      const [root, reply] = [aPostRef(), aPostRef()]
      people.addPost(root, { channelId })
      people.addPost(reply, { channelId, rootId: root })
      expect((await open({ rootId: root })).ticket.rootId).toBe(root)
      expect((await open({ rootId: reply })).ticket.rootId).toBe(root)
    })

    test('that does not exist or is elsewhere, it is refused', async () => {
      const elsewhere = aPostRef()
      people.addPost(elsewhere, { channelId: aChannelRef() })
      for (const rootId of [aPostRef(), elsewhere]) {
        expect((await refused({ rootId })).code).toBe('thread_not_found')
      }
    })
  })

  describe('from a message', () => {
    test('the message is kept, also one of another channel', async () => {
      const [source, other] = [aPostRef(), aChannelRef()]
      people.addChannel({ id: other }, { read: [author.id] })
      people.addPost(source, { channelId: other })
      expect((await open({ sourcePostId: source })).ticket.sourcePostId).toBe(source)
    })

    test('that the author may not read, it is refused as if there were none', async () => {
      const [secret, hidden] = [aPostRef(), aChannelRef()]
      people.addChannel({ id: hidden }, { post: [aUserRef()] })
      people.addPost(secret, { channelId: hidden })
      for (const sourcePostId of [aPostRef(), secret]) {
        expect((await refused({ sourcePostId })).code).toBe('source_post_not_found')
      }
    })
  })

  describe('with values', () => {
    test('that do not fit the form, every field says why, and Mattermost is not asked', async () => {
      settings = {
        ...settings,
        form: aConfiguredForm([
          { name: 'what', max: 3 },
          { name: 'when', type: 'date' },
        ]),
      }
      const values: FormValues = { what: 'long', extra: true }
      const refusal = await refused({ values })
      expect(refusal.code).toBe('invalid_form')
      expect(refusal.fields).toEqual({
        what: { code: 'too_long', limit: 3 },
        when: { code: 'required' },
        extra: { code: 'unknown_field' },
      })
      expect(people.asked).toBe(0)
      expect(await waiting()).toBeUndefined()
    })

    test('that name people and channels, these must exist for the author', async () => {
      settings = {
        ...settings,
        form: aConfiguredForm([
          { name: 'who', type: 'user' },
          { name: 'where', type: 'channel' },
        ]),
      }
      const hidden = aChannelRef()
      people.addChannel({ id: hidden }, { post: [aUserRef()] })
      const refusal = await refused({ values: { who: anId(), where: hidden } })
      expect(refusal.fields).toEqual({
        who: { code: 'user_not_found' },
        where: { code: 'channel_not_found' },
      })
      const { ticket } = await open({ values: { who: author.id, where: channelId } })
      expect(ticket.values).toEqual({ who: author.id, where: channelId })
    })
  })

  test('while Mattermost is away it is refused, and nothing is kept', async () => {
    people.away = true
    expect((await refused({})).code).toBe('mattermost_unavailable')
    expect(await waiting()).toBeUndefined()
    expect(await inTransaction(({ tickets }) => tickets.nextNumber('20250309'))).toBe(1)
  })

  test('a channel or thread that only looks like ours is nobody’s', async () => {
    expect((await refused({ channelId: anId() as ChannelRef })).code).toBe('not_allowed_in_channel')
    expect((await refused({ rootId: anId() as PostRef })).code).toBe('thread_not_found')
  })
})

test('a hundred at once on two nodes are a hundred tickets', async () => {
  const store = await createPostgresStore()
  const people = createFakePeople()
  const author: Actor = { id: aUserRef(), locale: 'en' }
  const channelId = aChannelRef()
  people.addChannel({ id: channelId }, { post: [author.id] })
  const settings = { form: aConfiguredForm(), timeZone: 'UTC', language: 'en' } as const
  const nodes = [store.open(), store.open()].map((database) =>
    createOpenTicket({
      inTransaction: createUnitOfWork(database),
      people,
      clock: createFakeClock(),
      settings: () => settings,
    }),
  )
  const opened = await Promise.all(
    Array.from({ length: 100 }, (_, n) => nodes[n % 2]?.(author, aRequest({ channelId }))),
  )
  const ids = opened.map((one) => one?.ticket.id).sort()
  expect(ids).toEqual(
    Array.from({ length: 100 }, (_, n) => `Ticket-20250309-${String(n + 1).padStart(4, '0')}`),
  )
  await store.close()
})
