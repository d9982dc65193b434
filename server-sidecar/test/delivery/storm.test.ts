import { createAlertToChat } from '../../src/delivery/alert-to-chat'
import { createStormPlace, createStormToChat, noteInStorm } from '../../src/delivery/storm'
import type { Alert } from '../../src/domain/alert/alert'
import type { Source } from '../../src/domain/source/source'
import { createAlertRenderer } from '../../src/mattermost/render/alert-card'
import { createDeliveries } from '../../src/store/deliveries'
import { createUnitOfWork } from '../../src/store/unit-of-work'
import { anAlert, aSource } from '../builders/an-alert'
import { aChannelRef, anId } from '../builders/refs'
import { databases, type TestStore } from '../databases'
import { createFakeChat, type Fate } from '../fakes/fake-chat'
import { createFakeClock } from '../fakes/fake-clock'
import { createFakeLog } from '../fakes/fake-log'
import { createFakePeople } from '../fakes/fake-people'
import { sentence } from '../sentences'

describe.each(databases)('a storm, kept in %s', (_kind, createStore) => {
  let store: TestStore
  beforeEach(async () => {
    store = await createStore()
  })
  afterEach(() => store.close())

  /** `againMs`: when a delivery that failed comes again, as after a lease. */
  async function setUp({ seconds = 60, againMs = 1000 } = {}) {
    const clock = createFakeClock()
    const chat = createFakeChat()
    const database = store.open({ clock })
    const deliveries = createDeliveries(database)
    const inTransaction = createUnitOfWork(database)
    const settings = () => ({ language: 'en' as const, timeZone: 'UTC' })
    const needs = { chat, deliveries, inTransaction, sentence, settings, clock }
    const storm = { ...needs, duration: (ms: number) => `${ms / 1000} s` }
    const people = createFakePeople()
    const delivers = {
      alert_changed: createAlertToChat({
        ...needs,
        renderAlert: createAlertRenderer({ people, sentence, settings, actionUrl: '/x' }),
        renderReply: async () => undefined,
        place: createStormPlace(storm),
        noteInStorm,
        log: createFakeLog(),
      }),
      storm_begun: createStormToChat(storm),
    }
    const source: Source = aSource({ name: anId(), storm: { problems: 5, seconds } })
    const channelId = aChannelRef()
    await inTransaction(({ sources }) => sources.insert(source, anId()))

    const opened: Alert['id'][] = []
    async function open(count: number): Promise<void> {
      for (let one = 0; one < count; one += 1) {
        const object: Alert['object'] = { kind: 'host', key: anId(), host: `srv-${one}` }
        const openedAt = clock.now()
        const alert = anAlert({ sourceId: source.id, channelId, object, openedAt })
        opened.push(alert.id)
        await inTransaction(async ({ alerts, outbox }) => {
          await alerts.insert(alert)
          await outbox.add({ kind: 'alert_changed', alertId: alert.id })
        })
      }
    }
    /** All problems are over. */
    async function resolve(): Promise<void> {
      await inTransaction(async ({ alerts }) => {
        for (const id of opened) {
          const alert = await alerts.lock(id)
          await alerts.save({ ...alert!, state: 'resolved', revision: alert!.revision + 1 })
        }
      })
    }
    async function deliver(forMs: number): Promise<void> {
      const end = clock.now() + forMs
      for (;;) {
        const wait = await deliveries.nextDueIn()
        if (wait === undefined || clock.now() + wait > end) break
        clock.advance(wait)
        const claimed = await deliveries.claim(10, 30_000)
        await Promise.all(
          claimed.map(async (delivery) => {
            const { kind } = delivery.fact
            const one = delivers[kind as keyof typeof delivers]
            const outcome = await one(delivery, new AbortController().signal).catch(() => ({
              kind: 'later' as const,
              reason: 'failed',
            }))
            if (outcome.kind === 'done') await deliveries.finish(delivery)
            else {
              const delay = 'delayMs' in outcome ? outcome.delayMs : undefined
              await deliveries.postpone(delivery, delay ?? againMs, outcome.reason)
            }
          }),
        )
      }
      clock.set(Math.max(clock.now(), end))
    }
    const roots = () => chat.posts.filter(({ rootId }) => rootId === undefined)
    const summaries = () => chat.posts.filter(({ message }) => message.startsWith('Alert storm'))
    return { chat, clock, open, resolve, deliver, roots, summaries }
  }

  test('a few problems are posts of their own', async () => {
    const { open, deliver, roots, summaries } = await setUp()
    await open(5)
    await deliver(1000)
    expect(roots()).toHaveLength(5)
    expect(summaries()).toEqual([])
  })

  test.each<Fate>(['ok', 'fail_before', 'fail_after'])(
    'many are one summary and its thread, and its end is said (%s)',
    async (fate) => {
      const { chat, open, deliver, roots, summaries } = await setUp()
      let calls = 0
      chat.fate = () => (calls++ === 0 ? fate : 'ok')
      await open(12)
      await deliver(10_000)
      await open(3)
      await deliver(20_000)
      expect(roots()).toHaveLength(1)
      expect(summaries()[0]?.message).toContain('15 problems so far')
      expect(chat.posts.filter(({ rootId }) => rootId === roots()[0]?.id)).toHaveLength(15)
      await deliver(180_000)
      expect(chat.posts.at(-1)?.message).toMatch(/^The storm is over after \d+ s\.$/)
      expect(chat.posts).toHaveLength(17)
      await open(1)
      await deliver(1000)
      expect(roots()).toHaveLength(2)
    },
  )

  test('a storm does not end before its summary is known', async () => {
    const { chat, open, deliver, summaries } = await setUp({ seconds: 2, againMs: 30_000 })
    let calls = 0
    chat.fate = () => (calls++ === 0 ? 'fail_after' : 'ok')
    await open(12)
    await deliver(120_000)
    expect(summaries()).toHaveLength(1)
    // Who comes later than its end stands alone.
    expect(chat.posts).toHaveLength(14)
    const thread = chat.posts.filter(({ rootId }) => rootId === summaries()[0]?.id)
    expect(thread.length).toBeGreaterThan(1)
    expect(thread.filter(({ message }) => message.startsWith('The storm is over'))).toHaveLength(1)
  })

  test('what was opened before the storm was noticed is counted as well', async () => {
    const { clock, open, deliver, summaries } = await setUp()
    await open(12)
    clock.advance(20_000)
    await deliver(30_000)
    expect(summaries()[0]?.message).toContain('12 problems so far')
  })

  test('whoever posts the summary is not overtaken while it tries', async () => {
    const { chat, open, deliver, summaries } = await setUp({ seconds: 200, againMs: 35_000 })
    let calls = 0
    chat.fate = () => (calls++ === 0 ? 'fail_after' : 'ok')
    const { findPost } = chat
    let searches = 0
    chat.findPost = (...args) =>
      searches++ === 0 ? Promise.reject(new Error('away')) : findPost(...args)
    await open(12)
    await deliver(180_000)
    expect(summaries()).toHaveLength(1)
    expect(chat.posts.filter(({ rootId }) => rootId === summaries()[0]?.id)).toHaveLength(12)
  })

  test('a problem that is over still brings the summary it has begun', async () => {
    const { chat, open, resolve, deliver, summaries } = await setUp()
    let calls = 0
    chat.fate = () => (calls++ === 0 ? 'fail_after' : 'ok')
    await open(12)
    await deliver(0)
    await resolve()
    await deliver(240_000)
    const thread = chat.posts.filter(({ rootId }) => rootId === summaries()[0]?.id)
    expect(thread.map(({ message }) => message.startsWith('The storm is over'))).toContain(true)
  })

  test('a summary that was deleted is followed by another', async () => {
    const { chat, open, deliver, roots, summaries } = await setUp()
    await open(8)
    await deliver(5000)
    chat.remove(summaries()[0]!.id)
    await open(2)
    await deliver(5000)
    expect(summaries()).toHaveLength(1)
    expect(chat.posts.filter(({ rootId }) => rootId === roots()[0]?.id)).toHaveLength(2)
  })
})
