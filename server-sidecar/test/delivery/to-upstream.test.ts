import { createToUpstream } from '../../src/delivery/to-upstream'
import type { Alert } from '../../src/domain/alert/alert'
import type { Fact } from '../../src/domain/facts'
import type { PostRef, UserRef } from '../../src/domain/refs'
import type { Source } from '../../src/domain/source/source'
import type { Deliveries } from '../../src/ports/outbox'
import type { InTransaction } from '../../src/ports/unit-of-work'
import { createDeliveries } from '../../src/store/deliveries'
import { createUnitOfWork } from '../../src/store/unit-of-work'
import { createHttpClient } from '../../src/upstream/http-client'
import { createOpenItCockpitClient } from '../../src/upstream/openitcockpit/client'
import {
  createAcknowledgeAlert,
  createUnacknowledgeAlert,
} from '../../src/usecases/acknowledge-alert'
import { anAlert, aSource } from '../builders/an-alert'
import { anId, aUserRef } from '../builders/refs'
import { databases, type TestStore } from '../databases'
import { createFakeClock, type FakeClock } from '../fakes/fake-clock'
import { createFakeLog } from '../fakes/fake-log'
import { createFakePeople, type FakePeople } from '../fakes/fake-people'
import { anAnswer } from '../fakes/loopback-server'
import { openScriptedOitc, type ScriptedOitc } from '../fakes/scripted-oitc'
import { silentMeter } from '../fakes/silent-meter'

const MINUTE = 60_000

describe.each(databases)('talking back to openITCOCKPIT, kept in %s', (_kind, createStore) => {
  let store: TestStore
  let clock: FakeClock
  let people: FakePeople
  let deliveries: Deliveries
  let inTransaction: InTransaction
  let oitc: ScriptedOitc
  let jane: { id: UserRef; locale: 'en' }
  let alert: Alert

  beforeEach(async () => {
    store = await createStore()
    clock = createFakeClock()
    people = createFakePeople()
    oitc = await openScriptedOitc()
    const database = store.open({ clock })
    deliveries = createDeliveries(database)
    inTransaction = createUnitOfWork(database)
    jane = aPerson('jane')
    alert = anAlert()
    people.addChannel({ id: alert.channelId }, { post: [jane.id] })
    await keep(alert, {
      upstream: { baseUrl: oitc.url, twoWay: true, way: 'command', insecure: false },
    })
  })
  afterEach(async () => {
    await oitc.close()
    await store.close()
  })

  function aPerson(username: string) {
    const id = aUserRef()
    people.addPerson({ id, username })
    return { id, locale: 'en' as const }
  }
  const postId = anId() as PostRef
  async function keep(kept: Alert, source: Partial<Source>) {
    await inTransaction(async ({ alerts, sources }) => {
      await sources.insert(aSource({ id: kept.sourceId, name: anId(), ...source }), anId())
      await alerts.insert(kept)
      await alerts.keepShown(kept.id, { postId, revision: 1, sequence: 0, at: 0 })
    })
  }
  const ownerOfPost = async () => ({ kind: 'alert' as const, id: alert.id })
  const needs = () => ({
    ...{ inTransaction, ownerOfPost, people, clock },
    inGroup: async () => false,
  })
  const acknowledge = (more: { comment?: string; expiresAt?: number } = {}, by = jane) =>
    createAcknowledgeAlert(needs())(by, { alertId: alert.id, postId, ...more })
  const takeBack = () => createUnacknowledgeAlert(needs())(jane, { alertId: alert.id, postId })
  const now = async () => (await inTransaction(({ alerts }) => alerts.find(alert.id))) as Alert
  const story = async () =>
    (await inTransaction(({ alerts }) => alerts.eventsAfter(alert.id, 0))).map(
      ({ message, data }) => [message, data] as const,
    )

  /** Delivers what is due until `until` (ms from now), jumping from one due time to the next. */
  async function deliver(forMs = 10 * MINUTE, log = createFakeLog()): Promise<void> {
    const http = createHttpClient({ timeoutMs: 500 })
    const client = createOpenItCockpitClient({ http, apiKey: async () => 'KEY' })
    const toUpstream = createToUpstream({
      ...needs(),
      deliveries,
      upstreamOf: ({ kind }) => (kind === 'openitcockpit' ? client : undefined),
      onChanged: () => {},
      meter: silentMeter,
      log,
    })
    const end = clock.now() + forMs
    for (;;) {
      const wait = await deliveries.nextDueIn()
      if (wait === undefined || clock.now() + wait > end) break
      clock.advance(wait)
      for (const delivery of await deliveries.claim(10, 30_000)) {
        const isOurs = delivery.fact.kind !== 'alert_changed'
        const { signal } = new AbortController()
        const outcome = isOurs ? await toUpstream(delivery, signal) : { kind: 'done' as const }
        if (outcome.kind === 'done') await deliveries.finish(delivery)
        else await deliveries.postpone(delivery, outcome.delayMs ?? 1000, outcome.reason)
      }
    }
    clock.set(Math.max(clock.now(), end))
  }
  const lookUntil = (fact: Fact) => inTransaction(({ outbox }) => outbox.add(fact))

  test('is acknowledging, and acknowledged once the upstream says so itself', async () => {
    const { alert: asked } = await acknowledge({ comment: 'on site' })
    expect(asked?.ack).toMatchObject({ kind: 'pending', by: jane.id })
    expect(oitc.commands).toEqual([])
    await deliver()
    expect((await now()).ack).toMatchObject({
      kind: 'confirmed',
      by: { user: jane.id },
      comment: 'on site',
    })
    expect(oitc.commands).toMatchObject([
      { command: 'ACKNOWLEDGE_SVC_PROBLEM', author: 'jane', comment: 'on site', notify: 0 },
    ])
    expect(await story()).toEqual([['alert.ack_in_force', { user: jane.id, comment: 'on site' }]])
  })

  test('two at once send one command, and the second is told who was first', async () => {
    const max = aPerson('max')
    people.addChannel({ id: alert.channelId }, { post: [jane.id, max.id] })
    const [first, second] = await Promise.all([acknowledge(), acknowledge({}, max)])
    const refused = [first.refused, second.refused].filter(Boolean)
    const winner = first.alert ? jane.id : max.id
    expect(refused).toMatchObject([{ kind: 'already', by: { user: winner }, pending: true }])
    await deliver()
    expect(oitc.commands).toHaveLength(1)
  })

  test('who is not of the channel may not', async () => {
    expect(await acknowledge({}, aPerson('eve'))).toEqual({ refused: { kind: 'not_a_member' } })
    expect((await now()).revision).toBe(alert.revision)
  })

  test('a lost answer to the command sends no second one when it was done', async () => {
    await acknowledge()
    oitc.reply = ((usual) => (request) => {
      const answer = usual(request)
      if (request.method !== 'POST') return answer
      return 'drop'
    })(oitc.reply)
    await deliver()
    expect(oitc.commands).toHaveLength(1)
    expect((await now()).ack.kind).toBe('confirmed')
  })

  test('an upstream that is down for most of an hour is told when it is back', async () => {
    await acknowledge()
    const usual = oitc.reply
    oitc.reply = () => 'drop'
    await deliver(50 * MINUTE)
    expect((await now()).ack.kind).toBe('pending')
    oitc.reply = usual
    await deliver()
    expect((await now()).ack.kind).toBe('confirmed')
    expect(oitc.commands).toHaveLength(1)
  })

  test('after an hour we say so, and Retry begins again', async () => {
    await acknowledge()
    const usual = oitc.reply
    oitc.reply = () => anAnswer(503, '<html>away</html>')
    await deliver(70 * MINUTE)
    expect((await now()).ack).toMatchObject({ kind: 'failed', reason: 'server_error' })
    expect(await story()).toEqual([['alert.ack_failed', { user: jane.id, reason: 'server_error' }]])
    oitc.reply = usual
    await acknowledge()
    await deliver()
    expect((await now()).ack.kind).toBe('confirmed')
  })

  test.each([
    [401, 'login_refused'],
    [403, 'forbidden'],
    [404, 'not_found'],
  ])('%d is said at once', async (status, reason) => {
    await acknowledge()
    oitc.reply = () => anAnswer(status, { message: 'apikey=KEY', url: '?apikey=KEY' })
    const log = createFakeLog()
    await deliver(1000, log)
    expect((await now()).ack).toMatchObject({ kind: 'failed', reason })
    expect(JSON.stringify([log.lines, await story()])).not.toContain('KEY')
  })

  test('a yes that is followed by nothing is not believed', async () => {
    await acknowledge()
    oitc.lies = true
    await deliver(1 * MINUTE)
    expect((await now()).ack.kind).toBe('pending')
    await deliver()
    expect((await now()).ack).toMatchObject({ kind: 'failed', reason: 'not_in_force' })
    expect(oitc.commands).toHaveLength(1)
  })

  test('one made there meanwhile stands, under the name it was made by', async () => {
    await acknowledge()
    Object.assign(oitc, { acknowledged: true, author: 'operator', comment: 'mine' })
    await deliver()
    expect((await now()).ack).toMatchObject({ kind: 'confirmed', by: { name: 'operator' } })
    expect(oitc.commands).toEqual([])
  })

  test('nothing is sent for a problem that is over', async () => {
    await acknowledge()
    oitc.ok = true
    await deliver()
    expect((await now()).ack).toMatchObject({ kind: 'failed', reason: 'no_problem' })
    expect(oitc.commands).toEqual([])
  })

  test('it is taken back there before it is said here', async () => {
    await acknowledge()
    await deliver()
    const { alert: asked } = await takeBack()
    expect(asked?.ack.kind).toBe('removing')
    await deliver()
    expect((await now()).ack).toEqual({ kind: 'none' })
    expect(oitc.commands[1]).toMatchObject({ command: 'REMOVE_SVC_ACKNOWLEDGEMENT' })
    expect((await story()).at(-1)).toEqual(['alert.ack_taken_back', { user: jane.id }])
  })

  test('one that cannot be taken back stands, and we say why', async () => {
    await acknowledge()
    await deliver()
    await takeBack()
    oitc.instead.command.push(anAnswer(403, {}))
    await deliver()
    expect((await now()).ack).toMatchObject({ kind: 'confirmed', by: { name: 'jane' } })
    expect((await story()).at(-1)).toEqual(['alert.removal_failed', { reason: 'forbidden' }])
  })

  test('one with an end is taken back when that comes, and announced', async () => {
    await acknowledge({ expiresAt: clock.now() + 60 * MINUTE })
    await deliver(59 * MINUTE)
    expect((await now()).ack.kind).toBe('confirmed')
    await deliver(2 * MINUTE)
    expect((await now()).ack).toEqual({ kind: 'none' })
    expect(oitc.acknowledged).toBe(false)
    expect((await story()).map(([message]) => message)).toEqual([
      'alert.ack_in_force',
      'alert.ack_expired',
      'alert.ack_taken_back',
    ])
  })

  test('an end that belongs to an earlier one ends nothing', async () => {
    await acknowledge({ expiresAt: clock.now() + 60 * MINUTE })
    await deliver()
    await takeBack()
    await deliver()
    await acknowledge()
    await deliver(120 * MINUTE)
    expect((await now()).ack.kind).toBe('confirmed')
  })

  test('the author of one made there is asked for', async () => {
    const ack = { kind: 'confirmed' as const, by: { name: undefined }, at: clock.now() }
    await inTransaction(({ alerts }) => alerts.save({ ...alert, ack }))
    Object.assign(oitc, { acknowledged: true, author: 'operator', comment: 'mine' })
    await lookUntil({ kind: 'ack_seen', alertId: alert.id })
    await deliver()
    expect((await now()).ack).toMatchObject({ by: { name: 'operator' }, comment: 'mine' })
  })

  test('one that is gone there is gone here, once its database had time', async () => {
    const ack = { kind: 'confirmed' as const, by: { name: 'operator' }, at: clock.now() }
    await inTransaction(({ alerts }) => alerts.save({ ...alert, ack }))
    await lookUntil({ kind: 'ack_seen', alertId: alert.id })
    await deliver(50_000)
    expect((await now()).ack.kind).toBe('confirmed')
    await deliver()
    expect((await now()).ack).toEqual({ kind: 'none' })
    expect(await story()).toEqual([['alert.ack_removed', {}]])
  })

  test('where nobody can be told it counts here', async () => {
    const here = anAlert()
    people.addChannel({ id: here.channelId }, { post: [jane.id] })
    await keep(here, { kind: 'cyphon', upstream: undefined as never })
    alert = here
    const { alert: asked } = await acknowledge({ expiresAt: clock.now() + MINUTE })
    expect(asked?.ack.kind).toBe('here')
    await deliver()
    expect((await now()).ack).toEqual({ kind: 'none' })
    expect((await story()).map(([message]) => message)).toEqual([
      'alert.ack_here',
      'alert.ack_expired',
    ])
    expect(oitc.seen).toEqual([])
  })
})
