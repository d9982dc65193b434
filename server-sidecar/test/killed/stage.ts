/**
 * A Mattermost that outlives the processes using it, and the one process there is at a time: it is
 * killed when its time has come, and another one started.
 */
import { type ChildProcess, fork } from 'node:child_process'
import type { Heard } from '../../src/mattermost/heard'
import { type Database, openDatabase } from '../../src/store/database'
import { createDeliveries } from '../../src/store/deliveries'
import type { TestStore } from '../databases'
import { createFakeLog } from '../fakes/fake-log'
import type { FakeMattermost } from '../fakes/fake-mattermost'
import { until } from '../until'
import { serveMattermost } from './parent'

/** When a process dies. `after`: Mattermost has done it, and the process never hears of it. */
export type Death =
  | { at: 'answer'; nth: number }
  | { at: 'createPost' | 'updatePost'; nth: number; when: 'before' | 'after' }

/** The Mattermost of all the processes, and the one process there is at a time. */
export async function openStage(needs: {
  store: TestStore
  mattermost: FakeMattermost
  deaths: Death[]
  /** What a process runs, built. */
  file: string
}) {
  const { store, mattermost, deaths, file } = needs
  const botId = mattermost.addUser({ username: 'ticketdesk', isBot: true }).id
  const counts = new Map<string, number>()
  let process: ChildProcess
  let killed = 0
  // What a killed process had still sent may arrive before its end does.
  let dying = false
  let up: Promise<number>

  /** Is this the moment? Then it is dead when this returns. */
  function strikes(at: Death['at'], when?: 'before' | 'after'): boolean {
    const [next] = deaths
    if (dying) return false
    if (next?.at !== at || (next.at !== 'answer' && next.when !== when)) return false
    const count = (counts.get(at) ?? 0) + 1
    counts.set(at, count)
    if (count < next.nth) return false
    deaths.shift()
    counts.clear()
    dying = true
    process.kill('SIGKILL')
    killed += 1
    up = new Promise<void>((dead) => process.once('exit', () => dead())).then(restart)
    return true
  }
  const { server, port } = await serveMattermost(mattermost, strikes)

  async function start(): Promise<number> {
    const args = [JSON.stringify(store.at), String(port), botId]
    process = fork(file, args)
    // Each that waits for its word to be kept listens.
    process.setMaxListeners(0)
    dying = false
    return new Promise((ready) =>
      process.once('message', (message: { port: number }) => ready(message.port)),
    )
  }
  /** The lease of what the dead one held is over. */
  async function restart(): Promise<number> {
    await withDatabase(store, (database) =>
      database.run((db) =>
        db.updateTable('fact').set({ due_at: 0 }).where('finished_at', 'is', null).execute(),
      ),
    )
    return start()
  }
  up = start()
  const upNow = async () => {
    await up
    return process
  }
  return {
    killed: () => killed,
    port: () => up,
    /** Somebody has read an ok. */
    answered: () => void strikes('answer'),
    /** Tells of a message or a reaction until a process has kept it. */
    async hear(heard: Heard): Promise<void> {
      while (!(await tell(await upNow(), heard))) {}
      strikes('answer')
    },
    async close() {
      await up
      if (!process.connected) return
      const ended = new Promise((done) => process.once('exit', done))
      process.disconnect()
      await ended
      server.closeAllConnections()
      server.close()
    },
  }
}
export type Stage = Awaited<ReturnType<typeof openStage>>

/** Only while no process of ours lives, with SQLite. */
export async function withDatabase<T>(
  store: TestStore,
  work: (database: Database) => Promise<T>,
): Promise<T> {
  const database = openDatabase(store.at, { log: createFakeLog() })
  try {
    return await work(database)
  } finally {
    await database.close()
  }
}

/** True when it is kept, false when the process died first. */
function tell(process: ChildProcess, heard: Heard): Promise<boolean> {
  return new Promise((resolve) => {
    const onMessage = (message: { kept?: Heard }) => {
      if (JSON.stringify(message.kept) === JSON.stringify(heard)) settle(true)
    }
    const onExit = () => settle(false)
    const settle = (isKept: boolean) => {
      process.off('message', onMessage).off('exit', onExit)
      resolve(isKept)
    }
    process.on('message', onMessage).on('exit', onExit)
    process.send(heard, (error) => error && setImmediate(settle, false))
  })
}

/** Everything kept has been told. */
export async function settle(store: TestStore): Promise<void> {
  await withDatabase(store, async (database) => {
    const deliveries = createDeliveries(database)
    // Edits wait for each other, and what failed while nobody lived comes again ever later.
    const isTold = async () => (await deliveries.nextDueIn()) === undefined
    await until('nothing waits', isTold, 60_000)
  })
}
