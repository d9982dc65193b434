/**
 * kill -9 in the middle of a poll, and between a post and its record: each comment is in its thread
 * once, in order, whoever dies when.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'
import type { VendorAccount } from '../../src/domain/case/account'
import type { ChannelRef, UserRef } from '../../src/domain/refs'
import { createPeople } from '../../src/mattermost/people'
import { openDatabase } from '../../src/store/database'
import { createUnitOfWork } from '../../src/store/unit-of-work'
import { createHttpClient } from '../../src/upstream/http-client'
import { createVendors } from '../../src/upstream/vendors'
import { createFollowCases } from '../../src/usecases/follow-cases'
import { createLogins } from '../../src/usecases/vendor-logins'
import { anAccount, aVendor } from '../builders/a-vendor'
import { anId } from '../builders/refs'
import { buildSidecar } from '../built-sidecar'
import { databases, type TestStore } from '../databases'
import { createFakeLog } from '../fakes/fake-log'
import { createFakeMattermost } from '../fakes/fake-mattermost'
import { openFakePortal } from '../fakes/fake-portal'
import { until } from '../until'
import { serveMattermost } from './parent'

const CASES = 6
const COMMENTS = 60
const TOKEN = 'the-offline-token-of-this-test'

type Death =
  | { at: 'portal'; nth: number }
  | { at: 'createPost' | 'updatePost'; nth: number; when: 'before' | 'after' }
const DEATHS: Death[] = [
  { at: 'portal', nth: 3 },
  { at: 'createPost', nth: 3, when: 'after' },
  { at: 'portal', nth: 11 },
  { at: 'createPost', nth: 2, when: 'before' },
  { at: 'portal', nth: 7 },
  { at: 'createPost', nth: 5, when: 'after' },
  { at: 'createPost', nth: 1, when: 'after' },
  { at: 'portal', nth: 2 },
]

let built: Awaited<ReturnType<typeof buildSidecar>>
beforeAll(async () => {
  built = await buildSidecar(join(__dirname, 'case-node.ts'))
})
afterAll(() => built.remove())

const cleanUp: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const undo of cleanUp.splice(0).reverse()) await undo()
})

async function openStage(store: TestStore, deaths: Death[]) {
  const portal = await openFakePortal()
  portal.logins.set(TOKEN, '1')
  const mattermost = createFakeMattermost()
  const botId = mattermost.addUser({ username: 'ticketdesk', isBot: true }).id
  const jane = mattermost.addUser({ username: 'jane' })
  const channel = mattermost.addChannel({}, [jane])
  const vendor = aVendor({
    apiUrl: `${portal.url}/support`,
    ssoUrl: `${portal.url}/auth/realms/redhat-external/protocol/openid-connect/token`,
    // Often enough for a test; configuration takes 5 or more.
    pollSeconds: 0.05,
  })
  const account: VendorAccount = anAccount()
  let process: ChildProcess | undefined
  let dying = false
  let count = 0
  let killed = 0
  let up: Promise<void> = Promise.resolve()

  /** Is this the moment? Then it is dead when this returns. */
  function strikes(at: Death['at'], when?: 'before' | 'after'): boolean {
    const [next] = deaths
    if (!process || dying || next?.at !== at) return false
    if (next.at !== 'portal' && next.when !== when) return false
    count += 1
    if (count < next.nth) return false
    deaths.shift()
    ;[count, dying] = [0, true]
    killed += 1
    const dead = new Promise<void>((gone) => process?.once('exit', () => gone()))
    process.kill('SIGKILL')
    up = dead.then(endLeases).then(start)
    return true
  }
  portal.trouble = () => (strikes('portal') ? 'drop' : undefined)

  const { server, port } = await serveMattermost(mattermost, strikes)

  function start(): Promise<void> {
    const vendorText = JSON.stringify(vendor)
    const started = fork(built.file, [JSON.stringify(store.at), String(port), botId, vendorText])
    ;[process, dying] = [started, false]
    return new Promise((ready) => started.once('message', () => ready()))
  }
  /** What the dead one held is free again. */
  async function endLeases(): Promise<void> {
    const database = openDatabase(store.at, { log: createFakeLog() })
    await database.run((db) =>
      db.updateTable('fact').set({ due_at: 0 }).where('finished_at', 'is', null).execute(),
    )
    await database.close()
  }
  /** Jane follows the cases, before anybody is killed. */
  async function follow(numbers: string[]): Promise<void> {
    const database = openDatabase(store.at, { log: createFakeLog() })
    const inTransaction = createUnitOfWork(database)
    await inTransaction(async ({ accounts }) => {
      await accounts.insert({ ...account, owner: jane.id as UserRef })
      await accounts.keepSecret(account.id, TOKEN)
    })
    const clock = { now: Date.now }
    const clientOf = createVendors({ http: createHttpClient(), clock })
    const vendors = () => ({ vendors: [vendor], accounts: [] })
    const logins = createLogins({ inTransaction, vendors, clientOf })
    const { track } = createFollowCases({
      ...{ inTransaction, logins, clock, people: createPeople(mattermost), newId: anId },
      ...{ hearsPrivate: async () => false, wake: () => {} },
    })
    const actor = { id: jane.id as UserRef, locale: 'en' as const }
    for (const number of numbers) {
      const tracked = await track(actor, { channelId: channel.id as ChannelRef }, { number })
      if (tracked.refused) throw new Error(JSON.stringify(tracked.refused))
    }
    await database.close()
  }
  return {
    ...{ portal, mattermost, start, follow },
    killed: () => killed,
    up: () => up,
    async close() {
      await up
      const ended = new Promise((done) => process?.once('exit', done))
      process?.disconnect()
      await ended
      server.closeAllConnections()
      server.close()
      await portal.close()
    },
  }
}

test.each(databases)(
  'polls killed on %s lose and double nothing',
  async (_kind, createStore) => {
    const store = await createStore()
    const deaths = [...DEATHS]
    cleanUp.push(store.close)
    const stage = await openStage(store, deaths)
    cleanUp.push(stage.close)
    const { portal, mattermost } = stage
    const numbers = Array.from({ length: CASES }, () => portal.addCase().caseNumber)
    await stage.follow(numbers)
    await stage.start()

    const written = new Map<string, string[]>(numbers.map((number) => [number, []]))
    for (let n = 0; n < COMMENTS || deaths.length > 0; n += 1) {
      const number = numbers[n % CASES] ?? ''
      const commentBody = `comment ${n} of ${number}`
      portal.comment(number, { commentBody })
      written.get(number)?.push(`Max Redhatter: ${commentBody}`)
      // Now and then a breath, so that polls begin at any moment of this.
      if (n % 3 === 0) {
        const seen = portal.count()
        await until('somebody asks', () => portal.count() > seen + 4, 30_000)
      }
      await stage.up()
      if (n > 2000) throw new Error('nobody dies any more')
    }
    const threadOf = (number: string) => {
      const roots = mattermost.posts.filter(({ message }) => message.startsWith(`case ${number}`))
      expect(roots).toHaveLength(1)
      const replies = mattermost.posts.filter(({ rootId }) => rootId === roots[0]?.id)
      return replies.map(({ message }) => message)
    }
    const total = [...written.values()].flat().length
    await until('all is told', () => mattermost.posts.length >= total + CASES, 60_000)
    expect(stage.killed()).toBe(DEATHS.length)
    for (const [number, lines] of written) expect(threadOf(number)).toEqual(lines)
    expect(mattermost.posts).toHaveLength(total + CASES)
  },
  180_000,
)
