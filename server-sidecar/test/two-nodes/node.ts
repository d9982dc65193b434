/**
 * One plugin process, as far as tickets go: opens what its parent asks for over IPC and posts it to
 * the parent's chat over HTTP. Arguments: data source, port of the chat, lease in milliseconds.
 */
import type { OpenTicketRequest } from '@ticketdesk/contract'
import { createDeliveryLoop } from '../../src/delivery/deliver'
import { createToChat } from '../../src/delivery/to-chat'
import type { ChannelRef, PostRef, UserRef } from '../../src/domain/refs'
import { defaultForm } from '../../src/domain/ticket/default-form'
import type { Chat } from '../../src/ports/chat'
import type { People } from '../../src/ports/people'
import { openDatabase } from '../../src/store/database'
import { createDeliveries } from '../../src/store/deliveries'
import { createUnitOfWork } from '../../src/store/unit-of-work'
import { createOpenTicket } from '../../src/usecases/open-ticket'
import { createFakeLog } from '../fakes/fake-log'
import { sentence } from '../sentences'

const [dataSource = '', port = '', lease = ''] = process.argv.slice(2)
const settings = () => ({ form: defaultForm, timeZone: 'UTC', language: 'en' as const })

const people: People = {
  person: async (id) => ({ id, username: 'ada', locale: 'en' }),
  findPerson: async () => undefined,
  channel: async (id) => ({ id, name: 'desk', displayName: 'Desk', archived: false }),
  missingBot: async () => undefined,
  mayPost: async () => true,
  isMember: async () => true,
  mayRead: async () => true,
  isInGroup: async () => false,
  isSystemAdmin: async () => false,
  isChannelAdmin: async () => false,
  findChannel: async () => undefined,
  channelBeside: async () => undefined,
  post: async () => undefined,
}
async function ask<T>(path: string, body: object): Promise<T> {
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
    method: 'POST',
    body: JSON.stringify(body),
  })
  return (await answer.json()) as T
}
const chat: Chat = {
  directChannel: async () => 'direct' as ChannelRef,
  maxMessageLength: 16_383,
  permalink: (id) => id,
  post: async (post) => (await ask<{ id: PostRef }>('/post', { ...post, pid: process.pid })).id,
  read: async () => undefined,
  edit: async () => false,
  deliveryOf: async () => undefined,
  findPost: async (_channel, key) => (await ask<{ id?: PostRef }>('/find', { key })).id,
  tell: async (person, _channel, _root, text) => void (await ask('/tell', { person, text })),
}

const log = createFakeLog()
const database = openDatabase({ kind: 'postgres', dataSource }, { log })
const inTransaction = createUnitOfWork(database)
const deliveries = createDeliveries(database)
const openTicket = createOpenTicket({
  inTransaction,
  people,
  clock: { now: () => Date.now() },
  settings,
})
const loop = createDeliveryLoop({
  deliveries,
  log,
  deliver: createToChat({
    chat,
    people,
    deliveries,
    inTransaction,
    sentence,
    settings,
    log,
    renderTicket: async (ticket, deliveryId) => [
      {
        channelId: ticket.channelId,
        message: ticket.id,
        props: {},
        deliveryKey: `${deliveryId}/root`,
      },
    ],
  }),
  options: { leaseMs: Number(lease), idleMs: 200 },
})

process.on('message', async (request: OpenTicketRequest) => {
  const author = { id: 'a'.repeat(26) as UserRef, locale: 'en' as const }
  const channelId = request.channelId as ChannelRef
  const { ticket } = await openTicket(author, { ...request, channelId })
  loop.wake()
  process.send?.({ requestId: request.requestId, id: ticket.id })
})
process.on('disconnect', async () => {
  await loop.close(1_000)
  await database.close()
})
void database.ready().then(() => {
  loop.start()
  process.send?.({ ready: true })
})
