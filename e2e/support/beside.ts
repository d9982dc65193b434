/**
 * A stand-in Mattermost whose plugin is the web app only, and Ticket Desk beside it: bot, token and
 * slash command are made as an administrator makes them.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { packWebappPlugin } from '@ticketdesk/build/providers/webapp-plugin'
import type { Person } from './person'
import { freeAddress, type Program, type Sidecar, sidecarAt } from './sidecar'
import { type StandIn, startStandIn } from './stand-in'

export interface Beside extends StandIn {
  sidecar: Sidecar
  /** The slash command `/ticket`: taken away, made again under its token. */
  command: { remove(): Promise<void>; create(): Promise<void> }
  /** Where monitoring posts alerts for the channel `alerts`. */
  hook: string
}

const KEY = 'a-key-of-monitoring-1234567890'

export interface BesideOptions {
  /** What is started instead of the executable that `make build` made. */
  program?: Program
}

/** Starts both; rejects with what they printed when one does not come up. */
export async function startBeside({ program }: BesideOptions = {}): Promise<Beside> {
  const folder = mkdtempSync(join(tmpdir(), 'ticketdesk-beside-'))
  const url = await freeAddress()
  const standIn = await startStandIn({ plugin: await packWebappPlugin(folder, url) })
  const admin = await standIn.as('admin')
  const tokens: string[] = []
  const command = commandOf(admin, { teamId: standIn.teamId, url, tokens })
  await command.create()
  const env = {
    MATTERMOST_URL: standIn.url,
    BOT_TOKEN: await makeBot(admin, standIn),
    SLASH_TOKEN: tokens.join(','),
    DATA_DIR: join(folder, 'data'),
    TICKETDESK_SOURCES: JSON.stringify([
      { name: 'Monitoring', kind: 'detect', key: KEY, channel: 'ops/alerts' },
    ]),
  }
  const sidecar = sidecarAt(url, env, program)
  const close = async () => {
    await sidecar.stop()
    await standIn.close()
    rmSync(folder, { recursive: true, force: true })
  }
  await sidecar.start().catch(async (error) => {
    await close()
    throw error
  })
  return { ...standIn, sidecar, command, hook: `${url}/hooks/${KEY}`, close }
}

/** A bot in every channel of the team; its access token. */
export async function makeBot(admin: Person, { teamId, channels }: StandIn): Promise<string> {
  const body = { username: 'desk', display_name: 'Ticket Desk' }
  const { user_id } = await admin.json<{ user_id: string }>('/api/v4/bots', { body })
  await admin.json(`/api/v4/teams/${teamId}/members`, { body: { team_id: teamId, user_id } })
  for (const id of Object.values(channels)) {
    await admin.json(`/api/v4/channels/${id}/members`, { body: { user_id } })
  }
  const path = `/api/v4/users/${user_id}/tokens`
  return (await admin.json<{ token: string }>(path, { body: { description: 'desk' } })).token
}

interface Wanted {
  teamId: string
  url: string
  /** Takes every token that a command was given. */
  tokens: string[]
}

/** The slash command `/ticket` of a team, which leads to the sidecar at `url`. */
export function commandOf(admin: Person, { teamId, url, tokens }: Wanted): Beside['command'] {
  let id = ''
  return {
    async create() {
      const body = { team_id: teamId, trigger: 'ticket', method: 'P', url: `${url}/ticket` }
      const made = await admin.json<{ id: string; token: string }>('/api/v4/commands', { body })
      id = made.id
      tokens.push(made.token)
    },
    remove: async () => void (await admin.json(`/api/v4/commands/${id}`, { method: 'DELETE' })),
  }
}
