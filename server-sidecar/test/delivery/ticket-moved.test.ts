import type { Outcome } from '../../src/delivery/deliver'
import { createTicketMoved } from '../../src/delivery/ticket-moved'
import type { PostRef, UserRef } from '../../src/domain/refs'
import type { Ticket } from '../../src/domain/ticket/ticket'
import {
  createTicketLifeRenderer,
  createTicketStepRenderer,
} from '../../src/mattermost/render/ticket-life'
import type { Deliveries } from '../../src/ports/outbox'
import type { InTransaction } from '../../src/ports/unit-of-work'
import type { Database } from '../../src/store/database'
import { createDeliveries } from '../../src/store/deliveries'
import { createUnitOfWork } from '../../src/store/unit-of-work'
import { createMoveTicket, type MoveTicket } from '../../src/usecases/move-ticket'
import { createOwnerOfPost } from '../../src/usecases/own-post'
import { aFact, aTicket } from '../builders/a-ticket'
import { aUserRef } from '../builders/refs'
import { databases, type TestStore } from '../databases'
import { createFakeChat, type FakeChat } from '../fakes/fake-chat'
import { createFakeClock, type FakeClock } from '../fakes/fake-clock'
import { createFakeLog } from '../fakes/fake-log'
import { createFakePeople, type FakePeople } from '../fakes/fake-people'
import { sentence } from '../sentences'

describe.each(databases)('showing a moved ticket, kept in %s', (_kind, createStore) => {
  let store: TestStore
  let database: Database
  let clock: FakeClock
  let chat: FakeChat
  let people: FakePeople
  let inTransaction: InTransaction
  let deliveries: Deliveries
  let moveTicket: MoveTicket
  let ticket: Ticket
  let postId: PostRef
  const anna = { id: aUserRef(), locale: 'en' as const }

  beforeEach(async () => {
    store = await createStore()
    clock = createFakeClock()
    chat = createFakeChat()
    people = createFakePeople()
    database = store.open({ clock })
    deliveries = createDeliveries(database)
    inTransaction = createUnitOfWork(database)
    ticket = aTicket()
    people.addPerson({ id: anna.id, username: 'anna' })
    people.addChannel({ id: ticket.channelId }, { post: [anna.id] })
    moveTicket = createMoveTicket({
      ...{ inTransaction, people, clock },
      ownerOfPost: createOwnerOfPost({ inTransaction, chat }),
    })
    await inTransaction(({ tickets }) => tickets.insert(ticket))
  })
  afterEach(() => store.close())

  /** As the delivery of its opening leaves it. */
  async function post() {
    const { id, channelId } = ticket
    const props = {
      is_ticket: true,
      ticketdesk: { delivery: 'd/root', ticket: { id, fields: [1] } },
    }
    postId = await chat.post({ channelId, message: 'as posted', props, deliveryKey: 'd/root' })
    await inTransaction(({ outbox }) => outbox.add(aFact({ ticketId: id })))
    const [delivery] = await deliveries.claim(1, 30_000)
    if (!delivery) throw new Error('nothing to deliver')
    await deliveries.record(delivery, 'root', postId)
    await deliveries.finish(delivery)
  }

  /**
   * Delivers until nothing is left, each attempt as by a fresh process. `deaths`: so many of them
   * end before they can say that it is done.
   */
  async function deliver({ deaths = 0 } = {}) {
    const settings = () => ({ language: 'en' as const })
    const needs = { people, sentence, settings }
    const log = createFakeLog()
    const ticketMoved = createTicketMoved({
      ...{ chat, deliveries, inTransaction, log },
      renderLife: createTicketLifeRenderer(needs),
      renderStep: createTicketStepRenderer(needs),
    })
    let left = deaths
    while ((await deliveries.nextDueIn()) !== undefined) {
      clock.advance(1_000_000)
      const [delivery] = await deliveries.claim(1, 30_000)
      if (!delivery) throw new Error('nothing to deliver')
      const outcome = await ticketMoved(delivery, new AbortController().signal).catch(
        (): Outcome => ({ kind: 'later', reason: 'it failed' }),
      )
      if (outcome.kind === 'later') await deliveries.postpone(delivery, 1000, outcome.reason)
      else if (left > 0) left -= 1
      else await deliveries.finish(delivery)
    }
    return log
  }
  const lines = () => chat.posts.filter(({ rootId }) => rootId === postId).map((one) => one.message)
  const move = (event: 'take' | 'resolve' | 'reopen') =>
    moveTicket(anna, { ticketId: ticket.id, event })
  const card = () => {
    const { props } = chat.posts.find(({ id }) => id === postId)!
    return (props['ticketdesk'] as { ticket: { fields: unknown; life: object } }).ticket
  }

  test('one edit for all that happened, and a line for each step', async () => {
    await post()
    await move('take')
    await move('resolve')
    await deliver()
    expect(chat.edits).toHaveLength(1)
    expect(chat.edits[0]).toMatchObject({
      message: 'as posted',
      props: { is_ticket: true, ticketdesk: { delivery: 'd/root' } },
    })
    expect(card()).toMatchObject({ fields: [1], life: { state: 'resolved', revision: 2 } })
    expect(lines()).toEqual([
      '@anna takes it.',
      expect.stringMatching(/^@anna has resolved it for @/),
    ])
    await move('reopen')
    await deliver()
    expect(lines()).toHaveLength(3)
  })

  test.each(['fail_before', 'fail_after'] as const)(
    'nothing twice when a post %s',
    async (fate) => {
      await post()
      await move('take')
      await move('resolve')
      let failures = 3
      chat.fate = (one) => (one.rootId && failures-- > 0 ? fate : 'ok')
      await deliver()
      expect(lines()).toEqual(['@anna takes it.', expect.stringContaining('has resolved it')])
    },
  )

  test('nothing twice when a process dies before it can say that it is done', async () => {
    await post()
    await move('take')
    await deliver({ deaths: 2 })
    expect(lines()).toEqual(['@anna takes it.'])
    expect(card().life).toMatchObject({ revision: 1 })
  })

  test('nothing happens where nothing was ever posted', async () => {
    await move('take')
    const log = await deliver()
    expect(chat.edits).toEqual([])
    expect(log.lines).toEqual([])
  })

  test('a thread that is gone is no reason to go on', async () => {
    await post()
    await move('take')
    chat.fate = () => 'root_gone'
    const log = await deliver()
    expect(log.lines).toMatchObject([{ level: 'warn' }])
    // Should it come back, the next move tells both.
    chat.fate = () => 'ok'
    await move('resolve')
    await deliver()
    expect(lines()).toHaveLength(2)
  })

  test('a person who is gone is named by id', async () => {
    await post()
    const gone = 'gone'.padEnd(26, 'x') as UserRef
    people.addChannel({ id: ticket.channelId }, { post: [gone] })
    await moveTicket({ ...anna, id: gone }, { ticketId: ticket.id, event: 'take' })
    await deliver()
    expect(lines()).toEqual([`@${gone} takes it.`])
  })
})
