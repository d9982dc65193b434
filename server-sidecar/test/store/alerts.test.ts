import type { Alert, SourceId } from '../../src/domain/alert/alert'
import type { AlertEvent } from '../../src/ports/alerts'
import type { InTransaction, Rooms } from '../../src/ports/unit-of-work'
import { createUnitOfWork } from '../../src/store/unit-of-work'
import { anAlertId, aSourceId } from '../builders/a-new-source'
import { anAlert } from '../builders/an-alert'
import { aChannelRef, aPostRef } from '../builders/refs'
import { createPostgresStore, databases, type TestStore } from '../databases'

const anEvent = (message: string): Omit<AlertEvent, 'alertId' | 'sequence'> => ({
  message,
  data: { n: 1, text: 'NUL \u0000 and half a pair \ud800' },
  at: 7,
  change: true,
})

describe.each(databases)('alerts in %s', (_kind, createStore) => {
  let store: TestStore
  let inTransaction: InTransaction
  const run = <T>(work: (alerts: Rooms['alerts']) => Promise<T>) =>
    inTransaction(({ alerts }) => work(alerts))

  beforeAll(async () => {
    store = await createStore()
    inTransaction = createUnitOfWork(store.open())
  })
  afterAll(() => store.close())

  test('a kept alert is found again, exactly as it was', async () => {
    const whole = anAlert({
      stateWord: 'Kritisch',
      output: 'NUL \u0000, half a pair \ud800, 😀, "quotes" and \\',
      details: [{ name: 'Source', value: 'a' }],
      links: [{ label: 'x', url: 'https://example.org/' }],
      asOf: 12,
      ack: { kind: 'confirmed', by: { name: undefined }, at: 3 },
      ackRef: { hostUuid: 'u' },
    })
    await run((alerts) => alerts.insert(whole))
    expect(await run((alerts) => alerts.find(whole.id))).toEqual(whole)
    expect(await run((alerts) => alerts.lock(whole.id))).toEqual(whole)
    const bare = anAlert({ object: { kind: 'host', key: 'bare' } })
    await run((alerts) => alerts.insert(bare))
    const found = await run((alerts) => alerts.find(bare.id))
    expect(Object.keys(found ?? {}).sort()).toEqual(Object.keys(bare).sort())
  })

  test('an unknown alert is undefined', async () => {
    const id = anAlertId()
    expect(await run((alerts) => alerts.find(id))).toBeUndefined()
    expect(await run((alerts) => alerts.lock(id))).toBeUndefined()
    expect(await run((alerts) => alerts.shown(id))).toBeUndefined()
    expect(await run((alerts) => alerts.findByPost(aPostRef()))).toBeUndefined()
    expect(await run((alerts) => alerts.findLast(aSourceId(), 'x'))).toBeUndefined()
  })

  test('only the open alert of an object of that source is the open one', async () => {
    const open = anAlert()
    const { sourceId, object } = open
    expect(await run((alerts) => alerts.lockOpen(sourceId, object.key))).toBeUndefined()
    await run((alerts) => alerts.insert({ ...open, id: anAlertId(), state: 'resolved' }))
    await run((alerts) => alerts.insert({ ...open, id: anAlertId(), state: 'noted' }))
    expect(await run((alerts) => alerts.lockOpen(sourceId, object.key))).toBeUndefined()
    await run((alerts) => alerts.insert(open))
    expect(await run((alerts) => alerts.lockOpen(sourceId, object.key))).toEqual(open)
    expect(await run((alerts) => alerts.lockOpen(sourceId, 'another'))).toBeUndefined()
    expect(await run((alerts) => alerts.lockOpen(aSourceId(), object.key))).toBeUndefined()
  })

  test('the last alert of an object is the one that came last, ended or not', async () => {
    const first = anAlert({ state: 'resolved' })
    // All within one millisecond: their times tell nothing.
    const second = { ...first, id: anAlertId(), state: 'noted' as const }
    const third = { ...first, id: anAlertId(), state: 'open' as const }
    for (const alert of [first, second, third]) {
      await run((alerts) => alerts.insert(alert))
      const last = await run((alerts) => alerts.findLast(first.sourceId, first.object.key))
      expect(last).toEqual(alert)
    }
  })

  test('a second open alert of an object is never kept', async () => {
    const open = anAlert()
    await run((alerts) => alerts.insert(open))
    const again = run((alerts) => alerts.insert({ ...open, id: anAlertId() }))
    await expect(again).rejects.toThrow()
  })

  test('twenty signals at once open one alert and lose no count', async () => {
    const wanted = anAlert({ count: 0 })
    const signal = () =>
      run(async (alerts) => {
        const open = await alerts.lockOpen(wanted.sourceId, wanted.object.key)
        if (open) await alerts.save({ ...open, count: open.count + 1 })
        else await alerts.insert({ ...wanted, id: anAlertId(), count: 1 })
      })
    await Promise.all(Array.from({ length: 20 }, signal))
    const last = await run((alerts) => alerts.findLast(wanted.sourceId, wanted.object.key))
    expect(last?.count).toBe(20)
  })

  test('what was saved is there, but for the post', async () => {
    const alert = anAlert()
    await run((alerts) => alerts.insert(alert))
    const { output: _, ...silent } = alert
    const next: Alert = { ...silent, state: 'resolved', revision: 2, resolvedAt: 5 }
    await run((alerts) => alerts.save({ ...next, postId: aPostRef() }))
    expect(await run((alerts) => alerts.find(alert.id))).toEqual(next)
  })

  test('what is shown is kept beside the alert, and finds it', async () => {
    const alert = anAlert()
    const [one, two] = [aPostRef(), aPostRef()]
    await run((alerts) => alerts.insert(alert))
    await run((alerts) =>
      alerts.keepShown(alert.id, { postId: one, revision: 1, sequence: 0, at: 9 }),
    )
    const shown = { postId: two, revision: 3, sequence: 2, at: 10 }
    await run((alerts) => alerts.keepShown(alert.id, shown))
    expect(await run((alerts) => alerts.shown(alert.id))).toEqual(shown)
    expect(await run((alerts) => alerts.find(alert.id))).toEqual({ ...alert, postId: two })
    expect(await run((alerts) => alerts.findByPost(two))).toMatchObject({ id: alert.id })
    expect(await run((alerts) => alerts.findByPost(one))).toBeUndefined()
  })

  test('events are numbered in the order they were told, each alert by itself', async () => {
    const [a, b] = [anAlert(), anAlert()]
    await run(async (alerts) => {
      for (const alert of [a, b]) await alerts.insert(alert)
      await alerts.addEvents(a.id, [anEvent('one'), anEvent('two')])
      await alerts.addEvents(b.id, [anEvent('other')])
      await alerts.addEvents(a.id, [])
      await alerts.addEvents(a.id, [anEvent('three')])
    })
    const events = await run((alerts) => alerts.eventsAfter(a.id, 1))
    expect(events).toEqual([
      { ...anEvent('two'), alertId: a.id, sequence: 2 },
      { ...anEvent('three'), alertId: a.id, sequence: 3 },
    ])
    expect(await run((alerts) => alerts.eventsAfter(b.id, 0))).toHaveLength(1)
    expect(await run((alerts) => alerts.eventsAfter(b.id, 1))).toEqual([])
  })

  test('a channel counts the problems since a moment, not what was only noted', async () => {
    const channelId = aChannelRef()
    const add = (openedAt: number, state: Alert['state'] = 'open') =>
      run((alerts) => alerts.insert(anAlert({ channelId, openedAt, state })))
    await add(99)
    await add(100)
    await add(101, 'resolved')
    await add(102, 'noted')
    expect(await run((alerts) => alerts.countOpened(channelId, 100))).toBe(2)
    expect(await run((alerts) => alerts.countOpened(aChannelRef(), 0))).toBe(0)
  })

  test('of a failed transaction nothing is kept', async () => {
    const alert = anAlert()
    const failing = inTransaction(async ({ alerts, outbox }) => {
      await alerts.lockOpen(alert.sourceId, alert.object.key)
      await alerts.insert(alert)
      await alerts.addEvents(alert.id, [anEvent('one')])
      await outbox.add({ kind: 'alert_changed', alertId: alert.id })
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    expect(await run((alerts) => alerts.find(alert.id))).toBeUndefined()
    expect(await run((alerts) => alerts.eventsAfter(alert.id, 0))).toEqual([])
  })
})

test('two nodes wait for each other at one object, and only there', async () => {
  const store = await createPostgresStore()
  const [one, two] = [store.open(), store.open()].map((database) => createUnitOfWork(database))
  if (!one || !two) throw new Error('no nodes')
  const source = 's' as SourceId
  const order: string[] = []
  let reached = () => {}
  const isHeld = new Promise<void>((resolve) => (reached = resolve))
  let release = () => {}
  const held = new Promise<void>((resolve) => (release = resolve))
  const first = one(async ({ alerts }) => {
    await alerts.lockOpen(source, 'same')
    reached()
    await held
    order.push('first')
  })
  await isHeld
  const second = two(async ({ alerts }) => {
    await alerts.lockOpen(source, 'same')
    order.push('second')
  })
  await two(async ({ alerts }) => {
    await alerts.lockOpen(source, 'other')
    order.push('other')
  })
  release()
  await Promise.all([first, second])
  expect(order).toEqual(['other', 'first', 'second'])
  await store.close()
})
