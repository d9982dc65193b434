import { sql } from 'kysely'
import type { Alert } from '../../src/domain/alert/alert'
import type { Errand } from '../../src/domain/errand'
import type { Fact } from '../../src/domain/facts'
import type { PostRef, TicketId } from '../../src/domain/refs'
import type { Leftovers } from '../../src/ports/leftovers'
import type { InTransaction } from '../../src/ports/unit-of-work'
import { KEEP_TOLD_MS } from '../../src/store/alerts'
import type { Database } from '../../src/store/database'
import { createDeliveries } from '../../src/store/deliveries'
import { createLeftovers } from '../../src/store/leftovers'
import type { Tables } from '../../src/store/tables'
import { createUnitOfWork } from '../../src/store/unit-of-work'
import { aMessage } from '../builders/a-message'
import { anAlertId, aSourceId } from '../builders/a-new-source'
import { aTicket } from '../builders/a-ticket'
import { anAlert } from '../builders/an-alert'
import { aChannelRef, anId, aPostRef, aUserRef } from '../builders/refs'
import { createSqliteStore, databases, type TestStore } from '../databases'
import { createFakeClock, type FakeClock } from '../fakes/fake-clock'

const DAY = 24 * 60 * 60_000
const ALL = 1000

describe.each(databases)('what is left over in %s', (kind, createStore) => {
  let store: TestStore
  let clock: FakeClock
  let database: Database
  let inTransaction: InTransaction
  let leftovers: Leftovers

  beforeEach(async () => {
    store = await createStore()
    clock = createFakeClock()
    database = store.open({ clock })
    inTransaction = createUnitOfWork(database)
    leftovers = createLeftovers(database)
  })
  afterEach(() => store.close())

  /** Everything that ended more than a day ago. */
  const before = () => clock.now() - DAY
  const add = (...facts: Fact[]) =>
    inTransaction(async ({ outbox }) => {
      for (const fact of facts) await outbox.add(fact)
    })
  const count = (table: keyof Tables) =>
    database.run(async (db) => {
      const rows = await db
        .selectFrom(table)
        .select(({ fn }) => fn.countAll<number | string>().as('count'))
        .executeTakeFirstOrThrow()
      return Number(rows.count)
    })
  /** Delivers what waits, as posts. */
  async function deliver(): Promise<PostRef[]> {
    const deliveries = createDeliveries(database)
    const posts: PostRef[] = []
    for (const delivery of await deliveries.claim(ALL, 1000)) {
      posts.push(aPostRef())
      await deliveries.record(delivery, 'root', posts.at(-1) as PostRef)
      await deliveries.finish(delivery)
    }
    return posts
  }

  describe('facts', () => {
    const someFacts = (many: number) =>
      Array.from({ length: many }, (): Fact => ({ kind: 'errand_heard', errandId: anId() }))

    test('go when they were finished long ago, and with them what they achieved', async () => {
      await add(...someFacts(3))
      await deliver()
      clock.advance(DAY - 1)
      await add(...someFacts(1))
      await deliver()
      expect(await leftovers.forgetFacts(before(), ALL)).toEqual({ count: 0, more: false })
      clock.advance(2)
      expect(await leftovers.forgetFacts(before(), ALL)).toEqual({ count: 3, more: false })
      expect([await count('fact'), await count('fact_post')]).toEqual([1, 1])
    })

    test('stay while they wait, however long', async () => {
      await add(...someFacts(2))
      clock.advance(999 * DAY)
      expect(await leftovers.forgetFacts(before(), ALL)).toEqual({ count: 0, more: false })
      expect(await deliver()).toHaveLength(2)
    })

    test('of a ticket stay: its post is found for ever, from both sides', async () => {
      const ticket = aTicket()
      await inTransaction(({ tickets }) => tickets.insert(ticket))
      await add({ kind: 'ticket_opened', ticketId: ticket.id })
      const [post] = await deliver()
      await add({ kind: 'ticket_moved', ticketId: ticket.id })
      await deliver()
      clock.advance(999 * DAY)
      expect(await leftovers.forgetFacts(before(), ALL)).toEqual({ count: 1, more: false })
      const { found, known } = await inTransaction(async ({ tickets }) => ({
        found: await tickets.findByPost(post as PostRef),
        known: await tickets.shown(ticket.id),
      }))
      expect(found?.id).toBe(ticket.id)
      expect(known).toEqual({ postId: post, isComing: false, revision: 0 })
    })

    test('go in batches, the oldest first', async () => {
      await add(...someFacts(5))
      await deliver()
      clock.advance(2 * DAY)
      expect(await leftovers.forgetFacts(before(), 2)).toEqual({ count: 2, more: true })
      expect(await leftovers.forgetFacts(before(), 2)).toEqual({ count: 2, more: true })
      expect(await leftovers.forgetFacts(before(), 2)).toEqual({ count: 1, more: false })
      expect(await count('fact')).toBe(0)
    })

    test('a worker that lost its fact long ago achieves nothing, and breaks nothing', async () => {
      await add(...someFacts(1))
      const deliveries = createDeliveries(database)
      const [late] = await deliveries.claim(1, 1000)
      clock.advance(2000)
      await deliver()
      clock.advance(2 * DAY)
      await leftovers.forgetFacts(before(), ALL)
      if (!late) throw new Error('nothing was claimed')
      await deliveries.postpone(late, 1, 'late')
      expect(await deliveries.extend(late, 1000)).toBe(false)
      expect(await deliveries.finish(late)).toBe(false)
      expect(await count('fact')).toBe(0)
    })
  })

  describe('messages', () => {
    const sourceId = aSourceId()
    const receive = (overrides: Parameters<typeof aMessage>[1] = {}) =>
      inTransaction(async ({ messages, outbox }) => {
        const message = aMessage({}, { receivedAt: clock.now(), sourceId, ...overrides })
        await messages.insert(message)
        await outbox.add({ kind: 'message_received', messageId: message.id })
        return message
      })

    test('go once they are posted, but for the newest of each source', async () => {
      await receive()
      clock.advance(1000)
      const newest = await receive()
      const other = await receive({ sourceId: aSourceId() })
      clock.advance(2 * DAY)
      expect((await leftovers.forgetMessages(before(), ALL)).count).toBe(0)
      await deliver()
      expect((await leftovers.forgetMessages(before(), ALL)).count).toBe(1)
      expect((await leftovers.forgetMessages(before(), ALL)).count).toBe(0)
      const heard = await inTransaction(({ sources }) => sources.lastHeard())
      expect([...heard.keys()].sort()).toEqual([sourceId, other.sourceId].sort())
      expect(heard.get(sourceId)).toBe(newest.receivedAt)
    })

    test('that are young stay', async () => {
      await receive()
      clock.advance(10)
      await receive()
      await deliver()
      clock.advance(DAY - 100)
      expect((await leftovers.forgetMessages(before(), ALL)).count).toBe(0)
    })
  })

  test('errands go, but for the newest: from there on it is listened after a restart', async () => {
    const hear = (id: string, at: number) =>
      inTransaction(({ inbox }) => {
        const wish = { kind: 'words', text: '', isDirect: true, isReply: false } as const
        const place = { channelId: aChannelRef(), threadId: aPostRef() }
        return inbox.take({ id, by: aUserRef(), ...place, at, wish } satisfies Errand)
      })
    await hear('post:1', clock.now())
    await hear('click:1', clock.now() + 1)
    await hear('post:2', clock.now() + 2)
    await hear('click:2', clock.now() + 3)
    const newest = clock.now() + 2
    clock.advance(9 * DAY)
    expect(await leftovers.forgetErrands(before(), 2)).toEqual({ count: 2, more: true })
    expect(await leftovers.forgetErrands(before(), 2)).toEqual({ count: 1, more: false })
    expect(await inTransaction(({ inbox }) => inbox.lastAt())).toBe(newest)
    expect(await hear('post:2', newest)).toBe(false)
  })

  describe('alerts', () => {
    const sourceId = aSourceId()
    const anEvent = { message: 'alert.repeated', data: {}, at: 1, change: false }

    /** As signals do it: the object is held, the alert is kept, its story goes on. */
    async function keep(overrides: Partial<Alert> = {}, lines = 1): Promise<Alert> {
      const given = { id: anAlertId(), sourceId, openedAt: clock.now(), ...overrides }
      const alert = anAlert({ state: 'resolved', ...given })
      await inTransaction(async ({ alerts }) => {
        await alerts.lockOpen(alert.sourceId, alert.object.key)
        await alerts.insert(alert)
        await alerts.addEvents(alert.id, Array(lines).fill(anEvent))
      })
      return alert
    }
    const show = (alert: Alert, sequence = 1, postId = aPostRef()) =>
      inTransaction(async ({ alerts }) => {
        await alerts.keepShown(alert.id, { postId, sequence, revision: 1, at: clock.now() })
        return postId
      })
    const isKnown = async ({ id }: Alert) =>
      (await inTransaction(({ alerts }) => alerts.find(id))) !== undefined

    test('go when they have been over for long, with their stories and objects', async () => {
      const old = await keep()
      await show(old)
      await keep({ state: 'noted' }, 3)
      clock.advance(DAY - 1)
      const young = await keep()
      expect(await leftovers.forgetAlerts(before(), ALL)).toEqual({ count: 0, more: false })
      clock.advance(2)
      expect(await leftovers.forgetAlerts(before(), ALL)).toEqual({ count: 2, more: false })
      expect(await isKnown(old)).toBe(false)
      expect(await isKnown(young)).toBe(true)
      const left = ['alert', 'alert_event', 'alert_shown', 'alert_object'] as const
      expect(await Promise.all(left.map(count))).toEqual([1, 1, 0, 1])
    })

    test('count from when they were written to last', async () => {
      const alert = await keep()
      clock.advance(DAY)
      await inTransaction(({ alerts }) =>
        alerts.save({ ...alert, ticketId: 'Ticket-20250309-0001' as TicketId }),
      )
      clock.advance(DAY - 1)
      expect((await leftovers.forgetAlerts(before(), ALL)).count).toBe(0)
      clock.advance(2)
      expect((await leftovers.forgetAlerts(before(), ALL)).count).toBe(1)
    })

    test('that are open stay, however old and silent; from their end they count', async () => {
      const open = await keep({ state: 'open' })
      clock.advance(999 * DAY)
      expect((await leftovers.forgetAlerts(before(), ALL)).count).toBe(0)
      await inTransaction(({ alerts }) => alerts.save({ ...open, state: 'resolved' }))
      expect((await leftovers.forgetAlerts(before(), ALL)).count).toBe(0)
      clock.advance(DAY + 1)
      expect((await leftovers.forgetAlerts(before(), ALL)).count).toBe(1)
    })

    test('that wait to be told stay, and so do those with an unresolved ticket', async () => {
      const untold = await keep()
      await add({ kind: 'alert_changed', alertId: untold.id })
      const withTicket = await keep()
      const ticket = aTicket({ sourcePostId: await show(withTicket) })
      await inTransaction(({ tickets }) => tickets.insert(ticket))
      clock.advance(2 * DAY)
      expect((await leftovers.forgetAlerts(before(), ALL)).count).toBe(0)
      await deliver()
      expect((await leftovers.forgetAlerts(before(), ALL)).count).toBe(1)
      const step = { event: 'resolve' as const, by: aUserRef(), at: clock.now() }
      await inTransaction(({ tickets }) =>
        tickets.keepStep({ ...ticket, state: 'resolved', revision: 1 }, step),
      )
      expect((await leftovers.forgetAlerts(before(), ALL)).count).toBe(1)
      expect(await inTransaction(({ tickets }) => tickets.find(ticket.id))).toBeDefined()
    })

    test('leave behind when their source was heard of last', async () => {
      await keep()
      clock.advance(1000)
      await keep()
      const last = clock.now()
      clock.advance(2 * DAY)
      expect((await leftovers.forgetAlerts(before(), ALL)).count).toBe(2)
      expect(await count('alert_object')).toBe(1)
      const heard = await inTransaction(({ sources }) => sources.lastHeard())
      expect(heard.get(sourceId)).toBe(last)
    })

    test('an object with another alert stays, and the next gets the next place', async () => {
      const old = await keep()
      clock.advance(DAY)
      const { object } = old
      const second = await keep({ object })
      clock.advance(10)
      expect((await leftovers.forgetAlerts(before(), ALL)).count).toBe(1)
      const third = await keep({ object, state: 'open' })
      const last = await inTransaction(({ alerts }) => alerts.findLast(sourceId, object.key))
      expect(last?.id).toBe(third.id)
      expect(await isKnown(second)).toBe(true)
    })

    test('a long story goes in batches, and its alert with the last line', async () => {
      const long = await keep({}, 5)
      const short = await keep({}, 1)
      clock.advance(2 * DAY)
      const rounds = [before(), before(), before()].map((at) => () => leftovers.forgetAlerts(at, 2))
      const outcomes = []
      for (const round of rounds) outcomes.push(await round())
      expect(outcomes.map(({ more }) => more)).toEqual([true, true, true])
      expect((await leftovers.forgetAlerts(before(), 2)).more).toBe(false)
      expect(await Promise.all([isKnown(long), isKnown(short)])).toEqual([false, false])
      expect(await count('alert_event')).toBe(0)
    })

    test('lines that were told a week ago go, and the next line gets the next number', async () => {
      const alert = await keep({ state: 'open' }, 4)
      await show(alert, 3)
      expect(await count('alert_event')).toBe(2)
      await show(alert, 4)
      expect(await count('alert_event')).toBe(1)
      const young = { ...anEvent, at: clock.now() - KEEP_TOLD_MS }
      const next = await inTransaction(async ({ alerts }) => {
        await alerts.addEvents(alert.id, [young, young])
        return alerts.eventsAfter(alert.id, 4)
      })
      expect(next.map(({ sequence }) => sequence)).toEqual([5, 6])
      await show(alert, 6)
      expect(await count('alert_event')).toBe(2)
    })

    test('from before an upgrade count from the upgrade', async () => {
      const old = await keep()
      // Back to the step before.
      await database.transaction(async (db) => {
        for (const index of ['fact_finished', 'message_age', 'message_newest', 'ticket_source']) {
          await db.schema.dropIndex(index).execute()
        }
        await db.schema.dropIndex('alert_ended').execute()
        await db.schema.alterTable('alert').dropColumn('ended_at').execute()
        await db.deleteFrom('migration').where('name', '=', '0008-retention').execute()
      })
      const upgradedAt = Date.now()
      const upgraded = createLeftovers(store.open())
      expect((await upgraded.forgetAlerts(upgradedAt - 1, ALL)).count).toBe(0)
      expect(await isKnown(old)).toBe(true)
      // A node of the version before goes on for a moment.
      await database.run(async (db) => {
        const { ended_at: _, ...row } = await db
          .selectFrom('alert')
          .selectAll()
          .executeTakeFirstOrThrow()
        const beside = { id: anAlertId(), object_key: anId() }
        await db
          .insertInto('alert')
          .values({ ...row, ...beside })
          .execute()
      })
      expect((await upgraded.forgetAlerts(upgradedAt - 1, ALL)).count).toBe(0)
      expect((await upgraded.forgetAlerts(Date.now() + DAY, ALL)).count).toBe(2)
    })
  })

  test('one node has its turn at a time, and the next when it is time', async () => {
    const second = kind === 'postgres' ? createLeftovers(store.open({ clock })) : leftovers
    const turns = await Promise.all([leftovers.takeTurn(1000), second.takeTurn(1000)])
    expect(turns.filter((turn) => turn === clock.now())).toHaveLength(1)
    expect(turns.filter((turn) => turn === undefined)).toHaveLength(1)
    clock.advance(999)
    expect(await second.takeTurn(1000)).toBeUndefined()
    clock.advance(1)
    expect(await second.takeTurn(1000)).toBe(clock.now())
  })

  test('a clock that was put back takes nobody’s turn away', async () => {
    await leftovers.takeTurn(1000)
    clock.advance(-DAY)
    expect(await leftovers.takeTurn(1000)).toBe(clock.now())
  })
})

test('an SQLite file does not grow when as much comes in as is forgotten', async () => {
  const store = await createSqliteStore()
  const clock = createFakeClock()
  const database = store.open({ clock })
  const inTransaction = createUnitOfWork(database)
  const leftovers = createLeftovers(database)
  const sourceId = aSourceId()
  const pages = () =>
    database.run(async (db) => {
      const { rows } = await sql<{ page_count: number }>`pragma page_count`.execute(db)
      return rows[0]?.page_count ?? 0
    })
  async function aDay(): Promise<void> {
    await inTransaction(async ({ messages }) => {
      for (let n = 0; n < 500; n += 1) {
        const given = { sourceId, receivedAt: clock.now() + n }
        await messages.insert(aMessage({ text: 'x'.repeat(1000) }, given))
      }
    })
    clock.advance(DAY)
  }
  await aDay()
  await aDay()
  await leftovers.forgetMessages(clock.now() - DAY, ALL)
  const full = await pages()
  for (let day = 0; day < 5; day += 1) {
    await aDay()
    await leftovers.forgetMessages(clock.now() - DAY, ALL)
  }
  expect(await pages()).toBeLessThan(full * 1.2)
  await store.close()
})
