/**
 * `make replicas`: the whole storm, and its figures. ALERTS, TICKETS and KILL_EVERY (seconds) choose
 * another size than ten thousand, one thousand and four.
 */
import { runReplicas } from './run'

async function main(): Promise<void> {
  const { ALERTS = '10000', TICKETS = '1000', KILL_EVERY = '4' } = process.env
  const plan = { alerts: Number(ALERTS), tickets: Number(TICKETS) }
  const times = { killEveryMs: Number(KILL_EVERY) * 1000, settleMs: 900_000 }
  const { complaints, ...figures } = await runReplicas({ ...plan, ...times })
  const { sendingMs, settlingMs } = figures
  const rate = ((plan.alerts + plan.tickets) * 1000) / sendingMs
  console.log({ ...plan, ...figures, ratePerSecond: Math.round(rate) })
  console.log(`all sent after ${seconds(sendingMs)}, all told ${seconds(settlingMs)} later`)
  for (const complaint of complaints) console.log(`WRONG  ${complaint}`)
  console.log(
    complaints.length === 0 ? 'nothing lost, nothing doubled' : `${complaints.length} wrong`,
  )
  const clean = figures.restarts.every((code) => code === 0) && figures.leftBehind === 0
  process.exitCode = complaints.length === 0 && clean ? 0 : 1
}

const seconds = (ms: number) => `${(ms / 1000).toFixed(0)} s`

main().catch((error: unknown) => {
  console.error(error)
  process.exitCode = 1
})
