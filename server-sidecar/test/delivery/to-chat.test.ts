import { createDeliveryLoop } from '../../src/delivery/deliver'
import { createToChat, type RenderTicket } from '../../src/delivery/to-chat'
import { refusal } from '../../src/domain/errors'
import { subjectOf } from '../../src/domain/facts'
import type { Ticket } from '../../src/domain/ticket/ticket'
import type { Deliveries } from '../../src/ports/outbox'
import type { InTransaction } from '../../src/ports/unit-of-work'
import { createDeliveries } from '../../src/store/deliveries'
import { createUnitOfWork } from '../../src/store/unit-of-work'
import { aFact, aTicket } from '../builders/a-ticket'
import { aPostRef } from '../builders/refs'
import { databases, type TestStore } from '../databases'
import { createFakeChat, type FakeChat } from '../fakes/fake-chat'
import { createFakeClock, type FakeClock } from '../fakes/fake-clock'
import { createFakeLog, type FakeLog } from '../fakes/fake-log'
import { createFakePeople, type FakePeople } from '../fakes/fake-people'
import { createFakeTimers, type FakeTimers } from '../fakes/fake-timers'
import { sentence } from '../sentences'
import { until } from '../until'

/** A root and one continuation, in the ticket's thread if it has one. */
const renderTicket: RenderTicket = async (ticket, deliveryId) =>
  ['root', 'more-1'].map((part) => ({
    channelId: ticket.channelId,
    ...(ticket.rootId && { rootId: ticket.rootId }),
    message: `${ticket.id} ${part}`,
    props: {},
    deliveryKey: `${deliveryId}/${part}`,
  }))

/** No other pause has a third of its length: how a lease is told from a pause. */
const LEASE = 30_003

describe.each(databases)('posting a ticket, kept in %s', (_kind, createStore) => {
  let store: TestStore
  let clock: FakeClock
  let timers: FakeTimers
  let chat: FakeChat
  let people: FakePeople
  let log: FakeLog
  let deliveries: Deliveries
  let inTransaction: InTransaction
  let done: string[]
  let close: () => Promise<void>

  beforeEach(async () => {
    store = await createStore()
    clock = createFakeClock()
    timers = createFakeTimers()
    chat = createFakeChat()
    people = createFakePeople()
    log = createFakeLog()
    done = []
    const database = store.open({ clock })
    deliveries = createDeliveries(database)
    inTransaction = createUnitOfWork(database)
  })
  afterEach(async () => {
    await close()
    await store.close()
  })

  async function open(ticket: Ticket, over: Partial<Deliveries> = {}): Promise<void> {
    await inTransaction(async ({ tickets, outbox }) => {
      await tickets.insert(ticket)
      await outbox.add(aFact({ ticketId: ticket.id }))
    })
    const held = { ...deliveries, ...over }
    const settings = () => ({ language: 'en' as const })
    const needs = {
      chat,
      people,
      deliveries: held,
      inTransaction,
      renderTicket,
      sentence,
      settings,
    }
    const loop = createDeliveryLoop({
      deliveries: held,
      deliver: createToChat({ ...needs, log }),
      log,
      onDone: (delivery) => done.push(subjectOf(delivery.fact)),
      options: { after: timers.after, leaseMs: LEASE },
    })
    loop.start()
    close = async () => {
      let closed = false
      void loop.close(10).then(() => {
        closed = true
      })
      await until('it is closed', async () => {
        await timers.advance(10)
        return closed
      })
    }
  }
  /** Nothing is under way: time may pass without anybody losing a lease. */
  function atRest(): boolean {
    const pending = timers.pending()
    return pending.length === 1 && pending[0] !== LEASE / 3
  }
  const untilDone = () =>
    until('the ticket is posted', async () => {
      if (done.length > 0) return true
      if (atRest()) await pass(1_000)
      return false
    })
  async function pass(ms: number) {
    clock.advance(ms)
    await timers.advance(ms)
  }
  const messages = () => chat.posts.map(({ message }) => message)

  test('posts the root, then the rest in its thread, and tells the author', async () => {
    const ticket = aTicket()
    people.addPerson({ id: ticket.authorId, locale: 'de' })
    await open(ticket)
    await untilDone()
    const [root, more] = chat.posts
    expect(messages()).toEqual([`${ticket.id} root`, `${ticket.id} more-1`])
    expect(root?.rootId).toBeUndefined()
    expect(more?.rootId).toBe(root?.id)
    expect(await inTransaction(({ tickets }) => tickets.findPost(ticket.id))).toBe(root?.id)
    await until('the author was told', () => chat.told.length === 1)
    expect(chat.told[0]).toEqual({
      person: ticket.authorId,
      channelId: ticket.channelId,
      rootId: undefined,
      text: `[${ticket.id}](https://chat.example/_redirect/pl/${root?.id}) ist eröffnet.`,
    })
    expect(chat.searched).toEqual([])
  })

  test('a ticket opened in a thread is posted there, all of it', async () => {
    const ticket = aTicket({ rootId: aPostRef() })
    await open(ticket)
    await untilDone()
    expect(chat.posts.map(({ rootId }) => rootId)).toEqual([ticket.rootId, ticket.rootId])
  })

  test.each(['root', 'more-1'])('a lost answer to the %s does not post it twice', async (part) => {
    const ticket = aTicket()
    let lost = false
    chat.fate = ({ deliveryKey }) => {
      if (lost || !deliveryKey.endsWith(part)) return 'ok'
      lost = true
      return 'fail_after'
    }
    await open(ticket)
    await untilDone()
    expect(lost).toBe(true)
    expect(messages()).toEqual([`${ticket.id} root`, `${ticket.id} more-1`])
    expect(chat.posts[1]?.rootId).toBe(chat.posts[0]?.id)
    await until('the author was told', () => chat.told.length === 1)
  })

  test.each(['root', 'more-1'])('a %s that could not be recorded is found again', async (part) => {
    const ticket = aTicket()
    let failed = false
    await open(ticket, {
      record: async (delivery, one, post) => {
        if (!failed && one === part) {
          failed = true
          throw refusal('storage_unavailable')
        }
        await deliveries.record(delivery, one, post)
      },
    })
    await untilDone()
    expect(failed).toBe(true)
    expect(messages()).toEqual([`${ticket.id} root`, `${ticket.id} more-1`])
  })

  test('Mattermost away for ten minutes: the ticket waits and is posted once', async () => {
    const end = clock.now() + 600_000
    chat.fate = () => (clock.now() < end ? 'fail_before' : 'ok')
    await open(aTicket())
    await untilDone()
    expect(chat.posts).toHaveLength(2)
    expect(clock.now()).toBeGreaterThanOrEqual(end)
  })

  test('when the thread is gone, the channel takes its place and says so', async () => {
    const ticket = aTicket({ rootId: aPostRef() })
    chat.fate = ({ rootId }) => (rootId === ticket.rootId ? 'root_gone' : 'ok')
    await open(ticket)
    await untilDone()
    const [root, ...rest] = chat.posts
    expect(root?.rootId).toBeUndefined()
    expect(rest.map(({ rootId }) => rootId)).toEqual([root?.id, root?.id])
    expect(rest.at(-1)?.message).toBe(sentence('en', 'card.thread_gone'))
  })

  test('a thread that is gone stays gone, also after a failure in between', async () => {
    const ticket = aTicket({ rootId: aPostRef() })
    let failed = false
    chat.fate = ({ rootId, deliveryKey }) => {
      if (rootId === ticket.rootId) return 'root_gone'
      if (failed || !deliveryKey.endsWith('more-1')) return 'ok'
      failed = true
      return 'fail_before'
    }
    await open(ticket)
    await untilDone()
    expect(failed).toBe(true)
    expect(chat.posts).toHaveLength(3)
    expect(chat.posts.filter(({ rootId }) => rootId === ticket.rootId)).toEqual([])
  })

  test('a root deleted before the rest was posted ends the delivery', async () => {
    chat.fate = ({ deliveryKey }) => (deliveryKey.endsWith('more-1') ? 'root_gone' : 'ok')
    await open(aTicket())
    await untilDone()
    expect(chat.posts).toHaveLength(1)
    expect(chat.told).toEqual([])
    expect(log.lines.map(({ message }) => message)).toEqual([
      'a ticket post was deleted before it was complete',
    ])
  })

  test('an answer that comes after the delivery was given up posts nothing more', async () => {
    chat.fate = ({ deliveryKey }) =>
      deliveryKey.endsWith('root') && chat.searched.length === 0 ? 'hang' : 'ok'
    await open(aTicket())
    const givenUp = () => log.lines.some(({ fields }) => fields['reason'] === 'no_answer')
    while (!givenUp()) {
      await until(
        'it is prolonged, or given up',
        () => timers.pending().includes(LEASE / 3) || givenUp(),
      )
      if (!givenUp()) await pass(LEASE / 3)
    }
    // Mattermost answers after all; the next attempt finds the post and completes it.
    chat.release()
    await untilDone()
    expect(chat.posts).toHaveLength(2)
    expect(chat.told).toHaveLength(1)
  })

  test('the confirmation does not need to know the author', async () => {
    people.away = true
    await open(aTicket())
    await untilDone()
    await until('the author was told', () => chat.told.length === 1)
    expect(chat.told[0]?.text).toMatch(/is open\.$/)
  })
})
