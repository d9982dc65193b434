/** Where Ticket Desk is during a run: inside Mattermost, or beside it as a service of its own. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Person } from '../support/person'
import { freeAddress, sidecarAt } from '../support/sidecar'
import { PLUGIN, type Server, type Stage } from './server'

export type Mode = 'plugin' | 'standalone'

export interface Desk {
  mode: Mode
  /** Its base address: senders post to `<url>/hooks/<key>`. */
  url: string
  /** How somebody shows who they are to its API; a header they made up comes on top. */
  credentials(person: Person): Promise<Record<string, string>>
  close(): Promise<void>
}

/** Mattermost says who asks. */
export function deskInside({ url }: Server): Desk {
  return {
    mode: 'plugin',
    url: `${url}/plugins/${PLUGIN}`,
    credentials: async ({ session }) => ({ Authorization: `Bearer ${session.token}` }),
    close: async () => {},
  }
}

interface Connected {
  props: { ticketdesk?: { token: string } } | null
}

/**
 * Makes a bot, its token and slash commands in the run's team, as docs/standalone.md tells an
 * administrator, and starts the built sidecar at `at`, where Mattermost reaches it as `callbackUrl`.
 * Rejects with what it wrote when it does not come up, with what to do when Mattermost does not reach
 * it. Closing it takes all of that away again.
 */
export async function deskBeside(server: Server, { stage, callbackUrl }: Beside): Promise<Desk> {
  const url = callbackUrl ? `http://127.0.0.1:${portOf(callbackUrl)}` : await freeAddress()
  const callback = callbackUrl ?? url
  const undo: (() => Promise<unknown>)[] = []
  const close = async () => {
    for (const step of undo.splice(0).reverse()) await step()
  }
  const folder = mkdtempSync(join(tmpdir(), 'ticketdesk-acceptance-'))
  undo.push(async () => rmSync(folder, { recursive: true, force: true }))
  try {
    const sidecar = sidecarAt(url, {
      MATTERMOST_URL: server.url,
      BOT_TOKEN: await makeBot(server, stage.team, undo),
      SLASH_TOKEN: (await makeCommands(server, { team: stage.team, callback, undo })).join(','),
      DATA_DIR: join(folder, 'data'),
      ...(callbackUrl && { HOST: '0.0.0.0', CALLBACK_URL: callbackUrl }),
    })
    undo.push(sidecar.stop)
    await sidecar.start()
    const credentials = (person: Person) => connectAs(person, stage)
    await reach(server, { callback, ask: () => credentials(stage.anna) })
    return { mode: 'standalone', url, credentials, close }
  } catch (error) {
    await close()
    throw error
  }
}

export interface Beside {
  stage: Stage
  /** Where Mattermost reaches the sidecar, if not on the same machine. */
  callbackUrl: string | undefined
}

function portOf(address: string): string {
  const { port, protocol } = new URL(address)
  return port || (protocol === 'https:' ? '443' : '80')
}

async function connectAs(person: Person, { open, team }: Stage): Promise<Record<string, string>> {
  const body = { channel_id: open, team_id: team.id, command: '/ticket connect' }
  const { props } = await person.json<Connected>('/api/v4/commands/execute', { body })
  return { Authorization: `Bearer ${props?.ticketdesk?.token}` }
}

/** Mattermost calls no private address that its administrator has not allowed. */
async function reach(
  { admin, url }: Server,
  { callback, ask }: { callback: string; ask: () => Promise<unknown> },
): Promise<void> {
  try {
    await ask()
  } catch (error) {
    type Config = { ServiceSettings: { AllowedUntrustedInternalConnections: string } }
    const { ServiceSettings } = await admin.json<Config>('/api/v4/config')
    const { hostname } = new URL(callback)
    const allowed = ServiceSettings.AllowedUntrustedInternalConnections
    throw new Error(
      `${url} does not reach the sidecar at ${callback}. If that is not its address, set ` +
        `ACCEPTANCE_CALLBACK_URL. If it is a private one, AllowedUntrustedInternalConnections ` +
        `(now "${allowed}") has to name ${hostname}.\n${error instanceof Error ? error.message : error}`,
    )
  }
}

type Undo = (() => Promise<unknown>)[]

async function makeBot({ admin }: Server, team: Stage['team'], undo: Undo): Promise<string> {
  const wanted = { username: `desk-${team.name}`, display_name: 'Ticket Desk' }
  const { user_id } = await admin.json<{ user_id: string }>('/api/v4/bots', { body: wanted })
  undo.push(() => admin.json(`/api/v4/users/${user_id}`, { method: 'DELETE' }))
  await admin.json(`/api/v4/teams/${team.id}/members`, { body: { team_id: team.id, user_id } })
  const { id } = await admin.json<{ id: string }>(`/api/v4/teams/${team.id}/channels/name/hidden`)
  await admin.json(`/api/v4/channels/${id}/members`, { body: { user_id } })
  const made = await admin.json<{ id: string; token: string }>(`/api/v4/users/${user_id}/tokens`, {
    body: { description: 'acceptance' },
  })
  undo.push(() => admin.json('/api/v4/users/tokens/revoke', { body: { token_id: made.id } }))
  return made.token
}

/** The tokens Mattermost gave them. */
async function makeCommands(
  { admin }: Server,
  { team, callback, undo }: { team: Stage['team']; callback: string; undo: Undo },
): Promise<string[]> {
  const tokens: string[] = []
  for (const trigger of ['ticket', 'alerts']) {
    const url = `${callback}/${trigger}`
    const body = { team_id: team.id, trigger, method: 'P', url, auto_complete: true }
    const { id, token } = await admin.json<{ id: string; token: string }>('/api/v4/commands', {
      body,
    })
    undo.push(() => admin.json(`/api/v4/commands/${id}`, { method: 'DELETE' }))
    tokens.push(token)
  }
  return tokens
}
