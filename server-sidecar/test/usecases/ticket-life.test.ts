import type { Actor } from '../../src/domain/actor'
import type { ChannelRef, PostRef, TicketId, UserRef } from '../../src/domain/refs'
import type { Ticket } from '../../src/domain/ticket/ticket'
import type { InTransaction } from '../../src/ports/unit-of-work'
import { createDeliveries } from '../../src/store/deliveries'
import { createUnitOfWork } from '../../src/store/unit-of-work'
import { createFindTicket, type FindTicket } from '../../src/usecases/find-ticket'
import { createListTickets, type ListTickets } from '../../src/usecases/list-tickets'
import { createMoveTicket, type MoveTicket } from '../../src/usecases/move-ticket'
import { createOwnerOfPost } from '../../src/usecases/own-post'
import { aFact, aTicket } from '../builders/a-ticket'
import { aChannelRef, anId, aPostRef, aUserRef } from '../builders/refs'
import { databases, type TestStore } from '../databases'
import { createFakeChat } from '../fakes/fake-chat'
import { createFakeClock, type FakeClock } from '../fakes/fake-clock'
import { createFakePeople, type FakePeople } from '../fakes/fake-people'

const TODAY = Date.parse('2025-03-09T12:00:00Z')

describe.each(databases)('the life of tickets, kept in %s', (_kind, createStore) => {
  let store: TestStore
  let clock: FakeClock
  let people: FakePeople
  let inTransaction: InTransaction
  let moveTicket: MoveTicket
  let listTickets: ListTickets
  let findTicket: FindTicket
  const [anna, ben, reader, stranger] = Array.from({ length: 4 }, () => ({
    id: aUserRef(),
    locale: 'en',
  })) as [Actor, Actor, Actor, Actor]
  const channelId = aChannelRef()
  const secret = aChannelRef()

  beforeEach(async () => {
    store = await createStore()
    clock = createFakeClock(TODAY)
    people = createFakePeople()
    for (const { id } of [anna, ben, reader, stranger]) people.addPerson({ id })
    people.addChannel({ id: channelId }, { read: [reader.id], post: [anna.id, ben.id] })
    people.addChannel({ id: secret }, { post: [stranger.id] })
    inTransaction = createUnitOfWork(store.open())
    const chat = createFakeChat()
    const needs = { inTransaction, people, clock }
    const ownerOfPost = createOwnerOfPost({ inTransaction, chat })
    moveTicket = createMoveTicket({ ...needs, ownerOfPost })
    listTickets = createListTickets({ inTransaction, people })
    const settings = () => ({ timeZone: 'UTC' })
    findTicket = createFindTicket({ ...needs, ownerOfPost, listTickets, settings })
  })
  afterEach(() => store.close())

  let number = 0
  async function keep(overrides: Partial<Ticket> = {}): Promise<Ticket> {
    number += 1
    const id = `Ticket-20250309-${String(number).padStart(4, '0')}` as TicketId
    const ticket = aTicket({ id, channelId, createdAt: TODAY + number, ...overrides })
    await inTransaction(({ tickets }) => tickets.insert(ticket))
    return ticket
  }
  beforeEach(() => {
    number = 0
  })
  const kept = (id: TicketId) => inTransaction(({ tickets }) => tickets.find(id))
  const steps = (id: TicketId) => inTransaction(({ tickets }) => tickets.stepsAfter(id, 0))
  const waiting = async () => (await createDeliveries(store.open()).claim(99, 1)).map((d) => d.fact)
  async function post(ticket: Ticket): Promise<PostRef> {
    const deliveries = createDeliveries(store.open())
    await inTransaction(({ outbox }) => outbox.add(aFact({ ticketId: ticket.id })))
    const [delivery] = await deliveries.claim(1, 30_000)
    if (!delivery) throw new Error('nothing to deliver')
    const id = aPostRef()
    await deliveries.record(delivery, 'root', id)
    await deliveries.record(delivery, 'more-1', aPostRef())
    await deliveries.finish(delivery)
    return id
  }

  test('a move is kept with its step and one fact, however many moves follow', async () => {
    const { id } = await keep()
    const taken = await moveTicket(anna, { ticketId: id, event: 'take' })
    expect(taken.ticket).toMatchObject({ state: 'in_progress', assigneeId: anna.id, revision: 1 })
    expect(await kept(id)).toEqual(taken.ticket)
    clock.advance(5000)
    await moveTicket(anna, { ticketId: id, event: 'assign', assigneeId: ben.id })
    await moveTicket(ben, { ticketId: id, event: 'resolve' })
    expect(await steps(id)).toEqual([
      { revision: 1, event: 'take', by: anna.id, assigneeId: anna.id, at: TODAY },
      { revision: 2, event: 'assign', by: anna.id, assigneeId: ben.id, at: TODAY + 5000 },
      { revision: 3, event: 'resolve', by: ben.id, assigneeId: ben.id, at: TODAY + 5000 },
    ])
    expect(await waiting()).toEqual([{ kind: 'ticket_moved', ticketId: id }])
  })

  test('released and opened again, it is nobody’s', async () => {
    const { id } = await keep({ state: 'in_progress', assigneeId: anna.id })
    await moveTicket(ben, { ticketId: id, event: 'release' })
    expect(await kept(id)).not.toHaveProperty('assigneeId')
    await moveTicket(ben, { ticketId: id, event: 'resolve' })
    await moveTicket(ben, { ticketId: id, event: 'reopen' })
    expect(await kept(id)).toMatchObject({ state: 'open', revision: 3 })
    expect(await kept(id)).not.toHaveProperty('assigneeId')
  })

  test('of two who take it at once one gets it, and the other hears who', async () => {
    const { id } = await keep()
    const results = await Promise.all(
      [anna, ben].map((actor) => moveTicket(actor, { ticketId: id, event: 'take' })),
    )
    const winner = results.find(({ ticket }) => ticket)?.ticket?.assigneeId
    expect(results.filter(({ ticket }) => ticket)).toHaveLength(1)
    expect(results.find(({ refused }) => refused)?.refused).toEqual({ kind: 'taken', by: winner })
    expect(await steps(id)).toHaveLength(1)
  })

  test('what is told while it is being told is told again', async () => {
    const { id } = await keep()
    const deliveries = createDeliveries(store.open())
    await moveTicket(anna, { ticketId: id, event: 'take' })
    const [first] = await deliveries.claim(1, 30_000)
    if (!first) throw new Error('nothing to deliver')
    await moveTicket(anna, { ticketId: id, event: 'resolve' })
    expect(await deliveries.claim(1, 30_000)).toEqual([])
    await deliveries.finish(first)
    expect((await deliveries.claim(9, 30_000)).map(({ fact }) => fact)).toEqual([
      { kind: 'ticket_moved', ticketId: id },
    ])
  })

  test.each<[string, () => Actor, object]>([
    ['who may only read is told so', () => reader, { kind: 'not_allowed' }],
    ['who may not see it learns nothing', () => stranger, { kind: 'not_found' }],
  ])('%s, and nothing happens', async (_, who, refused) => {
    const { id } = await keep()
    expect(await moveTicket(who(), { ticketId: id, event: 'take' })).toEqual({ refused })
    expect(await kept(id)).toMatchObject({ state: 'open', revision: 0 })
    expect(await waiting()).toEqual([])
  })

  test('it is given only to people who can see it', async () => {
    const { id } = await keep()
    for (const assigneeId of [stranger.id, anId() as UserRef]) {
      const refused = { kind: 'unknown_assignee' }
      const wish = { ticketId: id, event: 'assign', assigneeId } as const
      expect(await moveTicket(anna, wish)).toEqual({ refused })
    }
    expect(await moveTicket(anna, { ticketId: id, event: 'assign' })).toHaveProperty('refused')
  })

  test('a click counts on the ticket’s own post alone', async () => {
    const ticket = await keep()
    const postId = await post(ticket)
    const click = (on: PostRef) =>
      moveTicket(anna, { ticketId: ticket.id, event: 'take', postId: on })
    expect(await click(aPostRef())).toEqual({ refused: { kind: 'not_found' } })
    expect((await click(postId)).ticket?.assigneeId).toBe(anna.id)
  })

  test('its first post leads to it, and no other', async () => {
    const ticket = await keep()
    const postId = await post(ticket)
    const by = (id: PostRef) => inTransaction(({ tickets }) => tickets.findByPost(id))
    expect(await by(postId)).toEqual(ticket)
    expect(await by(aPostRef())).toBeUndefined()
  })

  test('what the channel has been told is remembered', async () => {
    const ticket = await keep()
    const shown = () => inTransaction(({ tickets }) => tickets.shown(ticket.id))
    await inTransaction(({ outbox }) => outbox.add(aFact({ ticketId: ticket.id })))
    expect(await shown()).toEqual({ postId: undefined, isComing: true, revision: 0 })
    const deliveries = createDeliveries(store.open())
    const [delivery] = await deliveries.claim(1, 30_000)
    if (!delivery) throw new Error('nothing to deliver')
    await deliveries.record(delivery, 'root', 'a-post' as PostRef)
    await deliveries.finish(delivery)
    await inTransaction(({ tickets }) => tickets.keepShown(ticket.id, 2))
    expect(await shown()).toEqual({ postId: 'a-post', isComing: false, revision: 2 })
  })

  describe('listed', () => {
    const idsOf = (page: { tickets: Ticket[] }) =>
      page.tickets.map(({ id }) => Number(id.slice(-4)))

    test('newest first, of channels the asker may read, page by page', async () => {
      for (let count = 0; count < 7; count += 1) {
        await keep({ channelId: count % 2 ? secret : channelId })
      }
      const page = (skip: number) => listTickets(anna, {}, { limit: 3, skip })
      expect(await page(0)).toMatchObject({ more: true })
      expect(idsOf(await page(0))).toEqual([7, 5, 3])
      expect(await page(3)).toMatchObject({ more: false })
      expect(idsOf(await page(3))).toEqual([1])
      expect(idsOf(await listTickets(stranger, {}, { limit: 9 }))).toEqual([6, 4, 2])
    })

    test('of the same moment too, and beyond what is looked at in one go', async () => {
      for (let count = 0; count < 205; count += 1) await keep({ createdAt: TODAY })
      const { tickets, more } = await listTickets(anna, {}, { limit: 300 })
      expect(new Set(tickets.map(({ id }) => id)).size).toBe(205)
      expect(more).toBe(false)
    }, 20_000)

    test('by state, and by whom they concern', async () => {
      await keep()
      await keep({ state: 'resolved', authorId: anna.id })
      await keep({ state: 'in_progress', assigneeId: anna.id })
      const list = async (query: Parameters<ListTickets>[1]) =>
        idsOf(await listTickets(anna, query, { limit: 9 }))
      expect(await list({ states: ['open', 'in_progress'] })).toEqual([3, 1])
      expect(await list({ of: anna.id })).toEqual([3, 2])
      expect(await list({ of: anna.id, states: ['in_progress'] })).toEqual([3])
    })

    test('asks Mattermost once about each channel', async () => {
      for (let count = 0; count < 5; count += 1) await keep()
      people.asked = 0
      await listTickets(anna, {}, { limit: 5 })
      expect(people.asked).toBe(1)
    })

    test.each<[string, string[]]>([
      ['all of the words, in any order', ['fire', 'printer']],
      ['capitals beyond ASCII', ['бухгалтерия']],
      ['part of a word', ['drucker']],
      ['the id', ['20250309-0002']],
      ['an option’s label', ['berlin']],
      ['signs that SQL knows', ['100%_\\']],
    ])('is found by %s', async (_, words) => {
      await keep({ values: { problem: 'Nothing of the kind 100x' } })
      const field = { name: 'site', type: 'select', label: 'Site', required: true } as const
      const options = [{ value: 'b1', label: 'Berlin' }]
      await keep({
        form: { fields: [{ ...aTicket().form.fields[0]! }, { ...field, options }] },
        values: {
          problem: 'Printer: Großdrucker on FIRE in Бухгалтерия 100%_\\ \u0000\ud800',
          site: 'b1',
        },
      })
      expect(idsOf(await listTickets(anna, { words }, { limit: 9 }))).toEqual([2])
    })
  })

  describe('meant', () => {
    const find = (typed: string, rootId?: PostRef) => findTicket(anna, { typed, rootId })

    test.each(['Ticket-20250309-0003', 'ticket-20250309-3', '20250309-0003', '3', '#0003'])(
      'by %s it is found',
      async (typed) => {
        for (let count = 0; count < 3; count += 1) await keep()
        const old = 'Ticket-20240101-0003' as TicketId
        await keep({ id: old, createdAt: 1 })
        expect((await find(typed)).ticket?.id).toBe('Ticket-20250309-0003')
      },
    )

    test('by a number of another day, if there is only one', async () => {
      const id = 'Ticket-20240101-0042' as TicketId
      await keep({ id })
      await keep({ id: 'Ticket-20240102-0042' as TicketId, channelId: secret })
      expect((await find('42')).ticket?.id).toBe(id)
      await keep({ id: 'Ticket-20240103-0042' as TicketId })
      expect(await find('42')).toMatchObject({ refused: 'ambiguous', ids: { length: 2 } })
    })

    test.each(['1', 'Ticket-20250309-0001', '7', 'printer', '9'.repeat(99), '%'])(
      'by %s it is not found when it is none, or of a closed channel',
      async (typed) => {
        await keep({ channelId: secret })
        expect(await find(typed)).toEqual({ refused: 'not_found' })
      },
    )

    test('by its thread, its own or the one it was opened in', async () => {
      const rootId = aPostRef()
      const own = await keep()
      const within = await keep({ rootId })
      const postId = await post(own)
      expect((await find('', postId)).ticket?.id).toBe(own.id)
      expect((await find('', rootId)).ticket?.id).toBe(within.id)
      await keep({ rootId })
      expect(await find('', rootId)).toMatchObject({ refused: 'ambiguous' })
      expect(await find('', aPostRef())).toEqual({ refused: 'no_id' })
      expect(await find('')).toEqual({ refused: 'no_id' })
    })
  })

  test('the database serves the channel of a ticket only to those who may read it', async () => {
    await keep({ channelId: 'nowhere' as ChannelRef })
    expect(await listTickets(anna, {}, { limit: 9 })).toEqual({ tickets: [], more: false })
  })
})
