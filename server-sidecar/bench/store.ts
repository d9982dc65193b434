/**
 * How many tickets a second can be kept and delivered, and how long one takes, on both databases.
 * Mattermost answers at once here: what is measured is ours. Run with `tsx bench/store.ts`.
 */
import type { OpenTicketRequest } from '@ticketdesk/contract'
import { createDeliveryLoop } from '../src/delivery/deliver'
import { createToChat } from '../src/delivery/to-chat'
import type { Actor } from '../src/domain/actor'
import { defaultForm } from '../src/domain/ticket/default-form'
import { createDeliveries } from '../src/store/deliveries'
import { createUnitOfWork } from '../src/store/unit-of-work'
import { createOpenTicket } from '../src/usecases/open-ticket'
import { aRequest } from '../test/builders/a-request'
import { aChannelRef, aUserRef } from '../test/builders/refs'
import type { TestStore } from '../test/databases'
import { createFakeChat } from '../test/fakes/fake-chat'
import { createFakeLog } from '../test/fakes/fake-log'
import { createFakePeople } from '../test/fakes/fake-people'
import { sentence } from '../test/sentences'
import { onEachDatabase } from './on-each-database'

const TICKETS = 500
const settings = () => ({ form: defaultForm, timeZone: 'UTC', language: 'en' as const })

function createDesk(store: TestStore) {
  const database = store.open()
  const inTransaction = createUnitOfWork(database)
  const deliveries = createDeliveries(database)
  const [people, chat, log] = [createFakePeople(), createFakeChat(), createFakeLog()]
  const author: Actor = { id: aUserRef(), locale: 'en' }
  const channelId = aChannelRef()
  people.addChannel({ id: channelId }, { post: [author.id] })
  const clock = { now: () => Date.now() }
  const openTicket = createOpenTicket({ inTransaction, people, clock, settings })
  const renderTicket = createPlainRenderer()
  const toChat = { chat, people, deliveries, inTransaction, renderTicket, sentence, settings, log }
  let done = 0
  let whenAll = () => {}
  const loop = createDeliveryLoop({
    deliveries,
    log,
    deliver: createToChat(toChat),
    onDone() {
      done += 1
      if (done === TICKETS) whenAll()
    },
  })
  const all = new Promise<void>((resolve) => {
    whenAll = resolve
  })
  const values = { cluster: 'prod-cluster', resource: 'vm-17', problem: 'x'.repeat(500) }
  const request = (): OpenTicketRequest => aRequest({ channelId, values })
  return { database, loop, all, open: () => openTicket(author, request()) }
}

function createPlainRenderer(): Parameters<typeof createToChat>[0]['renderTicket'] {
  return async ({ channelId, id }, deliveryId) => [
    { channelId, message: id, props: {}, deliveryKey: `${deliveryId}/root` },
  ]
}

async function timesOf(count: number, work: () => Promise<unknown>): Promise<number[]> {
  const times: number[] = []
  for (let n = 0; n < count; n += 1) {
    const start = performance.now()
    await work()
    times.push(performance.now() - start)
  }
  return times.sort((a, b) => a - b)
}

async function bench(kind: string, store: TestStore): Promise<void> {
  const { database, loop, all, open } = createDesk(store)
  const started = performance.now()
  await database.ready()
  const ready = performance.now() - started
  const alone = await timesOf(100, open)
  const parallel = performance.now()
  await Promise.all(Array.from({ length: TICKETS - 100 }, open))
  const kept = ((TICKETS - 100) * 1_000) / (performance.now() - parallel)
  const delivering = performance.now()
  loop.start()
  await all
  const delivered = (TICKETS * 1_000) / (performance.now() - delivering)
  await loop.close(1_000)
  const at = (share: number) => (alone[Math.floor(alone.length * share)] ?? 0).toFixed(1)
  console.log(
    `${kind.padEnd(9)} open and migrate ${ready.toFixed(0)} ms | keep one: p50 ${at(0.5)} ms, ` +
      `p95 ${at(0.95)} ms | keep in parallel ${kept.toFixed(0)}/s | deliver ${delivered.toFixed(0)}/s`,
  )
}

void onEachDatabase(bench)
