/**
 * The root of the container image, run beside Mattermost as an engine runs it read-only: without an
 * engine, which is not at hand where tests run.
 */
import { spawnSync } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { type BuiltImage, openBuiltImage } from '@ticketdesk/build/providers/built-image'
import type { OpenTicketResponse } from '@ticketdesk/contract'
import { aTicket } from '../pages/ticket-modal'
import { type Beside, startBeside } from '../support/beside'
import { eventually } from '../support/eventually'
import { ticketsIn } from '../support/person'
import type { Program } from '../support/sidecar'

let image: BuiltImage
let beside: Beside
/** What the sidecar is told, and with it everything else that runs in its container. */
let told: Record<string, string>
/** Every file of the root with the time it was changed. */
let rootBefore: string[]

beforeAll(async () => {
  image = await openBuiltImage()
  rootBefore = listRoot()
  // Where the kept folder is, the image says itself.
  const program: Program = ({ DATA_DIR: _, ...env }) => {
    told = env
    return image.command([], env)
  }
  beside = await startBeside({ program })
}, 90_000)
afterAll(async () => {
  await beside?.close()
  image?.remove()
})

function listRoot(): string[] {
  return readdirSync(image.root, { recursive: true, encoding: 'utf8' })
    .map((path) => `${path} ${statSync(join(image.root, path)).mtimeMs}`)
    .sort()
}

function askHealth() {
  const { file, args = [], env } = image.command(['health'], told)
  return spawnSync(file, [...args], { env, encoding: 'utf8' })
}

async function ticketsPosted() {
  const anna = await beside.as('anna')
  return ticketsIn(await anna.posts(beside.channels['town-square']))
}

/** Opens a ticket as the web app does; returns its id. */
async function openTicket(problem: string): Promise<string> {
  const anna = await beside.as('anna')
  const { 'town-square': channelId } = beside.channels
  const { props } = await anna.json<{ props: { ticketdesk: { token: string } } }>(
    '/api/v4/commands/execute',
    { body: { channel_id: channelId, command: '/ticket connect' } },
  )
  const { token } = props.ticketdesk
  const answer = await fetch(`${beside.sidecar.url}/api/v1/tickets`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({
      requestId: `image-${problem.replace(/\W/g, '-')}`,
      channelId,
      values: { ...aTicket, problem },
    }),
  })
  expect(answer.status).toBe(201)
  return ((await answer.json()) as OpenTicketResponse).ticket.id
}

it('opens a ticket and posts it, with a root it cannot write to', async () => {
  const id = await openTicket('disk full')
  const posted = await eventually('the ticket is posted', async () =>
    (await ticketsPosted()).find(({ props }) => props.ticket_id === id),
  )
  expect(posted.message).toContain('disk full')
  expect(listRoot()).toEqual(rootBefore)
})

it('keeps what it has to keep in the one folder for that, as its own user', () => {
  const { uid, mode } = statSync(join(image.data, 'ticketdesk.sqlite'))
  expect(mode & 0o777).toBe(0o600)
  expect(uid).toBe(image.walls === 'full' ? 65532 : process.getuid?.())
})

it('says that it is well when it is asked in its container, and afterwards not', async () => {
  expect(askHealth()).toMatchObject({ status: 0, stderr: '' })
  expect(await beside.sidecar.stop()).toBe(0)
  const { status, stderr } = askHealth()
  expect(status).toBe(1)
  expect(stderr).toBe(`nothing answers at ${beside.sidecar.url}/health\n`)
})

it('goes on counting where it was before it was stopped', async () => {
  await beside.sidecar.start()
  const numbers = [await openTicket('disk full again'), await openTicket('and again')]
  expect(numbers.map((id) => id.slice(-4))).toEqual(['0002', '0003'])
})
