/**
 * Two replicas under fire: monitoring and people go on while one of them is killed every few
 * seconds, then both are restarted in turn; what is there at the end is counted.
 */
import type { Sidecar } from '../support/sidecar'
import { type Accounts, settleAccounts } from './accounts'
import { openPhone } from './people'
import { makeProblems, newTally, type Problem, pause, type Tally, tell } from './senders'
import { type Stage, setStage } from './stage'

export interface Plan {
  /** Messages of monitoring. */
  alerts: number
  tickets: number
  killEveryMs: number
  /** How long what was taken may take until it is told, in the end. */
  settleMs: number
}

export interface Outcome extends Accounts {
  problems: number
  kills: number
  /** With SIGTERM, while the load goes on; their exit codes. */
  restarts: (number | null)[]
  /** Requests that nobody answered meanwhile. */
  brokenOff: number
  /** Taken and then neither finished nor handed back, by replicas that were told to stop. */
  leftBehind: number
  tally: Tally
  /** Milliseconds: until all was sent, and from then until all was told. */
  sendingMs: number
  settlingMs: number
}

const SENDERS = 12
const PHONES = 3
const BURST = 30

export async function runReplicas(plan: Plan): Promise<Outcome> {
  const stage = await setStage()
  try {
    const load = createLoad(stage, plan)
    const start = Date.now()
    const kills = await killInTurn(stage.replicas, { ...plan, until: () => load.share() > 0.7 })
    const before = { ...load.tally }
    const restarts = await restartInTurn(stage.replicas)
    const brokenOff = load.tally.unanswered - before.unanswered
    await load.done
    const sent = Date.now()
    await settle(stage, plan.settleMs)
    const told = Date.now()
    const leftBehind = await stopWhileBusy(stage, load)
    await settle(stage, plan.settleMs)
    const { problems, tickets, tally } = load
    const accounts = await settleAccounts(stage, { problems, tickets })
    return {
      ...accounts,
      ...{ problems: problems.length, kills, restarts, brokenOff, leftBehind, tally },
      ...{ sendingMs: sent - start, settlingMs: told - sent },
    }
  } finally {
    await stage.close()
  }
}

interface Load {
  problems: Problem[]
  tickets: string[]
  tally: Tally
  /** How much of it has been taken. */
  share(): number
  /** Rejects when something was refused for good. */
  done: Promise<unknown>
  /** Some problems more, at once. */
  burst(): Promise<unknown>
}

function createLoad(stage: Stage, plan: Plan): Load {
  const problems = makeProblems(plan.alerts)
  const tickets = Array.from({ length: plan.tickets }, (_, n) => `Number ${n} of many.`)
  const tally = newTally()
  const [problemsLeft, ticketsLeft] = [problems.slice(0, -BURST), [...tickets]]
  const total = problemsLeft.length + tickets.length
  let taken = 0
  const sender = async () => {
    for (let one = problemsLeft.shift(); one; one = problemsLeft.shift()) {
      await tell(stage.hook(one.format), one, tally)
      taken += 1
    }
  }
  const person = async (username: string) => {
    const phone = await openPhone(stage.standIn.url, await stage.standIn.as(username), tally)
    const place = { channel_id: stage.channels.tickets, team_id: stage.standIn.teamId }
    const work = async () => {
      for (let one = ticketsLeft.shift(); one; one = ticketsLeft.shift()) {
        await phone.openTicket(place, one)
        taken += 1
      }
    }
    await Promise.all(Array.from({ length: PHONES }, work))
    phone.close()
  }
  const done = Promise.all([
    ...Array.from({ length: SENDERS }, sender),
    ...['anna', 'ben'].map(person),
  ])
  // Looked at when everything else is done.
  done.catch(() => {})
  const burst = () =>
    Promise.all(problems.slice(-BURST).map((one) => tell(stage.hook(one.format), one, tally)))
  return { problems, tickets, tally, share: () => taken / total, done, burst }
}

interface Killing {
  killEveryMs: number
  until: () => boolean
}

/** One at a time, each after the other is back; how often. */
async function killInTurn(
  replicas: readonly Sidecar[],
  { killEveryMs, until }: Killing,
): Promise<number> {
  for (let kills = 0; ; kills += 1) {
    await pause(killEveryMs)
    if (until()) return kills
    const replica = replicas[kills % replicas.length]
    await replica?.kill()
    await replica?.start()
  }
}

async function restartInTurn(replicas: readonly Sidecar[]): Promise<(number | null)[]> {
  const codes: (number | null)[] = []
  for (const replica of replicas) {
    codes.push(await replica.stop())
    await replica.start()
  }
  return codes
}

/** Nothing waits any more. */
async function settle({ database }: Stage, limitMs: number): Promise<void> {
  const until = Date.now() + limitMs
  for (;;) {
    const waiting = await database.ask<{ kind: string; last_reason: string | null; n: string }>(
      `select kind, last_reason, count(*) as n from ticketdesk.fact
       where finished_at is null group by kind, last_reason`,
    )
    if (waiting.length === 0) return
    if (Date.now() > until) throw new Error(`still waiting: ${JSON.stringify(waiting)}`)
    await pause(200)
  }
}

/** Both are told to stop while they have something to tell; what they took and did not finish. */
async function stopWhileBusy({ replicas, database }: Stage, load: Load): Promise<number> {
  await load.burst()
  await Promise.all(replicas.map((replica) => replica.stop()))
  const [row] = await database.ask<{ n: string }>(
    `select count(*) as n from ticketdesk.fact
     where finished_at is null and attempt > 0 and last_reason is null`,
  )
  await Promise.all(replicas.map((replica) => replica.start()))
  return Number(row?.n)
}
