import { subjectOf } from '../../src/domain/facts'
import type { PostRef, TicketId } from '../../src/domain/refs'
import type { InTransaction } from '../../src/ports/unit-of-work'
import { createDeliveries } from '../../src/store/deliveries'
import type { NewTicketRow } from '../../src/store/tables'
import { createUnitOfWork } from '../../src/store/unit-of-work'
import { aFact, aTicket } from '../builders/a-ticket'
import { aPostRef, aUserRef } from '../builders/refs'
import { databases, type TestStore } from '../databases'

const LIFE = ['state', 'assignee_id', 'revision', 'shown_revision', 'search_text']

describe.each(databases)('tickets from before they could be moved, in %s', (_kind, createStore) => {
  let store: TestStore
  beforeAll(async () => {
    store = await createStore()
  })
  afterAll(() => store.close())

  test('are open, nobody’s, and found by their words', async () => {
    const database = store.open()
    const ids = Array.from({ length: 501 }, (_, count) => `Ticket-20240101-${1001 + count}`)
    // Back to the step before, with what that version kept.
    await database.transaction(async (db) => {
      await db.schema.dropTable('ticket_step').execute()
      for (const index of ['ticket_newest', 'ticket_root', 'fact_post_post', 'fact_ticket_moved']) {
        await db.schema.dropIndex(index).execute()
      }
      for (const column of LIFE) await db.schema.alterTable('ticket').dropColumn(column).execute()
      await db.deleteFrom('migration').where('name', '=', '0004-ticket-life').execute()
      for (const id of ids) {
        const { form, values, authorId: author_id, channelId: channel_id } = aTicket()
        const kept = { form: JSON.stringify(form), field_values: JSON.stringify(values) }
        const row = { id, author_id, request_id: id, channel_id, created_at: 1, ...kept }
        await db
          .insertInto('ticket')
          .values(row as NewTicketRow)
          .execute()
      }
    })
    const inTransaction = createUnitOfWork(store.open())
    const found = await inTransaction(({ tickets }) => tickets.list({ words: ['printer'] }, 999))
    expect(found).toHaveLength(501)
    expect(found[0]).toMatchObject({ state: 'open', revision: 0 })
    expect(found[0]).not.toHaveProperty('assigneeId')
  })
})

describe.each(databases)('tickets in %s', (_kind, createStore) => {
  let store: TestStore
  let inTransaction: InTransaction

  beforeAll(async () => {
    store = await createStore()
    inTransaction = createUnitOfWork(store.open())
  })
  afterAll(() => store.close())

  test('a kept ticket is found again, exactly as it was', async () => {
    const ticket = aTicket({
      id: 'Ticket-20250309-0042' as TicketId,
      rootId: aPostRef(),
      sourcePostId: aPostRef(),
      values: { problem: 'NUL \u0000, half a pair \ud800, 😀, "quotes" and \\', urgent: false },
    })
    expect(await inTransaction(({ tickets }) => tickets.insert(ticket))).toBe(true)
    expect(await inTransaction(({ tickets }) => tickets.find(ticket.id))).toEqual(ticket)
    const found = await inTransaction(({ tickets }) =>
      tickets.findByRequest(ticket.authorId, ticket.requestId),
    )
    expect(found).toEqual(ticket)
  })

  test('what a ticket does not have stays absent', async () => {
    const ticket = aTicket({ id: 'Ticket-20250309-0043' as TicketId })
    await inTransaction(({ tickets }) => tickets.insert(ticket))
    const found = await inTransaction(({ tickets }) => tickets.find(ticket.id))
    expect(Object.keys(found ?? {}).sort()).toEqual(Object.keys(ticket).sort())
  })

  test('an unknown ticket is undefined', async () => {
    const nobody = aUserRef()
    expect(await inTransaction(({ tickets }) => tickets.find('x' as TicketId))).toBeUndefined()
    expect(
      await inTransaction(({ tickets }) => tickets.findByRequest(nobody, 'key-12345678')),
    ).toBeUndefined()
  })

  test('a key keeps one ticket per author', async () => {
    const first = aTicket({ id: 'Ticket-20250309-0050' as TicketId })
    const again = { ...first, id: 'Ticket-20250309-0051' as TicketId }
    const other = { ...first, id: 'Ticket-20250309-0052' as TicketId, authorId: aUserRef() }
    expect(await inTransaction(({ tickets }) => tickets.insert(first))).toBe(true)
    expect(await inTransaction(({ tickets }) => tickets.insert(again))).toBe(false)
    expect(await inTransaction(({ tickets }) => tickets.insert(other))).toBe(true)
    expect(await inTransaction(({ tickets }) => tickets.find(again.id))).toBeUndefined()
  })

  test('numbers count from 1, each day by itself', async () => {
    const next = (day: string) => inTransaction(({ tickets }) => tickets.nextNumber(day))
    expect([await next('20250101'), await next('20250101'), await next('20250102')]).toEqual([
      1, 2, 1,
    ])
  })

  test('a number that was rolled back is given out again', async () => {
    const failing = inTransaction(async ({ tickets }) => {
      await tickets.nextNumber('20250201')
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    expect(await inTransaction(({ tickets }) => tickets.nextNumber('20250201'))).toBe(1)
  })

  test('of a failed transaction nothing is kept', async () => {
    const ticket = aTicket({ id: 'Ticket-20250309-0060' as TicketId })
    const failing = inTransaction(async ({ tickets, outbox }) => {
      await tickets.insert(ticket)
      await outbox.add(aFact({ ticketId: ticket.id }))
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    expect(await inTransaction(({ tickets }) => tickets.find(ticket.id))).toBeUndefined()
  })

  test('a hundred at once get a hundred numbers', async () => {
    const numbers = await Promise.all(
      Array.from({ length: 100 }, () =>
        inTransaction(({ tickets }) => tickets.nextNumber('20250301')),
      ),
    )
    expect(new Set(numbers).size).toBe(100)
    expect(Math.max(...numbers)).toBe(100)
  })

  test('the first post of a ticket is known once it was recorded', async () => {
    const id = 'Ticket-20250309-0070' as TicketId
    const deliveries = createDeliveries(store.open())
    await inTransaction(({ outbox }) => outbox.add(aFact({ ticketId: id })))
    expect(await inTransaction(({ tickets }) => tickets.findPost(id))).toBeUndefined()
    const claimed = await deliveries.claim(100, 30_000)
    const delivery = claimed.find((one) => subjectOf(one.fact) === id)
    if (!delivery) throw new Error('not claimed')
    await deliveries.record(delivery, 'root', 'post-of-0070' as PostRef)
    await deliveries.record(delivery, 'more-1', 'another' as PostRef)
    expect(await inTransaction(({ tickets }) => tickets.findPost(id))).toBe('post-of-0070')
    await deliveries.finish(delivery)
    expect(await inTransaction(({ tickets }) => tickets.findPost(id))).toBe('post-of-0070')
  })
})
