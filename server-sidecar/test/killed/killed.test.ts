/**
 * kill -9 while alerts come in and posts go out: what was answered with ok is there, and each
 * alert, each line and each message is in the channel as often as it was kept.
 */
import { join } from 'node:path'
import type { AlertCard } from '@ticketdesk/contract'
import type { ChannelRef } from '../../src/domain/refs'
import { createUnitOfWork } from '../../src/store/unit-of-work'
import { aNewSource } from '../builders/a-new-source'
import { anId } from '../builders/refs'
import { buildSidecar } from '../built-sidecar'
import { databases, type TestStore } from '../databases'
import { createFakeMattermost } from '../fakes/fake-mattermost'
import { until } from '../until'
import { type Death, openStage, type Stage, settle, withDatabase } from './stage'

const PROBLEMS = 5
const EVENTS = 120
const SENDERS = 6

/** Numbers that look random and are the same for a seed each time. */
function draws(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31
    return Math.floor((state / 2 ** 31) * below)
  }
}
function someDeaths(seed: number): Death[] {
  const below = draws(seed)
  return [
    { at: 'answer', nth: 1 + below(20) },
    { at: 'createPost', nth: 1 + below(8), when: 'after' },
    { at: 'answer', nth: 1 + below(20) },
    { at: 'createPost', nth: 1 + below(8), when: 'before' },
    { at: 'createPost', nth: 1 + below(4), when: 'after' },
    { at: 'updatePost', nth: 1 + below(2), when: 'after' },
  ]
}

let built: Awaited<ReturnType<typeof buildSidecar>>
beforeAll(async () => {
  built = await buildSidecar(join(__dirname, 'node.ts'))
})
afterAll(() => built.remove())

const cleanUp: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const undo of cleanUp.splice(0).reverse()) await undo()
})

interface Event {
  name: string
  problem?: number
  body: object
  /** How often it was sent, and whether somebody said ok to one of these times. */
  sent: number
  answered: number
}
const anEvent = (n: number): Event => {
  // Every third is no alert.
  const name = `event ${n}.`
  if (n % 3 === 0) return { name, body: { text: name }, sent: 0, answered: 0 }
  const problem = n % PROBLEMS
  const alert = {
    status: 'firing',
    // Neighbours of one problem differ, so that most of them have a line in the thread.
    labels: { alertname: `problem ${problem}`, severity: n % 2 ? 'warning' : 'critical' },
    annotations: { summary: name },
    ...{ startsAt: '2025-03-09T12:00:00Z', endsAt: '0001-01-01T00:00:00Z' },
    fingerprint: `fingerprint-${problem}`,
  }
  const body = { version: '4', status: 'firing', alerts: [alert], groupKey: '{}', receiver: 'x' }
  return { name, problem, body, sent: 0, answered: 0 }
}

/** As an upstream that does not give up. */
async function send(stage: Stage, key: string, event: Event): Promise<void> {
  while (event.answered === 0) {
    const port = await stage.port()
    event.sent += 1
    const answer = await fetch(`http://127.0.0.1:${port}/hooks/${key}`, {
      method: 'POST',
      body: JSON.stringify(event.body),
    })
      .then(async (response) => response.status === 200 && (await response.text()) === 'ok')
      .catch(() => false)
    if (!answer) continue
    event.answered += 1
    stage.answered()
  }
}

interface Kept {
  /** Texts of the plain messages. */
  messages: string[]
  alerts: { id: string; count: number; problem: string; events: string[]; told: number }[]
}
/** What the database holds when nobody is at work in it. */
function readKept(store: TestStore): Promise<Kept> {
  return withDatabase(store, (database) =>
    database.run(async (db) => {
      const messages = await db.selectFrom('message').select('body').execute()
      const shown = await db.selectFrom('alert_shown').selectAll().execute()
      const events = await db.selectFrom('alert_event').selectAll().orderBy('sequence').execute()
      const alerts = await db.selectFrom('alert').selectAll().execute()
      return {
        messages: messages.map(({ body }) => JSON.parse(body).text),
        alerts: alerts.map(({ id, body }) => {
          const own = events.filter(({ alert_id }) => alert_id === id)
          expect(own.map(({ sequence }) => sequence)).toEqual(own.map((_, index) => index + 1))
          return {
            ...{ id, ...countOf(body) },
            events: own.map(({ message }) => message),
            told: shown.find(({ alert_id }) => alert_id === id)?.sequence ?? 0,
          }
        }),
      }
    }),
  )
}
function countOf(body: string): { count: number; problem: string } {
  const { count, object } = JSON.parse(body)
  return { count, problem: object.service }
}
const times = (texts: readonly string[], text: string) => texts.filter((one) => one === text).length
const sum = (events: Event[], of: 'sent' | 'answered') =>
  events.reduce((total, event) => total + event[of], 0)

describe.each(databases)('processes killed on %s', (_kind, createStore) => {
  test.each([7, 2025])(
    'lose and double nothing (seed %i)',
    async (seed) => {
      const store = await createStore()
      const mattermost = createFakeMattermost()
      const channel = mattermost.addChannel()
      const key = anId()
      await withDatabase(store, (database) =>
        createUnitOfWork(database)(({ sources }) => {
          const channelId = channel.id as ChannelRef
          const storm = { problems: 900, seconds: 1 }
          return sources.insert(aNewSource({ kind: 'detect', channelId, storm }), key)
        }),
      )
      const deaths = someDeaths(seed)
      const planned = deaths.length
      const stage = await openStage({ store, mattermost, deaths, file: built.file })
      cleanUp.push(stage.close)

      const events = Array.from({ length: EVENTS }, (_, n) => anEvent(n))
      const waiting = [...events]
      const sender = async () => {
        for (let event = waiting.shift(); event; event = waiting.shift()) {
          await send(stage, key, event)
        }
      }
      await Promise.all(Array.from({ length: SENDERS }, sender))
      await until('all have died who were to', () => deaths.length === 0, 60_000)
      await stage.port()
      await settle(store)
      await stage.close()
      expect(stage.killed()).toBe(planned)

      const kept = await readKept(store)
      const posts = mattermost.posts
      // Whoever got no answer sent it again, and both may have been kept: never more than were sent.
      for (const { name, sent } of events.filter(({ problem }) => problem === undefined)) {
        const rows = times(kept.messages, name)
        expect([name, rows >= 1 && rows <= sent]).toEqual([name, true])
        expect([
          name,
          times(
            posts.map(({ message }) => message),
            name,
          ),
        ]).toEqual([name, rows])
      }
      expect(kept.alerts).toHaveLength(PROBLEMS)
      for (const alert of kept.alerts) {
        const own = events.filter(({ problem }) => alert.problem === `problem ${problem}`)
        expect(alert.count).toBeGreaterThanOrEqual(sum(own, 'answered'))
        expect(alert.count).toBeLessThanOrEqual(sum(own, 'sent'))
        expect(alert.events).toHaveLength(alert.count)
        expect(alert.told).toBe(alert.count)
        const roots = posts.filter((post) => cardOf(post)?.id === alert.id)
        expect(roots).toHaveLength(1)
        expect(cardOf(roots[0])?.count).toBe(alert.count)
        const replies = posts.filter(({ rootId }) => rootId === roots[0]?.id)
        expect(replies).toHaveLength(times(alert.events, 'alert.severity_changed'))
      }
      const keys = posts.map(({ props }) => (props['ticketdesk'] as { delivery: string }).delivery)
      expect(new Set(keys).size).toBe(keys.length)
      await store.close()
    },
    120_000,
  )
})

function cardOf(post: { props: Record<string, unknown> } | undefined): AlertCard | undefined {
  return (post?.props['ticketdesk'] as { alert?: AlertCard } | undefined)?.alert
}
