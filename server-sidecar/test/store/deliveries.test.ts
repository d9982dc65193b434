import type { AlertId } from '../../src/domain/alert/alert'
import { subjectOf } from '../../src/domain/facts'
import type { PostRef, TicketId } from '../../src/domain/refs'
import type { Deliveries, Delivery } from '../../src/ports/outbox'
import type { InTransaction } from '../../src/ports/unit-of-work'
import { createDeliveries } from '../../src/store/deliveries'
import { createUnitOfWork } from '../../src/store/unit-of-work'
import { aFact } from '../builders/a-ticket'
import { createPostgresStore, databases, type TestStore } from '../databases'
import { createFakeClock, type FakeClock } from '../fakes/fake-clock'

const add = (inTransaction: InTransaction, id: string) =>
  inTransaction(({ outbox }) => outbox.add(aFact({ ticketId: id as TicketId })))

describe.each(databases)('the outbox in %s', (_kind, createStore) => {
  let store: TestStore
  let clock: FakeClock
  let deliveries: Deliveries
  let inTransaction: InTransaction

  beforeEach(async () => {
    store = await createStore()
    clock = createFakeClock()
    const database = store.open({ clock })
    deliveries = createDeliveries(database)
    inTransaction = createUnitOfWork(database)
  })
  afterEach(() => store.close())

  async function claimOne(leaseMs = 30_000): Promise<Delivery> {
    const [delivery] = await deliveries.claim(1, leaseMs)
    if (!delivery) throw new Error('nothing is due')
    return delivery
  }

  test('a fact is handed out once, with what is known about it', async () => {
    await add(inTransaction, 'one')
    clock.advance(5)
    expect(await claimOne()).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{26}$/),
      fact: { kind: 'ticket_opened', ticketId: 'one' },
      attempt: 1,
      addedAt: clock.now() - 5,
      done: new Map(),
    })
    expect(await deliveries.claim(10, 30_000)).toEqual([])
  })

  test('the oldest are handed out first, no more than asked for', async () => {
    for (const id of ['a', 'b', 'c']) {
      await add(inTransaction, id)
      clock.advance(1)
    }
    const ids = (await deliveries.claim(2, 30_000)).map(({ fact }) => subjectOf(fact))
    expect(ids.sort()).toEqual(['a', 'b'])
  })

  test('a fact whose lease ended is handed out again, and the first holder has lost it', async () => {
    await add(inTransaction, 'one')
    const first = await claimOne(1_000)
    clock.advance(999)
    expect(await deliveries.claim(1, 1_000)).toEqual([])
    clock.advance(1)
    const second = await claimOne(1_000)
    expect([second.id, second.attempt]).toEqual([first.id, 2])
    expect(await deliveries.extend(first, 60_000)).toBe(false)
    await deliveries.postpone(first, 60_000, 'too late')
    expect(await deliveries.nextDueIn()).toBe(1_000)
    expect(await deliveries.finish(first)).toBe(false)
    expect(await deliveries.finish(second)).toBe(true)
  })

  test('a lease that is prolonged lasts longer', async () => {
    await add(inTransaction, 'one')
    const delivery = await claimOne(1_000)
    clock.advance(900)
    expect(await deliveries.extend(delivery, 1_000)).toBe(true)
    clock.advance(900)
    expect(await deliveries.claim(1, 1_000)).toEqual([])
    expect(await deliveries.finish(delivery)).toBe(true)
  })

  test('a finished fact never comes back, and is finished once', async () => {
    await add(inTransaction, 'one')
    const delivery = await claimOne(1_000)
    expect(await deliveries.finish(delivery)).toBe(true)
    expect(await deliveries.finish(delivery)).toBe(false)
    clock.advance(1_000_000)
    expect(await deliveries.claim(1, 1_000)).toEqual([])
    expect(await deliveries.nextDueIn()).toBeUndefined()
  })

  test('what waits for something that has happened is due at once, what is in hands is not', async () => {
    for (const id of ['uninvited', 'away', 'held']) await add(inTransaction, id)
    const all = await deliveries.claim(3, 30_000)
    const named = (id: string) => all.find(({ fact }) => subjectOf(fact) === id)!
    await deliveries.postpone(named('uninvited'), 250_000, 'no invitation')
    await deliveries.postpone(named('away'), 250_000, 'no answer')
    await deliveries.postpone(named('held'), 0, 'no invitation')
    await claimOne()
    await deliveries.hurry('no invitation')
    const due = await deliveries.claim(10, 30_000)
    expect(due.map(({ fact }) => subjectOf(fact))).toEqual(['uninvited'])
  })

  test('a postponed fact comes back when it is due, with what was achieved', async () => {
    await add(inTransaction, 'one')
    const delivery = await claimOne()
    await deliveries.record(delivery, 'root', 'p1' as PostRef)
    await deliveries.record(delivery, 'root', 'p2' as PostRef)
    await deliveries.record(delivery, 'more-1', 'p3' as PostRef)
    await deliveries.postpone(delivery, 5_000.4, 'away')
    expect(await deliveries.nextDueIn()).toBe(5_000)
    clock.advance(5_000)
    const again = await claimOne()
    expect(again.attempt).toBe(2)
    expect([...again.done]).toEqual(
      expect.arrayContaining([
        ['root', 'p1'],
        ['more-1', 'p3'],
      ]),
    )
    expect(again.done.size).toBe(2)
  })

  describe('of an alert that changes', () => {
    const alertId = 'one' as AlertId
    const change = () =>
      inTransaction(({ outbox }) => outbox.add({ kind: 'alert_changed', alertId }))

    test('one fact waits, however often it changes', async () => {
      await Promise.all(Array.from({ length: 10 }, change))
      await inTransaction(({ outbox }) =>
        outbox.add({ kind: 'alert_changed', alertId: 'two' as AlertId }),
      )
      const claimed = await deliveries.claim(10, 30_000)
      const facts = claimed.map(({ fact }) => fact)
      expect(facts).toHaveLength(2)
      expect(facts).toContainEqual({ kind: 'alert_changed', alertId: 'one' })
      for (const delivery of claimed) expect(await deliveries.finish(delivery)).toBe(true)
      expect(await deliveries.nextDueIn()).toBeUndefined()
    })

    test('a change while it is told is told afterwards, as a fact of its own', async () => {
      await change()
      const first = await claimOne()
      await change()
      await change()
      expect(await deliveries.claim(1, 30_000)).toEqual([])
      expect(await deliveries.finish(first)).toBe(true)
      const second = await claimOne()
      expect(second).toMatchObject({ fact: first.fact, attempt: 1 })
      expect(second.id).not.toBe(first.id)
      expect(await deliveries.finish(second)).toBe(true)
      expect(await deliveries.nextDueIn()).toBeUndefined()
    })

    test('a change while it is postponed neither hastens nor doubles it', async () => {
      await change()
      await deliveries.postpone(await claimOne(), 3_000, 'too soon')
      await change()
      expect(await deliveries.nextDueIn()).toBe(3_000)
      clock.advance(3_000)
      expect(await deliveries.finish(await claimOne())).toBe(true)
      expect(await deliveries.nextDueIn()).toBeUndefined()
    })

    test('who lost the lease leaves nothing behind', async () => {
      await change()
      const first = await claimOne(1_000)
      clock.advance(1_000)
      const second = await claimOne(1_000)
      await change()
      expect(await deliveries.finish(first)).toBe(false)
      expect(await deliveries.finish(second)).toBe(true)
      await deliveries.finish(await claimOne())
      expect(await deliveries.nextDueIn()).toBeUndefined()
    })

    test('an acknowledgement with an end is due then', async () => {
      const until = clock.now() + 60_000
      await inTransaction(({ outbox }) => outbox.add({ kind: 'ack_limited', alertId, until }))
      expect(await deliveries.nextDueIn()).toBe(60_000)
    })
  })

  test('the next to be due decides how long to wait', async () => {
    expect(await deliveries.nextDueIn()).toBeUndefined()
    await add(inTransaction, 'one')
    await deliveries.postpone(await claimOne(), 7_000, 'away')
    expect(await deliveries.nextDueIn()).toBe(7_000)
    await add(inTransaction, 'two')
    clock.advance(10)
    expect(await deliveries.nextDueIn()).toBe(0)
  })

  test('without a clock of its own it goes by real time', async () => {
    const database = store.open()
    await add(createUnitOfWork(database), 'one')
    const before = Date.now()
    const [delivery] = await createDeliveries(database).claim(1, 30_000)
    expect(Math.abs((delivery?.addedAt ?? 0) - before)).toBeLessThan(5_000)
  })
})

test('workers on several nodes never hold the same fact', async () => {
  const store = await createPostgresStore()
  const nodes = Array.from({ length: 4 }, () => store.open())
  const inTransaction = createUnitOfWork(nodes[0] as (typeof nodes)[0])
  for (let n = 0; n < 60; n += 1) await add(inTransaction, `t${n}`)
  const rounds = nodes.flatMap((node) => {
    const deliveries = createDeliveries(node)
    return Array.from({ length: 5 }, () => deliveries.claim(4, 30_000))
  })
  const claimed = (await Promise.all(rounds)).flat().map(({ id }) => id)
  expect(new Set(claimed).size).toBe(claimed.length)
  const rest = await createDeliveries(nodes[0] as (typeof nodes)[0]).claim(100, 30_000)
  expect(claimed.length + rest.length).toBe(60)
  await store.close()
})
