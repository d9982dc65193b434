import { createAlertToChat } from '../../src/delivery/alert-to-chat'
import { createDeliverByKind } from '../../src/delivery/by-kind'
import type { Outcome } from '../../src/delivery/deliver'
import { createMessageToChat } from '../../src/delivery/message-to-chat'
import { createOnceRefused } from '../../src/delivery/refused'
import { createNoteRecovery } from '../../src/delivery/ticket-of-alert'
import { createToChat } from '../../src/delivery/to-chat'
import { createWantedChannel } from '../../src/delivery/wanted-channel'
import { createWhoSuffers } from '../../src/delivery/who-suffers'
import { eventOf } from '../../src/domain/alert/event'
import type { UserRef } from '../../src/domain/refs'
import type { Source } from '../../src/domain/source/source'
import type { Ticket } from '../../src/domain/ticket/ticket'
import { createAlertRenderer } from '../../src/mattermost/render/alert-card'
import { renderBare } from '../../src/mattermost/render/bare-post'
import { createMessageRenderer } from '../../src/mattermost/render/plain-message'
import { createRefusedRenderer } from '../../src/mattermost/render/refused'
import type { OutgoingPost } from '../../src/ports/chat'
import type { Deliveries } from '../../src/ports/outbox'
import type { InTransaction } from '../../src/ports/unit-of-work'
import { createDeliveries } from '../../src/store/deliveries'
import { createUnitOfWork } from '../../src/store/unit-of-work'
import { aMessage } from '../builders/a-message'
import { aFact, aTicket } from '../builders/a-ticket'
import { anAlert, aSource } from '../builders/an-alert'
import { aChannelRef, anId, aUserRef } from '../builders/refs'
import { databases, type TestStore } from '../databases'
import { createFakeChat, type FakeChat, type Fate } from '../fakes/fake-chat'
import { createFakeClock, type FakeClock } from '../fakes/fake-clock'
import { createFakeLog, type FakeLog } from '../fakes/fake-log'
import { createFakePeople, type FakePeople } from '../fakes/fake-people'
import { sentence } from '../sentences'

const HOUR = 60 * 60_000
const settings = () => ({ language: 'en' as const, timeZone: 'UTC' })

describe.each(databases)('what Mattermost refuses, kept in %s', (_kind, createStore) => {
  let store: TestStore
  let clock: FakeClock
  let chat: FakeChat
  let people: FakePeople
  let log: FakeLog
  let deliveries: Deliveries
  let inTransaction: InTransaction
  const channelId = aChannelRef()
  const jane = aUserRef()

  beforeEach(async () => {
    store = await createStore()
    clock = createFakeClock()
    chat = createFakeChat()
    people = createFakePeople()
    people.addPerson({ id: jane, locale: 'en' })
    people.addChannel({ id: channelId, name: 'ops' })
    log = createFakeLog()
    const database = store.open({ clock })
    deliveries = createDeliveries(database)
    inTransaction = createUnitOfWork(database)
  })
  afterEach(() => store.close())

  /** As after a restart. */
  function aDeliver() {
    const shared = { chat, people, deliveries, inTransaction, clock, settings, sentence, log }
    const onceRefused = createOnceRefused({
      ...shared,
      whoSuffers: createWhoSuffers(shared),
      renderRefused: createRefusedRenderer(shared),
    })
    return onceRefused(
      createDeliverByKind({
        alert_changed: createAlertToChat({
          ...shared,
          renderAlert: createAlertRenderer({ people, sentence, settings, actionUrl: '/x' }),
          renderReply: async () => 'a line',
          tellTicket: createNoteRecovery(shared),
        }),
        message_received: createMessageToChat({
          ...{ ...shared, renderBare, renderMessage: createMessageRenderer(chat) },
          wantedChannel: createWantedChannel(people),
        }),
        ticket_opened: createToChat({
          ...shared,
          renderTicket: async (ticket, id) => [
            { ...aPost(ticket), deliveryKey: `${id}/root`, message: ticket.id },
          ],
        }),
      }),
    )
  }
  const aPost = (ticket: Ticket) => ({ channelId: ticket.channelId, props: {} })

  /** What is due within the time, each attempt by a new process; how long after the start each was. */
  async function deliverFor(ms: number): Promise<number[]> {
    const start = clock.now()
    const tries: number[] = []
    for (;;) {
      const wait = await deliveries.nextDueIn()
      if (wait === undefined || clock.now() + wait > start + ms) break
      clock.advance(wait)
      const deliver = aDeliver()
      const claimed = await deliveries.claim(8, 30_000)
      tries.push(...claimed.map(() => clock.now() - start))
      await Promise.all(
        claimed.map(async (delivery) => {
          const outcome = await deliver(delivery, new AbortController().signal).catch(
            (): Outcome => ({ kind: 'later', reason: 'away', delayMs: HOUR }),
          )
          if (outcome.kind === 'done') await deliveries.finish(delivery)
          else await deliveries.postpone(delivery, outcome.delayMs ?? 1000, outcome.reason)
        }),
      )
    }
    clock.set(start + ms)
    return tries
  }

  const receive = {
    async alert(source: Partial<Source> = {}) {
      const alert = anAlert({ channelId })
      await inTransaction(async ({ alerts, sources, outbox }) => {
        await sources.insert(aSource({ name: 'Nagios', ...source, id: alert.sourceId }), anId())
        await alerts.insert(alert)
        await outbox.add({ kind: 'alert_changed', alertId: alert.id })
      })
    },
    async message() {
      const source = aSource({ createdBy: jane, name: 'Nagios' })
      const message = aMessage({ text: 'hello' }, { channelId, sourceId: source.id })
      await inTransaction(async ({ messages, sources, outbox }) => {
        await sources.insert(source, anId())
        await messages.insert(message)
        await outbox.add({ kind: 'message_received', messageId: message.id })
      })
    },
    async ticket() {
      const ticket = aTicket({ channelId, authorId: jane })
      await inTransaction(async ({ tickets, outbox }) => {
        await tickets.insert(ticket)
        await outbox.add(aFact({ ticketId: ticket.id }))
      })
    },
  }
  const begin = {
    alert: () => receive.alert({ createdBy: jane }),
    message: receive.message,
    ticket: receive.ticket,
  }
  const refuse = (fate: Fate) => {
    chat.fate = (post: OutgoingPost) => (post.channelId === channelId ? fate : 'ok')
  }
  const told = (person: UserRef = jane) =>
    chat.posts.filter((post) => post.channelId === `direct-${person}`).map((one) => one.message)
  const posted = () => chat.posts.filter((post) => post.channelId === channelId)
  const errors = () => log.lines.filter(({ level }) => level === 'error')

  const kinds = ['alert', 'message', 'ticket'] as const
  const fates = ['channel_gone', 'rejected'] as const
  const all = kinds.flatMap((kind) => fates.map((fate) => [kind, fate] as const))

  test.each(all)('%s, %s: tried for a day, through every restart, then given up', async (...of) => {
    const [kind, fate] = of
    await begin[kind]()
    refuse(fate)
    const tries = await deliverFor(48 * HOUR)
    expect(tries.length).toBe(97)
    expect(tries.at(-1)).toBeGreaterThan(20 * HOUR)
    expect(tries.at(-1)).toBeLessThan(28 * HOUR)
    expect(await deliveries.nextDueIn()).toBeUndefined()
    expect(errors()).toMatchObject([
      { fields: { delivery: expect.stringMatching(/^[0-9a-f]{26}$/), reason: fate } },
    ])
  })

  test.each(all)('%s, %s: whoever can mend it hears of it once', async (kind, fate) => {
    await begin[kind]()
    refuse(fate)
    await deliverFor(HOUR)
    expect(told()).toHaveLength(1)
    expect(told()[0]).toContain(fate === 'rejected' ? 'rejects the post (`told so`)' : 'archived')
    expect(told()[0]).toContain('in ~ops:')
  })

  test.each(all)('%s, %s: mended within the day it is posted once', async (kind, fate) => {
    await begin[kind]()
    refuse(fate)
    await deliverFor(20 * HOUR)
    refuse('ok')
    await deliverFor(HOUR)
    expect(posted()).toHaveLength(1)
    expect(errors()).toEqual([])
  })

  test.each(kinds)('an outage is waited for without end: %s', async (kind) => {
    await begin[kind]()
    chat.fate = () => 'fail_before'
    await deliverFor(100 * HOUR)
    expect(told()).toEqual([])
    chat.fate = () => 'ok'
    await deliverFor(HOUR)
    expect(posted()).toHaveLength(1)
  })

  test('many alerts of one source are one message', async () => {
    await begin.alert()
    const [first] = await inTransaction(({ sources }) => sources.list())
    for (let n = 0; n < 20; n += 1) {
      const alert = anAlert({ channelId, sourceId: first!.id })
      await inTransaction(async ({ alerts, outbox }) => {
        await alerts.insert(alert)
        await outbox.add({ kind: 'alert_changed', alertId: alert.id })
      })
    }
    refuse('channel_gone')
    await deliverFor(3 * HOUR)
    expect(told()).toHaveLength(1)
  })

  test('a message that could not be sent is sent when the next try is refused', async () => {
    await begin.ticket()
    chat.fate = (post) => (post.channelId === channelId ? 'rejected' : 'fail_before')
    await deliverFor(HOUR)
    refuse('rejected')
    await deliverFor(HOUR)
    expect(told()).toHaveLength(1)
  })

  test('a source of the configuration has nobody: the log says all', async () => {
    await receive.alert()
    refuse('channel_gone')
    await deliverFor(48 * HOUR)
    expect(chat.posts).toEqual([])
    expect(errors()).toHaveLength(1)
  })

  test('an alert goes on when the thread of its ticket is gone', async () => {
    const ticket = aTicket()
    const alert = anAlert({ channelId, ticketId: ticket.id })
    await inTransaction(async ({ alerts, sources, tickets, outbox }) => {
      await sources.insert(aSource({ id: alert.sourceId }), anId())
      await tickets.insert(ticket)
      await outbox.add(aFact({ ticketId: ticket.id }))
      await alerts.insert(alert)
    })
    await deliverFor(HOUR)
    await inTransaction(async ({ alerts, outbox }) => {
      await alerts.addEvents(alert.id, [eventOf({ kind: 'recovered', durationMs: 1 }, clock.now())])
      await outbox.add({ kind: 'alert_changed', alertId: alert.id })
    })
    chat.fate = (post) => (post.channelId === ticket.channelId ? 'root_gone' : 'ok')
    await deliverFor(HOUR)
    expect(posted().map(({ message }) => message)).toContain('a line')
    expect(await deliveries.nextDueIn()).toBeUndefined()
  })
})
