import type { AlertCard } from '@ticketdesk/contract'
import { createAlertToChat } from '../../src/delivery/alert-to-chat'
import type { Alert } from '../../src/domain/alert/alert'
import { eventOf, type Telling } from '../../src/domain/alert/event'
import type { Source } from '../../src/domain/source/source'
import { createAlertRenderer } from '../../src/mattermost/render/alert-card'
import { createAlertReplyRenderer } from '../../src/mattermost/render/alert-reply'
import type { Deliveries, Delivery } from '../../src/ports/outbox'
import type { InTransaction } from '../../src/ports/unit-of-work'
import { createDeliveries } from '../../src/store/deliveries'
import { createUnitOfWork } from '../../src/store/unit-of-work'
import { anAlert, aSource } from '../builders/an-alert'
import { anId, aUserRef } from '../builders/refs'
import { databases, type TestStore } from '../databases'
import { createFakeChat, type FakeChat, type Fate } from '../fakes/fake-chat'
import { createFakeClock, type FakeClock } from '../fakes/fake-clock'
import { createFakeLog } from '../fakes/fake-log'
import { createFakePeople } from '../fakes/fake-people'
import { sentence } from '../sentences'

describe.each(databases)('showing an alert, kept in %s', (_kind, createStore) => {
  let store: TestStore
  let clock: FakeClock
  let chat: FakeChat
  let deliveries: Deliveries
  let inTransaction: InTransaction
  let alert: Alert

  beforeEach(async () => {
    store = await createStore()
    clock = createFakeClock()
    chat = createFakeChat()
    const database = store.open({ clock })
    deliveries = createDeliveries(database)
    inTransaction = createUnitOfWork(database)
  })
  afterEach(() => store.close())

  async function begin(over: Partial<Alert> = {}, source: Partial<Source> = {}): Promise<void> {
    alert = anAlert(over)
    await inTransaction(async ({ alerts, sources, outbox }) => {
      await sources.insert(aSource({ id: alert.sourceId, name: anId(), ...source }), anId())
      await alerts.insert(alert)
      await outbox.add({ kind: 'alert_changed', alertId: alert.id })
    })
  }
  /** Something happens to it. */
  async function change(over: Partial<Alert>, ...tell: Telling[]): Promise<void> {
    await inTransaction(async ({ alerts, outbox }) => {
      const now = await alerts.lock(alert.id)
      alert = { ...alert, ...now, ...over, revision: (now?.revision ?? 0) + 1 }
      await alerts.save(alert)
      await alerts.addEvents(
        alert.id,
        tell.map((telling) => eventOf(telling, clock.now())),
      )
      await outbox.add({ kind: 'alert_changed', alertId: alert.id })
    })
  }
  /** Once. */
  function dyingBeforeShownIsKept(): InTransaction {
    let failed = false
    return (work) =>
      inTransaction((rooms) => {
        const keepShown: typeof rooms.alerts.keepShown = async (...args) => {
          if (failed) return rooms.alerts.keepShown(...args)
          failed = true
          throw new Error('killed')
        }
        return work({ ...rooms, alerts: { ...rooms.alerts, keepShown } })
      })
  }
  function aDeliver(transactions = inTransaction) {
    const people = createFakePeople()
    const settings = () => ({ language: 'en' as const, timeZone: 'UTC' })
    const rendering = { people, sentence, settings, actionUrl: '/x' }
    return createAlertToChat({
      chat,
      deliveries,
      inTransaction: transactions,
      renderAlert: createAlertRenderer(rendering),
      renderReply: createAlertReplyRenderer(rendering),
      clock,
      log: createFakeLog(),
    })
  }
  /** Delivers all that comes due within the time; a failure is tried again after a second. */
  async function deliver(forMs = 10_000, deliverOne = aDeliver()): Promise<void> {
    const end = clock.now() + forMs
    for (;;) {
      const wait = await deliveries.nextDueIn()
      if (wait === undefined || clock.now() + wait > end) break
      clock.advance(wait)
      for (const delivery of await deliveries.claim(10, 30_000)) await hand(delivery, deliverOne)
    }
    clock.set(Math.max(clock.now(), end))
  }
  async function hand(delivery: Delivery, deliverOne: ReturnType<typeof aDeliver>) {
    const { signal } = new AbortController()
    const outcome = await deliverOne(delivery, signal).catch((error) => {
      return { kind: 'later' as const, reason: String(error) }
    })
    if (outcome.kind === 'done') await deliveries.finish(delivery)
    else {
      const delay = 'delayMs' in outcome ? outcome.delayMs : undefined
      await deliveries.postpone(delivery, delay ?? 1000, outcome.reason)
    }
  }
  const roots = () => chat.posts.filter(({ rootId }) => rootId === undefined)
  const replies = () => chat.posts.filter(({ rootId }) => rootId).map(({ message }) => message)
  const cardOf = () => (roots()[0]!.props['ticketdesk'] as { alert: AlertCard }).alert

  test('a new one is a post, with its buttons', async () => {
    await begin()
    await deliver()
    expect(chat.posts).toMatchObject([
      { channelId: alert.channelId, type: 'custom_ticketdesk_alert' },
    ])
    expect(chat.posts[0]?.message).toContain('Critical: Disk usage /var · srv-db-01')
    expect(cardOf()).toMatchObject({ id: alert.id, count: 1, ack: { kind: 'none' } })
  })

  test('a rule makes it loud, but no other', async () => {
    await begin({}, { rules: [{ host: 'srv-*', priority: 'urgent' }] })
    await deliver()
    expect(roots()[0]?.priority).toBe('urgent')
    await begin({}, { rules: [{ host: 'web-*', priority: 'urgent' }] })
    await deliver()
    expect(roots()[1]).not.toHaveProperty('priority')
  })

  test('a repeat edits it, and adds nothing', async () => {
    await begin()
    await deliver()
    await change({ count: 2 }, { kind: 'repeated', count: 2 })
    await deliver()
    expect(chat.posts).toHaveLength(1)
    expect(cardOf()).toMatchObject({ count: 2, revision: 2 })
    expect(chat.posts[0]?.message).toContain('2 times, last')
  })

  test('a hundred repeats in a minute are few edits, and the last counts', async () => {
    await begin()
    const one = aDeliver()
    await deliver(0, one)
    for (let count = 2; count <= 101; count += 1) {
      await change({ count }, { kind: 'repeated', count })
      await deliver(600, one)
    }
    await deliver(10_000, one)
    expect(chat.edits.length).toBeLessThanOrEqual(21)
    expect(cardOf().count).toBe(101)
    expect(chat.searched).toEqual([])
  })

  test('who acknowledges does not wait for the next edit', async () => {
    await begin()
    await deliver(0)
    await change({ ack: { kind: 'pending', by: aUserRef(), at: clock.now() } })
    await deliver(0)
    expect(cardOf().ack.kind).toBe('pending')
  })

  test('what happened is told in the thread, in order', async () => {
    await begin()
    await deliver()
    await change({ inDowntime: true }, { kind: 'downtime_started' })
    await change({}, { kind: 'noted', text: 'rebooting' })
    await change({ state: 'resolved', severity: 'ok' }, { kind: 'recovered', durationMs: 300_000 })
    await deliver()
    expect(replies()).toEqual([
      'A downtime has begun.',
      'Note:\n```\nrebooting\n```',
      'Recovered after 5 min.',
    ])
    expect(cardOf()).toMatchObject({ state: 'resolved', actions: [] })
  })

  test.each([
    ['changes', ['A downtime has begun.']],
    ['none', []],
  ] as const)('with replies: %s only so much', async (wanted, told) => {
    await begin({}, { replies: wanted })
    await change({}, { kind: 'downtime_started' }, { kind: 'noted', text: 'x' })
    await deliver()
    expect(replies()).toEqual(told)
  })

  test.each<[string, Fate]>([
    ['a lost answer', 'fail_after'],
    ['a failure', 'fail_before'],
  ])('%s at any call doubles and loses nothing', async (_name, fate) => {
    for (let failing = 0; failing < 6; failing += 1) {
      chat = createFakeChat()
      let calls = 0
      chat.fate = () => (calls++ === failing ? fate : 'ok')
      await begin({ output: Array.from({ length: 40 }, (_, n) => `line ${n}`).join('\n') })
      await change({}, { kind: 'downtime_started' }, { kind: 'flapping_started' })
      await deliver(20_000)
      await change({}, { kind: 'downtime_ended' })
      await deliver(20_000)
      expect(roots()).toHaveLength(1)
      expect(replies().filter((message) => !message.startsWith('```'))).toEqual([
        'A downtime has begun.',
        'It has begun to flap.',
        'The downtime is over.',
      ])
      expect(replies()).toHaveLength(4)
    }
  })

  test.each([
    ['whose answer was lost', 'answer'],
    ['that is not written down', 'record'],
  ])('a first post %s shows what came after it', async (_name, lost) => {
    await begin()
    let calls = 0
    chat.fate = () => (lost === 'answer' && calls++ === 0 ? 'fail_after' : 'ok')
    const one = lost === 'answer' ? aDeliver() : aDeliver(dyingBeforeShownIsKept())
    await deliver(0, one)
    expect(cardOf()).toMatchObject({ count: 1, revision: 1 })
    await change({ count: 2, state: 'resolved' })
    await deliver(20_000, one)
    expect(chat.posts).toHaveLength(1)
    expect(cardOf()).toMatchObject({ count: 2, revision: 2, state: 'resolved' })
  })

  test('a long output is folded: all of it is there, once', async () => {
    const lines = Array.from({ length: 500 }, (_, n) => `line ${n}`)
    await begin({ output: lines.join('\n') })
    await deliver()
    await change({ count: 2 })
    await deliver()
    const all = chat.posts.map(({ message }) => message).join('\n')
    expect(lines.filter((line) => !all.includes(`${line}\n`))).toEqual([])
    expect(replies()).toHaveLength(1)
    expect(cardOf().outputContinued).toBe(true)
  })

  test('a deleted post is followed by a new one with the state of now', async () => {
    await begin()
    await change({}, { kind: 'downtime_started' })
    await deliver()
    chat.remove(chat.posts[0]!.id)
    await change({ count: 2 }, { kind: 'downtime_ended' })
    await deliver()
    expect(roots()).toHaveLength(1)
    expect(cardOf().count).toBe(2)
    expect(replies()).toEqual(['A downtime has begun.', 'The downtime is over.'])
    expect(chat.posts.at(-1)?.rootId).toBe(roots()[0]?.id)
    chat.remove(roots()[0]!.id)
    await change({ count: 3 })
    await deliver()
    expect(cardOf().count).toBe(3)
  })
})
