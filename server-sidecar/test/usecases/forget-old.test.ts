import fc from 'fast-check'
import { composeForgetting } from '../../src/compose/forgetting'
import type { Actor } from '../../src/domain/actor'
import type { AlertId } from '../../src/domain/alert/alert'
import type { SignalKind, SignalObject } from '../../src/domain/alert/signal'
import type { CaseSaid } from '../../src/domain/case/support-case'
import type { Fact } from '../../src/domain/facts'
import type { PostRef } from '../../src/domain/refs'
import type { Source } from '../../src/domain/source/source'
import type { Received } from '../../src/ports/receiver'
import type { InTransaction } from '../../src/ports/unit-of-work'
import type { Database } from '../../src/store/database'
import { createDeliveries } from '../../src/store/deliveries'
import { createLeftovers } from '../../src/store/leftovers'
import { createUnitOfWork } from '../../src/store/unit-of-work'
import { capabilitiesOf } from '../../src/upstream/catalogue'
import { createHttpClient } from '../../src/upstream/http-client'
import { createVendors } from '../../src/upstream/vendors'
import { createAcknowledgeAlert } from '../../src/usecases/acknowledge-alert'
import {
  createForgetOld,
  type ForgetOldNeeds,
  KEEP_DONE_MS,
  LEAST_KEEP_DAYS,
} from '../../src/usecases/forget-old'
import { createHearErrand } from '../../src/usecases/hear-errand'
import { keepSaid } from '../../src/usecases/keep-case'
import { createOpenTicket } from '../../src/usecases/open-ticket'
import { createReceiveMany } from '../../src/usecases/receive-signals'
import { aComment, aState } from '../builders/a-case'
import { aConfiguredForm } from '../builders/a-form'
import { aMessage } from '../builders/a-message'
import { aNewSource } from '../builders/a-new-source'
import { aRequest } from '../builders/a-request'
import { aSignal } from '../builders/a-signal'
import { aLogin, anAccount } from '../builders/a-vendor'
import { anAlert } from '../builders/an-alert'
import { aChannelRef, anId, aPostRef, aUserRef } from '../builders/refs'
import { createPostgresStore, databases, type TestStore } from '../databases'
import { createFakeClock, type FakeClock } from '../fakes/fake-clock'
import { createFakeLog } from '../fakes/fake-log'
import { createFakePeople } from '../fakes/fake-people'
import { createFakeTimers } from '../fakes/fake-timers'
import { until } from '../until'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
const going = new AbortController().signal

function createForgetting(database: Database, overrides: Partial<ForgetOldNeeds> = {}) {
  const log = createFakeLog()
  const forgetOld = createForgetOld({
    leftovers: createLeftovers(database),
    keepDays: () => LEAST_KEEP_DAYS,
    pause: async () => {},
    log,
    ...overrides,
  })
  return { forgetOld, log }
}

/** A desk without a Mattermost: what it would say is told as lines. */
function createWorld(store: TestStore, clock: FakeClock) {
  const database = store.open({ clock })
  const inTransaction = createUnitOfWork(database)
  const people = createFakePeople()
  const settings = () => ({
    ...{ form: aConfiguredForm(), timeZone: 'UTC', language: 'en' as const },
  })
  const meter = { count: () => {}, acknowledged: () => {} }
  const receiving = { inTransaction, clock, capabilitiesOf, settings, newId: anId, meter }
  const receiveMany = createReceiveMany(receiving)
  const ownerOfPost = async (post: PostRef) => {
    const alert = await inTransaction(({ alerts }) => alerts.findByPost(post))
    return alert && { kind: 'alert' as const, id: alert.id }
  }
  const hearing = { inTransaction, ownerOfPost, clock }
  const acknowledging = { ...hearing, people, inGroup: async () => false }
  const deliveries = createDeliveries(database)

  async function tellAlert(alertId: AlertId): Promise<string[]> {
    return inTransaction(async ({ alerts }) => {
      const shown = await alerts.shown(alertId)
      const alert = await alerts.find(alertId)
      const events = await alerts.eventsAfter(alertId, shown?.sequence ?? 0)
      const sequence = events.at(-1)?.sequence ?? shown?.sequence ?? 0
      const now = { sequence, revision: alert?.revision ?? 0, at: clock.now() }
      await alerts.keepShown(alertId, { postId: shown?.postId ?? aPostRef(), ...now })
      return events.map(({ message }) => `${alert?.object.key}: ${message}`)
    })
  }
  const linesOf = async (fact: Fact): Promise<string[]> => {
    if (fact.kind === 'alert_changed') return tellAlert(fact.alertId)
    if (fact.kind === 'ticket_opened') return [fact.ticketId]
    return fact.kind === 'errand_heard' ? [fact.errandId] : [fact.kind]
  }
  return {
    database,
    inTransaction,
    people,
    openTicket: createOpenTicket({ inTransaction, people, clock, settings }),
    receive: (source: Source, received: Received) => receiveMany([{ source, received }]),
    hearing: createHearErrand(hearing),
    acknowledge: createAcknowledgeAlert(acknowledging),
    /** Everything that waits is told; what that was. */
    async deliver(): Promise<string[]> {
      const lines: string[] = []
      for (const delivery of await deliveries.claim(1000, MINUTE)) {
        lines.push(...(await linesOf(delivery.fact)))
        await deliveries.record(delivery, 'root', aPostRef())
        await deliveries.finish(delivery)
      }
      return lines.sort()
    },
    async rows(): Promise<number> {
      let rows = 0
      for (const table of ['fact', 'message', 'heard', 'alert', 'alert_event'] as const) {
        const found = await database.run((db) => db.selectFrom(table).selectAll().execute())
        rows += found.length
      }
      return rows
    },
  }
}
type World = ReturnType<typeof createWorld>

/** What can happen, and everything that can be asked about it afterwards. */
function createHistory(clock: FakeClock) {
  const author: Actor = { id: aUserRef(), locale: 'en' }
  const channelId = aChannelRef()
  const source = aNewSource({ channelId, kind: 'webhook' })
  const requests = [0, 1, 2].map(() => aRequest({ channelId }))
  const objects: SignalObject[] = ['a', 'b'].map((key) => ({ kind: 'service', key, service: key }))
  const errands = [0, 1, 2].map((n) => ({ id: `post:${n}${anId()}`, at: 0 }))

  return {
    async settle({ people, inTransaction }: World): Promise<void> {
      people.addPerson({ id: author.id })
      people.addChannel({ id: channelId }, { post: [author.id] })
      await inTransaction(({ sources }) => sources.insert(source, anId()))
    },
    /** Somebody submits, perhaps for the tenth time. */
    async submit({ openTicket }: World, which: number) {
      const { ticket, created } = await openTicket(author, requests[which] ?? aRequest())
      return [ticket.id, created]
    },
    async signal(
      { receive, inTransaction }: World,
      which: number,
      kind: SignalKind,
      timed: boolean,
    ) {
      const object = objects[which] as SignalObject
      const signal = aSignal({ kind, object, ...(timed && { at: clock.now() }) })
      await receive(source, { kind: 'webhook', signals: [signal], omitted: 0 })
      const alert = await inTransaction(({ alerts }) => alerts.findLast(source.id, object.key))
      return { ...alert, id: '', postId: '' }
    },
    async message({ receive }: World) {
      await receive(source, { kind: 'webhook', signals: [], plain: aMessage().message })
    },
    /** Whoever heard it tells it again, until it is too old to be told. */
    async hear({ hearing }: World, which: number) {
      const errand = errands[which] ?? { id: '', at: 0 }
      errand.at ||= clock.now()
      const place = { channelId, threadId: errand.id as PostRef }
      const wish = { kind: 'words', text: 'help', isDirect: true, isReply: false } as const
      return hearing.words({ ...errand, by: author.id, ...place, wish })
    },
    /** A click on the post of the newest alert, if that is open or was until a few days ago. */
    async click({ acknowledge, inTransaction }: World, which: number) {
      const key = objects[which]?.key ?? ''
      const alert = await inTransaction(({ alerts }) => alerts.findLast(source.id, key))
      if (!alert?.postId) return 'no post'
      const isOld = clock.now() - alert.lastSignalAt >= LEAST_KEEP_DAYS * DAY
      if (alert.state !== 'open' && isOld) return 'no post'
      const result = await acknowledge(author, { alertId: alert.id, postId: alert.postId })
      return result.refused?.kind ?? 'acknowledged'
    },
    heard: ({ inTransaction }: World) =>
      inTransaction(async ({ sources, inbox }) => [
        (await sources.lastHeard()).get(source.id),
        await inbox.lastAt(),
      ]),
  }
}
type History = ReturnType<typeof createHistory>
type Step = (history: History, world: World) => Promise<unknown>

const which = fc.nat({ max: 2 })
const kinds = fc.constantFrom<SignalKind>(
  ...(['problem', 'problem', 'recovery', 'downtime_start', 'acknowledgement', 'note'] as const),
)
const step: fc.Arbitrary<{ name: string; wait: number; run: Step }> = fc
  .record({
    wait: fc.constantFrom(0, 0, 0, MINUTE, 60 * MINUTE, DAY / 4, DAY, DAY, 3 * DAY, 8 * DAY),
    what: fc.oneof(
      which.map((n) => ({ name: `submit ${n}`, run: ((h, w) => h.submit(w, n)) as Step })),
      fc.tuple(fc.nat({ max: 1 }), kinds, fc.boolean()).map(([n, kind, timed]) => ({
        name: `${kind} of ${n}`,
        run: ((h, w) => h.signal(w, n, kind, timed)) as Step,
      })),
      fc.constant({ name: 'message', run: ((h, w) => h.message(w)) as Step }),
      which.map((n) => ({ name: `hear ${n}`, run: ((h, w) => h.hear(w, n)) as Step })),
      fc.nat({ max: 1 }).map((n) => ({
        name: `click ${n}`,
        run: ((h, w) => h.click(w, n)) as Step,
      })),
      fc.constant({ name: 'deliver', run: ((_, w) => w.deliver()) as Step }),
    ),
  })
  .map(({ wait, what }) => ({ ...what, wait }))

describe.each(databases)('forgetting what is old, in %s', (kind, createStore) => {
  let stores: TestStore[] = []
  const openStore = async () => {
    const store = await createStore()
    stores.push(store)
    return store
  }
  afterEach(async () => {
    for (const store of stores) await store.close()
    stores = []
  })

  test('whatever happens, nobody can tell that something was forgotten', async () => {
    const clock = createFakeClock()
    const [forgetful, elephant] = [
      createWorld(await openStore(), clock),
      createWorld(await openStore(), clock),
    ]
    const leftovers = createLeftovers(forgetful.database)
    // Its turn comes after every step.
    const always = { ...leftovers, takeTurn: async () => clock.now() }
    const { forgetOld } = createForgetting(forgetful.database, { leftovers: always })
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 40 }), async (steps) => {
        clock.advance(30 * DAY)
        const history = createHistory(clock)
        for (const world of [forgetful, elephant]) await history.settle(world)
        for (const { name, wait, run } of steps) {
          clock.advance(wait)
          await forgetOld(going)
          const told = await run(history, forgetful)
          expect([name, told]).toEqual([name, await run(history, elephant)])
        }
        expect(await forgetful.deliver()).toEqual(await elephant.deliver())
        expect(await history.heard(forgetful)).toEqual(await history.heard(elephant))
      }),
      { numRuns: kind === 'sqlite' ? 30 : 10 },
    )
    clock.advance(30 * DAY)
    await forgetOld(going)
    expect(await forgetful.rows()).toBeLessThan((await elephant.rows()) / 2)
  }, 120_000)

  test('the numbers of a day go on when the day is forgotten meanwhile', async () => {
    const clock = createFakeClock('2025-03-09T01:00:00Z')
    const world = createWorld(await openStore(), clock)
    const history = createHistory(clock)
    await history.settle(world)
    expect(await history.submit(world, 0)).toEqual(['Ticket-20250309-0001', true])
    await world.deliver()
    clock.advance(400 * DAY)
    const { forgetOld, log } = createForgetting(world.database)
    await forgetOld(going)
    expect(log.lines).toEqual([])
    clock.set('2025-03-09T02:00:00Z')
    expect(await history.submit(world, 1)).toEqual(['Ticket-20250309-0002', true])
    expect(await history.submit(world, 0)).toEqual(['Ticket-20250309-0001', false])
  })

  test('says once how much it was, and nothing when it was nothing', async () => {
    const clock = createFakeClock()
    const world = createWorld(await openStore(), clock)
    const history = createHistory(clock)
    await history.settle(world)
    await history.hear(world, 0)
    await history.signal(world, 0, 'problem', false)
    await history.message(world)
    await world.deliver()
    await history.signal(world, 0, 'recovery', false)
    await world.deliver()
    const { forgetOld, log } = createForgetting(world.database)
    await forgetOld(going)
    clock.advance(KEEP_DONE_MS + 1)
    await forgetOld(going)
    await forgetOld(going)
    expect(log.lines.map(({ level, message, fields }) => ({ level, message, fields }))).toEqual([
      {
        level: 'info',
        message: 'forgot what is old',
        fields: { facts: 4, messages: 0, errands: 0, alerts: 1 },
      },
    ])
  })

  test('keeps alerts for ever with 0 days, and asks each time', async () => {
    const clock = createFakeClock()
    const world = createWorld(await openStore(), clock)
    const alert = anAlert({ state: 'resolved', openedAt: clock.now() })
    await world.inTransaction(({ alerts }) => alerts.insert(alert))
    const find = () => world.inTransaction(({ alerts }) => alerts.find(alert.id))
    let keepDays = 0
    const { forgetOld } = createForgetting(world.database, { keepDays: () => keepDays })
    clock.advance(4000 * DAY)
    await forgetOld(going)
    expect(await find()).toBeDefined()
    keepDays = 4001
    clock.advance(DAY)
    await forgetOld(going)
    expect(await find()).toBeDefined()
    keepDays = 4000
    clock.advance(DAY)
    await forgetOld(going)
    expect(await find()).toBeUndefined()
  })

  test('a comment that was told long ago is not told again', async () => {
    const clock = createFakeClock()
    const world = createWorld(await openStore(), clock)
    const account = anAccount()
    await world.inTransaction(({ accounts }) => accounts.insert(account))
    const vendors = createVendors({ http: createHttpClient(), clock, onRenewed: () => {} })
    const login = { ...aLogin({ account }), client: vendors('redhat') }
    const first = { state: aState(), comments: [aComment()] }
    const second = { ...first, comments: [...first.comments, aComment()] }
    const look = (said: CaseSaid) =>
      world.inTransaction((rooms) =>
        keepSaid(rooms, { login, said }, { now: clock.now(), newId: anId }),
      )
    expect((await look(first)).moved).toBe(true)
    expect((await look(second)).moved).toBe(true)
    clock.advance(4000 * DAY)
    await createForgetting(world.database).forgetOld(going)
    expect((await look(second)).moved).toBe(false)
  })

  test('stops between two batches when it is told to, and goes on another time', async () => {
    const clock = createFakeClock()
    const world = createWorld(await openStore(), clock)
    await world.inTransaction(async ({ outbox }) => {
      for (let n = 0; n < 1001; n += 1) await outbox.add({ kind: 'errand_heard', errandId: `${n}` })
    })
    for (let n = 0; n < 2; n += 1) await world.deliver()
    clock.advance(KEEP_DONE_MS + 1)
    const stop = new AbortController()
    const pause = async () => stop.abort()
    const { forgetOld, log } = createForgetting(world.database, { pause })
    await forgetOld(stop.signal)
    expect(await world.rows()).toBe(501)
    expect(log.lines[0]?.fields).toMatchObject({ facts: 500 })
    clock.advance(DAY)
    await createForgetting(world.database).forgetOld(going)
    expect(await world.rows()).toBe(0)
  })

  test('begins some minutes after the start, comes every hour, and ends after a batch', async () => {
    const database = (await openStore()).open()
    const [timers, log] = [createFakeTimers(), createFakeLog()]
    let begun = 0
    let gate: Promise<void> | undefined
    const watched: Database = {
      ...database,
      async transaction(work) {
        begun += 1
        await gate
        return database.transaction(work)
      },
    }
    const settings = () => ({ keepDays: 400 })
    const forgetting = composeForgetting({ database: watched, settings, log, ...timers })
    const nextIn = () => timers.pending()[0] ?? 0

    forgetting.start()
    expect(Math.abs(nextIn() - 5 * MINUTE)).toBeLessThanOrEqual(MINUTE / 2)
    await timers.advance(nextIn())
    await until('the first round is over', () => nextIn() > 0)
    expect(Math.abs(nextIn() - 60 * MINUTE)).toBeLessThanOrEqual(6 * MINUTE)
    // A turn, and a look into four tables.
    expect(begun).toBe(5)

    let open = () => {}
    gate = new Promise((resolve) => {
      open = resolve
    })
    await timers.advance(nextIn())
    let isClosed = false
    const closing = forgetting.close().then(() => {
      isClosed = true
    })
    expect(begun).toBe(6)
    expect(isClosed).toBe(false)
    open()
    await closing
    expect(begun).toBe(6)
    expect(timers.pending()).toEqual([])
    expect(log.lines).toEqual([])
  })
})

describe('two nodes on one PostgreSQL', () => {
  let store: TestStore
  beforeEach(async () => {
    store = await createPostgresStore()
  })
  afterEach(() => store.close())

  const anEnded = async (inTransaction: InTransaction, clock: FakeClock) => {
    const alert = anAlert({ state: 'resolved', openedAt: clock.now() })
    await inTransaction(async ({ alerts }) => {
      await alerts.lockOpen(alert.sourceId, alert.object.key)
      await alerts.insert(alert)
      await alerts.addEvents(alert.id, [{ message: 'x', data: {}, at: 1, change: true }])
    })
    return alert
  }

  test('that forget at once forget everything, and neither fails', async () => {
    const clock = createFakeClock()
    const [one, two] = [createWorld(store, clock), createWorld(store, clock)]
    for (let n = 0; n < 60; n += 1) await anEnded(one.inTransaction, clock)
    await one.inTransaction(async ({ outbox, messages }) => {
      for (let n = 0; n < 100; n += 1) {
        await outbox.add({ kind: 'errand_heard', errandId: `${n}` })
        await messages.insert(aMessage({}, { receivedAt: clock.now() }))
      }
    })
    await one.deliver()
    clock.advance(30 * DAY)
    const nodes = [one, two].map(({ database }) => {
      const { forgetFacts, forgetMessages, forgetErrands, forgetAlerts } = createLeftovers(database)
      const before = clock.now() - DAY
      // Batches small enough to meet.
      const inBatchesOf =
        (limit: number, forget: typeof forgetFacts): typeof forgetFacts =>
        () =>
          forget(before, limit)
      return createForgetting(database, {
        leftovers: {
          takeTurn: async () => clock.now(),
          forgetFacts: inBatchesOf(7, forgetFacts),
          forgetMessages: inBatchesOf(7, forgetMessages),
          forgetErrands,
          forgetAlerts: inBatchesOf(7, forgetAlerts),
        },
      })
    })
    await Promise.all(nodes.map(({ forgetOld }) => forgetOld(going)))
    // What one had in its hands when the other looked is there for the next round.
    for (const { forgetOld } of nodes) await forgetOld(going)
    const sources = await one.inTransaction(({ sources }) => sources.lastHeard())
    expect(await one.rows()).toBe(sources.size - 60)
  })

  test('what somebody is at work on is left alone, and nobody waits', async () => {
    const clock = createFakeClock()
    const [one, two] = [createWorld(store, clock), createWorld(store, clock)]
    const held = await anEnded(one.inTransaction, clock)
    await anEnded(one.inTransaction, clock)
    clock.advance(30 * DAY)
    const leftovers = createLeftovers(two.database)
    await one.inTransaction(async ({ alerts }) => {
      await alerts.lockOpen(held.sourceId, held.object.key)
      await alerts.findLast(held.sourceId, held.object.key)
      expect((await leftovers.forgetAlerts(clock.now() - DAY, 10)).count).toBe(1)
      await alerts.save({ ...held, revision: 2 })
    })
    expect((await leftovers.forgetAlerts(clock.now() - DAY, 10)).count).toBe(0)
    const found = await one.inTransaction(({ alerts }) => alerts.find(held.id))
    expect(found?.revision).toBe(2)
  })
})
