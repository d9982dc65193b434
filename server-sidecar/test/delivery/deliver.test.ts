import { createDeliveryLoop, type Deliver, type Outcome } from '../../src/delivery/deliver'
import { refusal } from '../../src/domain/errors'
import { subjectOf } from '../../src/domain/facts'
import type { TicketId } from '../../src/domain/refs'
import type { Deliveries, Delivery } from '../../src/ports/outbox'
import type { InTransaction } from '../../src/ports/unit-of-work'
import { createDeliveries } from '../../src/store/deliveries'
import { createUnitOfWork } from '../../src/store/unit-of-work'
import { aFact } from '../builders/a-ticket'
import { databases, type TestStore } from '../databases'
import { createFakeClock, type FakeClock } from '../fakes/fake-clock'
import { createFakeLog, type FakeLog } from '../fakes/fake-log'
import { createFakeTimers, type FakeTimers } from '../fakes/fake-timers'
import { until } from '../until'

describe.each(databases)('the delivery loop on %s', (_kind, createStore) => {
  let store: TestStore
  let clock: FakeClock
  let timers: FakeTimers
  let log: FakeLog
  let deliveries: Deliveries
  let inTransaction: InTransaction
  let closing: (() => Promise<void>)[]

  beforeEach(async () => {
    store = await createStore()
    clock = createFakeClock()
    timers = createFakeTimers()
    log = createFakeLog()
    const database = store.open({ clock })
    deliveries = createDeliveries(database)
    inTransaction = createUnitOfWork(database)
    closing = []
  })
  afterEach(async () => {
    for (const close of closing) await close()
    await store.close()
  })

  function startLoop(deliver: Deliver, parallel = 8, over = deliveries) {
    const options = { parallel, after: timers.after }
    const done: string[] = []
    const onDone = (delivery: Delivery) => done.push(subjectOf(delivery.fact))
    const loop = createDeliveryLoop({ deliveries: over, deliver, log, onDone, options })
    loop.start()
    closing.push(async () => {
      let closed = false
      void loop.close(10).then(() => {
        closed = true
      })
      await until('it is closed', async () => {
        await timers.advance(10)
        return closed
      })
    })
    return { loop, done }
  }
  const addFact = (id: string) =>
    inTransaction(({ outbox }) => outbox.add(aFact({ ticketId: id as TicketId })))
  const waiting = () => deliveries.nextDueIn()
  async function advance(ms: number) {
    clock.advance(ms)
    await timers.advance(ms)
  }

  test('hands over what is there at the start, and what comes later once it is woken', async () => {
    await addFact('first')
    const { loop, done } = startLoop(async () => ({ kind: 'done' }))
    await until('the first is done', () => done.length === 1)
    await addFact('second')
    loop.wake()
    await until('the second is done', () => done.length === 2)
    expect(done).toEqual(['first', 'second'])
    expect(await waiting()).toBeUndefined()
  })

  test('finds by itself what another node left behind', async () => {
    const { done } = startLoop(async () => ({ kind: 'done' }))
    await until('it looked', async () => timers.pending().length > 0)
    await addFact('left behind')
    await advance(15_000)
    await until('it is done', () => done.length === 1)
  })

  test('a failed delivery comes again after a delay that grows', async () => {
    await addFact('stubborn')
    const attempts: number[] = []
    const { done } = startLoop(async ({ attempt }) => {
      attempts.push(attempt)
      if (attempt < 4) throw refusal('mattermost_unavailable')
      return { kind: 'done' }
    })
    for (const [attempt, least, most] of [
      [1, 500, 1_000],
      [2, 1_000, 2_000],
      [3, 2_000, 4_000],
    ] as const) {
      await until(`attempt ${attempt} was postponed`, () => log.lines.length === attempt)
      const delay = (await waiting()) ?? 0
      expect(delay).toBeGreaterThanOrEqual(least)
      expect(delay).toBeLessThanOrEqual(most)
      await until('the timer is set', () => timers.pending().some((ms) => ms <= most))
      await advance(most)
    }
    await until('it is done', () => done.length === 1)
    expect(attempts).toEqual([1, 2, 3, 4])
    expect(log.lines[0]).toMatchObject({
      level: 'warn',
      message: 'delivery postponed',
      fields: { attempt: 1, reason: 'mattermost_unavailable' },
    })
  })

  test('what is not due yet is no warning', async () => {
    await addFact('early')
    startLoop(async () => ({ kind: 'later', reason: 'too_soon', delayMs: 3_000, planned: true }))
    await until('it is postponed', () => log.lines.length > 0)
    expect(log.lines).toMatchObject([
      { level: 'debug', message: 'delivery postponed', fields: { reason: 'too_soon' } },
    ])
  })

  test('a fact that always fails does not hold up the others', async () => {
    await addFact('poison')
    for (const id of ['a', 'b', 'c']) await addFact(id)
    const { done } = startLoop(async ({ fact }) => {
      if (subjectOf(fact) === 'poison') throw new Error('always')
      return { kind: 'done' }
    }, 1)
    await until('the others are done', () => done.length === 3)
    expect(done.sort()).toEqual(['a', 'b', 'c'])
  })

  test('as many are under way at once as are allowed, and no more', async () => {
    for (let n = 0; n < 7; n += 1) await addFact(`t${n}`)
    let now = 0
    let most = 0
    const go: (() => void)[] = []
    const { done } = startLoop(async () => {
      now += 1
      most = Math.max(most, now)
      await new Promise<void>((resolve) => go.push(resolve))
      now -= 1
      return { kind: 'done' }
    }, 3)
    await until('all seats are taken', () => now === 3)
    for (let n = 0; n < 7; n += 1) {
      await until('somebody waits', () => go.length > 0)
      go.shift()?.()
    }
    await until('all are done', () => done.length === 7)
    expect(most).toBe(3)
  })

  test('what follows runs only in the worker that finished', async () => {
    await addFact('contested')
    const afterwards = jest.fn(async () => {})
    const { done } = startLoop(async (delivery) => {
      // Another worker took the fact over, as after a long pause of this process, and finished it.
      clock.advance(60_000)
      const [taken] = await deliveries.claim(1, 30_000)
      if (taken) await deliveries.finish(taken)
      expect(taken?.attempt).toBe(delivery.attempt + 1)
      return { kind: 'done', afterwards }
    })
    await until('nothing waits', async () => (await waiting()) === undefined)
    await until('the loop rests', () => timers.pending().length === 1)
    expect(done).toEqual([])
    expect(afterwards).not.toHaveBeenCalled()
  })

  test('a long delivery keeps its lease', async () => {
    await addFact('long')
    let end: (outcome: Outcome) => void = () => {}
    const { done } = startLoop(() => new Promise((resolve) => (end = resolve)))
    await until('it is taken', async () => ((await waiting()) ?? 0) > 0)
    for (let n = 0; n < 6; n += 1) {
      await until('a beat is set beside the loop’s own', () => timers.pending().length === 2)
      await advance(10_000)
      await until('the lease is long again', async () => (await waiting()) === 30_000)
    }
    expect(await deliveries.claim(1, 30_000)).toEqual([])
    end({ kind: 'done' })
    await until('it is done', () => done.length === 1)
  })

  test('a delivery that never answers is let go after five minutes, and told to stop', async () => {
    await addFact('endless')
    const signals: AbortSignal[] = []
    startLoop((_delivery, signal) => {
      signals.push(signal)
      return new Promise(() => {})
    })
    await until('it is taken', () => signals.length === 1)
    for (let n = 0; n < 30; n += 1) {
      expect(signals[0]?.aborted).toBe(false)
      await until('a beat is set beside the loop’s own', () => timers.pending().length === 2)
      await advance(10_000)
      if (n < 29) await until('it was prolonged', async () => (await waiting()) === 30_000)
    }
    await until('it is postponed', () => log.lines.length > 0)
    expect(signals[0]?.aborted).toBe(true)
    expect(log.lines[0]?.fields['reason']).toBe('no_answer')
  })

  test('a lost lease stops the delivery', async () => {
    await addFact('lost')
    let signal: AbortSignal | undefined
    startLoop((_delivery, given) => {
      signal = given
      return new Promise(() => {})
    })
    await until('it is taken', () => signal !== undefined && timers.pending().length === 2)
    clock.advance(60_000)
    const [taken] = await deliveries.claim(1, 30_000)
    expect(taken).toBeDefined()
    await timers.advance(10_000)
    await until('it noticed', () => signal?.aborted === true)
  })

  test('while the outbox cannot be read it says so once, waits, and goes on', async () => {
    await addFact('patient')
    let away = true
    let looks = 0
    const shaky: Deliveries = {
      ...deliveries,
      claim: (limit, lease) => {
        looks += 1
        return away
          ? Promise.reject(refusal('storage_unavailable'))
          : deliveries.claim(limit, lease)
      },
    }
    const { done } = startLoop(async () => ({ kind: 'done' }), 8, shaky)
    await until('it waits', () => timers.pending().includes(2_000))
    await timers.advance(2_000)
    await until('it has looked again', () => looks === 2 && timers.pending().includes(2_000))
    expect(log.lines.map(({ fields }) => fields['reason'])).toEqual(['storage_unavailable'])
    away = false
    await timers.advance(2_000)
    await until('it is done', () => done.length === 1)
  })

  test('when what was done cannot be kept, the next attempt is told that there was one', async () => {
    await addFact('unsure')
    const attempts: number[] = []
    let failing = true
    const shaky: Deliveries = {
      ...deliveries,
      finish: async (delivery) => {
        if (failing) throw refusal('storage_unavailable')
        return deliveries.finish(delivery)
      },
    }
    const { done } = startLoop(
      async ({ attempt }) => {
        attempts.push(attempt)
        return { kind: 'done' }
      },
      8,
      shaky,
    )
    await until('finishing failed', () => log.lines.length === 1)
    failing = false
    await until('the timer is set', () => timers.pending().length > 0)
    await advance(30_000)
    await until('it is done', () => done.length === 1)
    expect(attempts).toEqual([1, 2])
  })

  test('closing waits for what is under way and takes nothing more', async () => {
    await addFact('under way')
    let end: ((outcome: Outcome) => void) | undefined
    const { loop, done } = startLoop(() => new Promise((resolve) => (end = resolve)), 1)
    await until('it is under way', () => end !== undefined)
    await addFact('too late')
    const closed = loop.close(5_000)
    loop.wake()
    end?.({ kind: 'done' })
    await closed
    expect(done).toEqual(['under way'])
    expect(await waiting()).toBe(0)
  })

  test('closing does not wait for ever', async () => {
    await addFact('endless')
    const { loop } = startLoop(() => new Promise(() => {}))
    await until('it is taken', async () => ((await waiting()) ?? 0) > 0)
    const closed = loop.close(5_000)
    await until('it waits for the limit', () => timers.pending().includes(5_000))
    await timers.advance(5_000)
    await closed
  })
})
