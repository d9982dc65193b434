/**
 * Does anybody notice when a lot is forgotten? Tickets kept one after another, alone and while
 * 100,000 deliveries of long ago are let go of, on both databases. Run with `tsx bench/forgetting.ts`.
 */
import { composeForgetting } from '../src/compose/forgetting'
import { defaultForm } from '../src/domain/ticket/default-form'
import type { Database } from '../src/store/database'
import { createUnitOfWork } from '../src/store/unit-of-work'
import { createOpenTicket } from '../src/usecases/open-ticket'
import { aRequest } from '../test/builders/a-request'
import { aChannelRef, anId, aUserRef } from '../test/builders/refs'
import type { TestStore } from '../test/databases'
import { createFakeLog } from '../test/fakes/fake-log'
import { createFakePeople } from '../test/fakes/fake-people'
import { onEachDatabase } from './on-each-database'

const OLD = 100_000
const ROUND_MS = 3_000
const values = { cluster: 'prod-cluster', resource: 'vm-17', problem: 'x'.repeat(500) }

function createDesk(database: Database) {
  const people = createFakePeople()
  const author = { id: aUserRef(), locale: 'en' as const }
  const channelId = aChannelRef()
  people.addChannel({ id: channelId }, { post: [author.id] })
  const clock = { now: () => Date.now() }
  const settings = () => ({ form: defaultForm, timeZone: 'UTC', language: 'en' as const })
  const inTransaction = createUnitOfWork(database)
  const openTicket = createOpenTicket({ inTransaction, people, clock, settings })
  return () => openTicket(author, aRequest({ channelId, values }))
}

async function addOld(database: Database): Promise<void> {
  for (let n = 0; n < OLD; n += 1_000) {
    const facts = Array.from({ length: 1_000 }, () => {
      const known = { kind: 'alert_changed', subject: anId(), body: '{}', attempt: 1 }
      return { ...known, id: anId(), added_at: 1, due_at: 1, finished_at: 1 }
    })
    const posts = facts.map(({ id }) => ({ fact_id: id, part: 'root', post_id: anId() }))
    await database.transaction(async (db) => {
      await db.insertInto('fact').values(facts).execute()
      await db.insertInto('fact_post').values(posts).execute()
    })
  }
}

/** Tickets a second, four people at a time, while it goes on. */
async function rateOf(open: () => Promise<unknown>, goesOn: () => boolean): Promise<string> {
  const times: number[] = []
  const start = performance.now()
  async function person(): Promise<void> {
    while (goesOn()) {
      const begun = performance.now()
      await open()
      // SQLite answers without a turn of the event loop, and timers need one.
      await new Promise((turn) => setImmediate(turn))
      times.push(performance.now() - begun)
    }
  }
  await Promise.all([person(), person(), person(), person()])
  const rate = (times.length * 1_000) / (performance.now() - start)
  times.sort((a, b) => a - b)
  const at = (share: number) => (times[Math.floor(times.length * share)] ?? 0).toFixed(1)
  return `${rate.toFixed(0)}/s, p50 ${at(0.5)} ms, p99 ${at(0.99)} ms`
}

function forSome(ms: number): () => boolean {
  const end = performance.now() + ms
  return () => performance.now() < end
}

async function bench(kind: string, store: TestStore): Promise<void> {
  const database = store.open()
  const open = createDesk(database)
  await addOld(database)
  await rateOf(open, forSome(1_000))
  const before = await rateOf(open, forSome(ROUND_MS))
  let isOver = false
  const log = createFakeLog()
  const settings = () => ({ keepDays: 400 })
  // The first round at once; the next wait for an hour.
  const after = (ms: number, task: () => void) => {
    const wait = ms > 10_000 && !log.lines.length ? 0 : ms
    const timer = setTimeout(task, wait)
    return () => clearTimeout(timer)
  }
  const forgetting = composeForgetting({ database, settings, log, after })
  const begun = performance.now()
  forgetting.start()
  const beside = await rateOf(open, () => {
    isOver = log.lines.length > 0
    return !isOver
  })
  const took = (performance.now() - begun) / 1_000
  await forgetting.close()
  const afterwards = await rateOf(open, forSome(ROUND_MS))
  console.log(`${kind}: alone ${before} | beside ${beside} | afterwards ${afterwards}`)
  console.log(`${kind}: ${OLD} deliveries forgotten in ${took.toFixed(1)} s`)
}

void onEachDatabase(bench)
