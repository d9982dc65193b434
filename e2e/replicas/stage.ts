/** Two sidecars on one PostgreSQL, a balancer before them, and a stand-in Mattermost beside them. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openPostgres, type TestDatabase } from '@ticketdesk/build/providers/postgres'
import { packWebappPlugin } from '@ticketdesk/build/providers/webapp-plugin'
import { commandOf, makeBot } from '../support/beside'
import type { Person } from '../support/person'
import { freeAddress, type Sidecar, sidecarAt } from '../support/sidecar'
import { type StandIn, startStandIn } from '../support/stand-in'
import { openBalancer } from './balancer'
import { type Format, formats } from './formats'

export interface Stage {
  standIn: StandIn
  admin: Person
  database: TestDatabase
  replicas: readonly [Sidecar, Sidecar]
  /** Where monitoring sends what is in this format; undefined: lines that are no alert. */
  hook(format: Format | undefined): string
  /** For tickets and for alerts, by name. */
  channels: Record<ChannelName, string>
  close(): Promise<void>
}

const CHANNELS = ['calm', 'stormy', 'mixed', 'lines', 'tickets'] as const
export type ChannelName = (typeof CHANNELS)[number]

/** More problems than this within the seconds are a storm, where there may be one. */
const STORM = { problems: 5, seconds: 15 }
const NO_STORM = { problems: 0, seconds: 60 }

const keyOf = (name: string) => `key-of-${name.toLowerCase().replaceAll(' ', '-')}-1234567890`

/** Starts everything; what was started is ended when something does not come up. */
export async function setStage(): Promise<Stage> {
  const undo: (() => unknown)[] = []
  const close = async () => {
    for (const step of undo.splice(0).reverse()) await step()
  }
  try {
    return { ...(await build(undo)), close }
  } catch (error) {
    await close()
    throw error
  }
}

async function build(undo: (() => unknown)[]): Promise<Omit<Stage, 'close'>> {
  const folder = mkdtempSync(join(tmpdir(), 'ticketdesk-replicas-'))
  undo.push(() => rmSync(folder, { recursive: true, force: true }))
  const database = await openPostgres()
  undo.push(database.close)
  const addresses = [await freeAddress(), await freeAddress()] as const
  const balancer = await openBalancer(addresses)
  undo.push(balancer.close)
  const standIn = await startStandIn({ plugin: await packWebappPlugin(folder, balancer.url) })
  undo.push(standIn.close)
  const admin = await standIn.as('admin')
  const channels = await makeChannels(standIn, admin)
  const tokens: string[] = []
  await commandOf(admin, { teamId: standIn.teamId, url: balancer.url, tokens }).create()
  const env = {
    ...{ MATTERMOST_URL: standIn.url, CALLBACK_URL: balancer.url, DATABASE_URL: database.url },
    BOT_TOKEN: await makeBot(admin, { ...standIn, channels: { ...standIn.channels, ...channels } }),
    SLASH_TOKEN: tokens.join(','),
    TICKETDESK_SOURCES: JSON.stringify(sources()),
    TICKETDESK_ENCRYPTION_KEY: 'the-same-for-both-replicas-0123456789',
  }
  const [first, second] = addresses
  const replicas = [sidecarAt(first, env), sidecarAt(second, env)] as const
  for (const replica of replicas) {
    undo.push(replica.stop)
    await replica.start()
  }
  const hook = (format: Format | undefined) =>
    `${balancer.url}/hooks/${keyOf(format?.name ?? 'lines')}`
  return { standIn, admin, database, replicas, channels, hook }
}

async function makeChannels({ teamId, as }: StandIn, admin: Person) {
  const [anna, ben] = [await as('anna'), await as('ben')]
  const made = CHANNELS.map(async (name) => {
    const body = { team_id: teamId, name, display_name: name, type: 'O' }
    const { id } = await admin.json<{ id: string }>('/api/v4/channels', { body })
    // Only whoever opens tickets: the others would hear of ten thousand alerts.
    for (const { userId } of name === 'tickets' ? [anna, ben] : []) {
      await admin.json(`/api/v4/channels/${id}/members`, { body: { user_id: userId } })
    }
    return [name, id] as const
  })
  return Object.fromEntries(await Promise.all(made)) as Stage['channels']
}

function sources() {
  const alerts = formats.map(({ name, channel }) => ({
    ...{ name, kind: 'detect', key: keyOf(name), channel: `ops/${channel}` },
    storm: channel === 'calm' ? NO_STORM : STORM,
  }))
  return [...alerts, { name: 'Lines', kind: 'detect', key: keyOf('lines'), channel: 'ops/lines' }]
}
