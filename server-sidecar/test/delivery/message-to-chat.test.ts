import type { Outcome } from '../../src/delivery/deliver'
import { createMessageToChat } from '../../src/delivery/message-to-chat'
import { createWantedChannel } from '../../src/delivery/wanted-channel'
import type { Source } from '../../src/domain/source/source'
import { renderBare } from '../../src/mattermost/render/bare-post'
import { createMessageRenderer } from '../../src/mattermost/render/plain-message'
import type { Deliveries, Delivery } from '../../src/ports/outbox'
import type { Channel } from '../../src/ports/people'
import type { InTransaction } from '../../src/ports/unit-of-work'
import { createDeliveries } from '../../src/store/deliveries'
import { createUnitOfWork } from '../../src/store/unit-of-work'
import { aMessage, anAttachment } from '../builders/a-message'
import { aNewSource } from '../builders/a-new-source'
import { aChannelRef, anId, aUserRef } from '../builders/refs'
import { databases, type TestStore } from '../databases'
import { createFakeChat, type FakeChat } from '../fakes/fake-chat'
import { createFakeClock, type FakeClock } from '../fakes/fake-clock'
import { createFakeLog, type FakeLog } from '../fakes/fake-log'
import { createFakePeople, type FakePeople } from '../fakes/fake-people'

describe.each(databases)('posting what is no alert, kept in %s', (_kind, createStore) => {
  let store: TestStore
  let clock: FakeClock
  let chat: FakeChat
  let log: FakeLog
  let people: FakePeople
  let deliveries: Deliveries
  let inTransaction: InTransaction

  beforeEach(async () => {
    store = await createStore()
    clock = createFakeClock()
    chat = createFakeChat()
    log = createFakeLog()
    people = createFakePeople()
    const database = store.open({ clock })
    deliveries = createDeliveries(database)
    inTransaction = createUnitOfWork(database)
  })
  afterEach(() => store.close())

  async function receive(message: Parameters<typeof aMessage>[0], made: Partial<Source> = {}) {
    const source = aNewSource(made)
    const kept = aMessage(message, { sourceId: source.id, channelId: source.channelId })
    await inTransaction(async ({ sources, messages, outbox }) => {
      await sources.insert(source, anId())
      await messages.insert(kept)
      await outbox.add({ kind: 'message_received', messageId: kept.id })
    })
    return kept
  }
  /** Tries until it is done, at most so often; the delays between. */
  async function deliver(tries = 200): Promise<number[]> {
    const renderMessage = createMessageRenderer(chat)
    const wantedChannel = createWantedChannel(people)
    const needs = {
      ...{ chat, deliveries, inTransaction, renderMessage, renderBare, log },
      wantedChannel,
    }
    const deliverOne = createMessageToChat(needs)
    const delays: number[] = []
    for (let n = 0; n < tries; n += 1) {
      const wait = await deliveries.nextDueIn()
      if (wait === undefined) break
      clock.advance(wait)
      const [delivery] = await deliveries.claim(1, 30_000)
      if (delivery) delays.push(await hand(delivery, deliverOne))
    }
    return delays
  }
  async function hand(delivery: Delivery, deliverOne: ReturnType<typeof createMessageToChat>) {
    const outcome: Outcome = await deliverOne(delivery, new AbortController().signal).catch(() => ({
      kind: 'later',
      reason: 'failed',
    }))
    if (outcome.kind === 'done') {
      await deliveries.finish(delivery)
      return 0
    }
    await deliveries.postpone(delivery, outcome.delayMs ?? 1000, outcome.reason)
    return outcome.delayMs ?? 1000
  }
  const messages = () => chat.posts.map(({ message }) => message)
  const said = (level: string) => log.lines.filter((line) => line.level === level)

  test('it is one post in the channel of the source', async () => {
    const { channelId } = await receive({ text: 'backup done' })
    await deliver()
    expect(chat.posts).toMatchObject([{ channelId, message: 'backup done' }])
    expect(await deliveries.nextDueIn()).toBeUndefined()
  })

  describe('a sender may name a channel', () => {
    const town = aChannelRef()
    const max = aUserRef()

    test.each(['town-square', '#town-square', ' Town-Square '])('as %s', async (channel) => {
      people.addChannel({ id: town })
      await receive({ text: 'hello', channel })
      await deliver()
      expect(chat.posts).toMatchObject([{ channelId: town, message: 'hello' }])
    })

    test.each<[string, Parameters<FakePeople['addChannel']>[1], Partial<Channel>, Partial<Source>]>(
      [
        ['is private', { isPublic: false }, {}, {}],
        ['is archived', {}, { archived: true }, {}],
        ['the maker may not write in', {}, {}, { createdBy: max }],
        ['is another', {}, { name: 'else' }, {}],
      ],
    )('but not one that %s: it stays at home', async (_why, may, channel, made) => {
      people.addChannel({ id: town, ...channel }, may)
      const { channelId } = await receive({ text: 'hello', channel: 'town-square' }, made)
      await deliver()
      expect(chat.posts).toMatchObject([{ channelId, message: 'hello' }])
    })

    test('also a private one in which the maker may write, but no person', async () => {
      people.addChannel({ id: town, name: 'private' }, { isPublic: false, post: [max] })
      await receive({ text: 'one', channel: 'private' }, { createdBy: max })
      const { channelId } = await receive({ text: 'two', channel: '@max' }, { createdBy: max })
      await deliver()
      expect(chat.posts).toHaveLength(2)
      expect(chat.posts).toContainEqual(
        expect.objectContaining({ message: 'one', channelId: town }),
      )
      expect(chat.posts).toContainEqual(expect.objectContaining({ message: 'two', channelId }))
    })
  })

  test.each(['fail_before', 'fail_after'] as const)(
    'a call that goes wrong (%s) loses and doubles nothing of a long one',
    async (fate) => {
      const lines = Array.from({ length: 3000 }, (_, n) => `line number ${n}`)
      await receive({ text: lines.join('\n') })
      for (let failing = 1; failing <= 3; failing += 1) {
        let calls = 0
        chat.fate = () => (++calls === failing ? fate : 'ok')
        await deliver(1)
      }
      chat.fate = () => 'ok'
      await deliver()
      expect(messages().join('\n')).toBe(lines.join('\n'))
    },
  )

  test('what Mattermost rejects is posted as words alone, and that is logged', async () => {
    const text = 'disk report'
    await receive({ text, attachments: [anAttachment({ text: 'all well' })] })
    chat.fate = ({ props }) => ('attachments' in props ? 'rejected' : 'ok')
    expect(await deliver()).toEqual([0])
    expect(messages()).toEqual(['disk report\n\nall well'])
    expect(said('warn')).toHaveLength(1)
    expect(JSON.stringify(log.lines)).not.toMatch(/disk report|all well/)
  })

  test('a rejection between the words alone doubles none of them', async () => {
    const attachments = [anAttachment({ text: 'x\n'.repeat(7000) })]
    await receive({ text: 'y\n'.repeat(7000), attachments })
    let failing = 2
    chat.fate = ({ props }) => {
      if ('attachments' in props) return 'rejected'
      failing -= 1
      return failing === 0 ? 'fail_after' : 'ok'
    }
    await deliver()
    const all = messages().join('')
    expect([all.split('y').length - 1, all.split('x').length - 1]).toEqual([7000, 7000])
  })

  test('what no post can carry is left out, and that is logged', async () => {
    await receive({ text: 'x', props: { card: 'y'.repeat(900_000) } })
    await deliver()
    expect(messages()).toEqual(['x'])
    expect(said('warn')).toMatchObject([{ fields: { dropped: 'props' } }])
  })
})
