/** A quiet day: people talk, and open a few tickets in the real Ticket Desk. */
import { randomUUID } from 'node:crypto'
import { type PersonAt, signIn } from './client'
import type { Desk } from './desk'

interface Post {
  id: string
}
interface Place {
  channelId: string
  rootId?: string
  sourcePostId?: string
}

/** Resolves when every ticket has its post. */
export async function playQuietDay(url: string, desk: Desk): Promise<void> {
  const [anna, ben, admin] = await Promise.all([
    signIn(url, 'anna'),
    signIn(url, 'ben'),
    signIn(url, 'admin'),
  ])
  const channel = await channelsOf(anna)
  const { alerts, secret } = channel
  const ticket = (person: PersonAt, place: Place, values: Record<string, string>) =>
    open(desk, { person, place, values })
  const townSquare = channel['town-square'] ?? ''

  await say(anna, townSquare, 'Good morning! New here: type `/ticket` and press Enter.')
  await say(ben, townSquare, 'Nice. I will try it with the storage thing from last night.')
  await ticket(ben, { channelId: townSquare }, storage)
  const thanks = await say(anna, townSquare, 'The certificate of `grafana.dmz` ends on Friday.')
  await ticket(anna, { channelId: townSquare, sourcePostId: thanks.id }, certificate)

  const alarm = await say(
    admin,
    alerts ?? '',
    '**web-07** does not answer since 08:41. Who is on duty?',
  )
  await say(ben, alerts ?? '', 'Me. Looking into it.', alarm.id)
  await ticket(ben, { channelId: alerts ?? '', rootId: alarm.id }, web)
  await say(anna, alerts ?? '', 'Thanks, Ben!', alarm.id)
  await ticket(admin, { channelId: secret ?? '' }, audit)
}

const storage = {
  cluster: 'prod-cluster',
  resource: 'nfs-prod-02',
  problem:
    'The volume `backup-weekly` is at **97 %** and grows by 4 GB a day.\n\n- snapshots: 31 days kept\n- agreed: 14 days\n\nPlease shorten to 14 days and tell me how much that frees.',
  network: '10.20.4.17, NFS 2049/tcp',
}
const certificate = {
  cluster: 'dmz-cluster',
  resource: 'grafana.dmz',
  problem:
    'The TLS certificate ends on Friday at 23:59. Please renew it, and let us have a reminder two weeks ahead next time.',
  network: '192.0.2.14, 443/tcp',
}
const web = {
  cluster: 'prod-cluster',
  resource: 'web-07',
  problem:
    'No answer since 08:41, the console shows:\n\n```\nOut of memory: Killed process 2210 (java)\n```\n\nRestarted, it is back. Needs more memory or a smaller heap.',
  network: '10.20.1.107, 80 and 443/tcp',
}
const audit = {
  cluster: 'dev-cluster',
  resource: 'audit-test-01',
  problem:
    'Please set up a machine for the audit next month: 4 cores, 16 GB, reachable only from the office.',
}

async function channelsOf(person: PersonAt): Promise<Record<string, string>> {
  const [team] = await person.get<{ id: string }[]>('/api/v4/users/me/teams')
  const channels = await person.get<{ id: string; name: string }[]>(
    `/api/v4/users/me/teams/${team?.id}/channels`,
  )
  return Object.fromEntries(channels.map(({ id, name }) => [name, id]))
}

// biome-ignore lint/complexity/useMaxParams: reads like a sentence
function say(person: PersonAt, channelId: string, message: string, rootId = ''): Promise<Post> {
  return person.post('/api/v4/posts', { channel_id: channelId, root_id: rootId, message })
}

const WAIT_MS = 10_000

interface Wanted {
  person: PersonAt
  place: Place
  values: Record<string, string>
}

/** Opens a ticket and waits until it is posted: delivery is Ticket Desk's own business. */
async function open(desk: Desk, { person, place, values }: Wanted): Promise<void> {
  const request = { requestId: randomUUID(), ...place, values }
  const { ticket } = await desk.post<{ ticket: { id: string } }>(person, '/api/v1/tickets', request)
  const until = Date.now() + WAIT_MS
  while (!(await isPosted(person, place.channelId, ticket.id))) {
    if (Date.now() > until) throw new Error(`${ticket.id} was not posted`)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

async function isPosted(person: PersonAt, channelId: string, ticketId: string): Promise<boolean> {
  const { posts } = await person.get<{
    posts: Record<string, { props: Record<string, unknown> }>
  }>(`/api/v4/channels/${channelId}/posts?per_page=200`)
  return Object.values(posts).some(({ props }) => props['ticket_id'] === ticketId)
}
