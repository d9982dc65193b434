/** `make demo` in its two modes: the same day, told by the same Ticket Desk, and nothing left of it. */
import { existsSync } from 'node:fs'
import { eventually } from '../support/eventually'
import { alertsIn, type Post, ticketsIn } from '../support/person'
import { type StandIn, startStandIn } from '../support/stand-in'

jest.setTimeout(90_000)

const MODES = ['plugin', 'standalone'] as const
type Mode = (typeof MODES)[number]

/** What a reader sees, without what differs from run to run. */
function told({ message, type, root_id, props }: Post, url: string) {
  const words = message
    .replaceAll(url, 'URL')
    .replace(/Ticket-\d{8}-\d{4,}/g, 'TICKET')
    .replace(/pl\/[a-z0-9]{26}/g, 'pl/POST')
    .replace(/127\.0\.0\.1:\d+/g, 'UPSTREAM')
    .replace(/\d+ (?:seconds?|minutes?) ago|<t:\d+>|\d{2}:\d{2}(?::\d{2})?/g, 'THEN')
  return { words, type, reply: root_id !== '', bot: props['from_bot'] }
}

/** The tickets and alerts of the quiet day, once all of them are there. */
async function watch(standIn: StandIn) {
  const anna = await standIn.as('anna')
  const [tickets, alerts] = await eventually('four tickets and three alerts', async () => {
    const { channels } = standIn
    const places = [channels['town-square'], channels.alerts, channels.secret]
    const lists = await Promise.all(places.map((id) => anna.posts(id)))
    const all = lists.flat()
    const found = [ticketsIn(all), alertsIn(all)] as const
    return found[0].length === 4 && found[1].length === 3 && found
  })
  const words = (posts: Post[]) => posts.map((post) => told(post, standIn.url))
  return {
    tickets: words(tickets),
    alerts: alerts.map(({ props }) => props.ticketdesk?.alert?.title),
  }
}

/** The process that is Ticket Desk. */
async function pidIn(standIn: StandIn, mode: Mode): Promise<number> {
  if (mode === 'standalone') return (await standIn.control<{ pid: number }>('sidecar')).pid
  return (await standIn.control<{ plugin: { pid: number } }>('world')).plugin.pid
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

it('tells the same stories beside Mattermost as inside it, and leaves nothing behind', async () => {
  const days = []
  for (const mode of MODES) {
    const standIn = await startStandIn({ mode, stories: true })
    const pid = await pidIn(standIn, mode)
    try {
      expect(isAlive(pid)).toBe(true)
      days.push(await watch(standIn))
    } finally {
      await standIn.close()
    }
    expect(isAlive(pid)).toBe(false)
    expect(existsSync(standIn.dataFolder)).toBe(false)
  }
  const [inside, beside] = days
  expect(beside?.tickets).toEqual(inside?.tickets)
  expect(beside?.alerts.sort()).toEqual(inside?.alerts.sort())
})
