/** Mattermost is away while a lot comes in; afterwards the channel says everything, once. */
import type { AlertCard } from '@ticketdesk/contract'
import { createAlertToChat } from '../../src/delivery/alert-to-chat'
import { backoff } from '../../src/delivery/backoff'
import type { Deliver, Outcome } from '../../src/delivery/deliver'
import { reasonOf } from '../../src/delivery/reason'
import type { ChannelRef } from '../../src/domain/refs'
import type { Source } from '../../src/domain/source/source'
import { MattermostError } from '../../src/mattermost/api'
import { createChat } from '../../src/mattermost/chat'
import { createAlertRenderer } from '../../src/mattermost/render/alert-card'
import { createAlertReplyRenderer } from '../../src/mattermost/render/alert-reply'
import type { Deliveries, Delivery } from '../../src/ports/outbox'
import type { InTransaction } from '../../src/ports/unit-of-work'
import type { Database } from '../../src/store/database'
import { createDeliveries } from '../../src/store/deliveries'
import { createUnitOfWork } from '../../src/store/unit-of-work'
import { capabilitiesOf } from '../../src/upstream/catalogue'
import { createReceiveMany } from '../../src/usecases/receive-signals'
import { aNewSource } from '../builders/a-new-source'
import { aSignal } from '../builders/a-signal'
import { anId } from '../builders/refs'
import { databases, type TestStore } from '../databases'
import { createFakeClock, type FakeClock } from '../fakes/fake-clock'
import { createFakeLog } from '../fakes/fake-log'
import { createFakeMattermost, type FakeMattermost } from '../fakes/fake-mattermost'
import { createFakePeople } from '../fakes/fake-people'
import { silentMeter } from '../fakes/silent-meter'
import { sentence } from '../sentences'

const PROBLEMS = 10
const EVENTS = 1000
const MINUTE = 60_000
const AWAY = new MattermostError('', 0, 'no answer')

describe.each(databases)('ten minutes without Mattermost, on %s', (_kind, createStore) => {
  let store: TestStore
  let database: Database
  let clock: FakeClock
  let mattermost: FakeMattermost
  let deliveries: Deliveries
  let inTransaction: InTransaction
  let source: Source
  let deliver: Deliver
  /** When each post was edited. */
  let edits: Map<string, number[]>

  beforeEach(async () => {
    store = await createStore()
    clock = createFakeClock()
    database = store.open({ clock })
    deliveries = createDeliveries(database)
    inTransaction = createUnitOfWork(database)
    mattermost = createFakeMattermost(clock.now)
    edits = new Map()
    const botId = mattermost.addUser({ isBot: true }).id
    source = aNewSource({
      channelId: mattermost.addChannel().id as ChannelRef,
      kind: 'openitcockpit',
      replies: 'all',
    })
    await inTransaction(({ sources }) => sources.insert(source, anId()))
    deliver = aDeliver(botId)
  })
  afterEach(() => store.close())

  function aDeliver(botId: string): Deliver {
    const log = createFakeLog()
    const api = {
      ...mattermost,
      async updatePost(...args: Parameters<FakeMattermost['updatePost']>) {
        await mattermost.updatePost(...args)
        edits.set(args[0], [...(edits.get(args[0]) ?? []), clock.now()])
      },
    }
    const chat = createChat({
      api,
      botId: () => botId,
      siteUrl: () => 'https://chat.example.org',
      log,
    })
    const settings = () => ({ language: 'en' as const, timeZone: 'UTC' })
    const rendering = { people: createFakePeople(), sentence, settings, actionUrl: '/x' }
    return createAlertToChat({
      ...{ chat, deliveries, inTransaction, clock, log },
      renderAlert: createAlertRenderer(rendering),
      renderReply: createAlertReplyRenderer(rendering),
    })
  }
  /** As the loop does, on our clock: up to so long from now, or until nothing waits. */
  async function deliverFor(ms: number): Promise<void> {
    const end = clock.now() + ms
    for (;;) {
      const wait = await deliveries.nextDueIn()
      if (wait === undefined || clock.now() + wait > end) break
      clock.advance(wait)
      await Promise.all((await deliveries.claim(8, 30_000)).map(handOver))
    }
    if (end !== Number.POSITIVE_INFINITY) clock.set(end)
  }
  async function handOver(delivery: Delivery): Promise<void> {
    const outcome = await deliver(delivery, new AbortController().signal).catch(
      (error: unknown): Outcome => ({ kind: 'later', reason: reasonOf(error) }),
    )
    if (outcome.kind === 'done') return void (await deliveries.finish(delivery))
    const delay = outcome.delayMs ?? backoff(delivery.attempt)
    await deliveries.postpone(delivery, delay, outcome.reason)
  }
  /** The n-th of the thousand: first each problem, then what is noted of it, repeats in between. */
  function signalOf(n: number) {
    const object = { kind: 'service' as const, key: `p${n % PROBLEMS}`, host: 'h', service: 's' }
    const isProblem = n < PROBLEMS || Math.floor(n / PROBLEMS) % 5 === 0
    return isProblem
      ? aSignal({ object, output: `state ${n}` })
      : aSignal({ kind: 'note', object, output: `note ${n}` })
  }
  function createSending() {
    const settings = () => ({ timeZone: 'UTC' })
    const newId = anId
    const receiveMany = createReceiveMany({
      ...{ inTransaction, capabilitiesOf, clock, newId, settings, meter: silentMeter },
    })
    return (from: number, to: number) =>
      receiveMany(
        Array.from({ length: to - from }, (_, index) => ({
          source,
          received: {
            kind: 'openitcockpit' as const,
            omitted: 0,
            signals: [signalOf(from + index)] as const,
          },
        })),
      )
  }
  /** A thousand in a minute; what is due meanwhile is tried. */
  async function sendAll(): Promise<void> {
    const send = createSending()
    for (let n = 0; n < EVENTS; n += 10) {
      await send(n, n + 10)
      await deliverFor(600)
    }
  }
  const cardOf = (post: { props: Record<string, unknown> }) =>
    (post.props['ticketdesk'] as { alert?: AlertCard }).alert
  const roots = () => mattermost.posts.filter(({ rootId }) => rootId === '')
  const notesIn = (text: string) => [...text.matchAll(/note (\d+)/g)].map(([, n]) => Number(n))

  function expectTheWholeStory() {
    expect(roots()).toHaveLength(PROBLEMS)
    const numbers = Array.from({ length: EVENTS }, (_, n) => n)
    const told = roots().map((root) => {
      const replies = mattermost.posts.filter(({ rootId }) => rootId === root.id)
      return replies.flatMap(({ message }) => notesIn(message))
    })
    const problems = new Set(told.map(([first = 0]) => first % PROBLEMS))
    expect(problems.size).toBe(PROBLEMS)
    for (const notes of told) {
      const problem = (notes[0] ?? 0) % PROBLEMS
      const own = numbers.filter((n) => n % PROBLEMS === problem)
      expect(notes).toEqual(own.filter((n) => signalOf(n).kind === 'note'))
    }
    for (const root of roots()) expect(cardOf(root)?.count).toBe(20)
  }
  function expectCalmEdits() {
    for (const times of edits.values()) {
      const pauses = times.slice(1).map((at, index) => at - (times[index] ?? 0))
      expect(pauses.filter((ms) => ms < 3000)).toEqual([])
    }
  }

  test('nothing is lost, nothing doubled, and the order of each problem is kept', async () => {
    mattermost.fail('createPost', { error: AWAY })
    await sendAll()
    await deliverFor(9 * MINUTE)
    expect(mattermost.posts).toEqual([])
    mattermost.heal()
    await deliverFor(10 * MINUTE)
    expect(await deliveries.nextDueIn()).toBeUndefined()
    expectTheWholeStory()
    expectCalmEdits()
  }, 120_000)

  test('the same when Mattermost did what it was asked and could not say so', async () => {
    await createSending()(0, 10)
    await deliverFor(1000)
    mattermost.fail('createPost', { error: AWAY, when: 'after' })
    mattermost.fail('updatePost', { error: AWAY, when: 'after' })
    const send = createSending()
    for (let n = 10; n < EVENTS; n += 10) {
      await send(n, n + 10)
      await deliverFor(600)
    }
    await deliverFor(9 * MINUTE)
    mattermost.heal()
    await deliverFor(30 * MINUTE)
    expect(await deliveries.nextDueIn()).toBeUndefined()
    expectTheWholeStory()
  }, 120_000)

  test('without an outage posts are edited every few seconds, and no more often', async () => {
    await sendAll()
    await deliverFor(MINUTE)
    expectTheWholeStory()
    expectCalmEdits()
    const count = [...edits.values()].reduce((total, times) => total + times.length, 0)
    expect(count).toBeGreaterThan(PROBLEMS * 10)
    expect(count).toBeLessThanOrEqual(PROBLEMS * 22)
  }, 120_000)
})
