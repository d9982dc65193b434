/** A Mattermost whose plugin is the web app only, and the sidecar it vouches to. */
import type { Channel } from '@mattermost/types/channels'
import type { HostEntities } from '../src/host/store'
import {
  aBrowser,
  aForm,
  aStore,
  aTicket,
  channelId,
  type FakeBrowser,
  type Reply,
  type Sent,
  type Server,
  teamId,
  userId,
} from './host-fake'

export const sidecarUrl = 'https://desk.example'
export const sidecarManifest = (pinned = '') => ({
  id: 'ticketdesk',
  props: { door: 'sidecar', sidecar_url: pinned },
})

export const noSuchCommand: Reply = {
  status: 404,
  json: { id: 'api.command.execute_command.not_found.app_error', message: 'no /ticket' },
}

export interface SidecarWorld {
  browser: FakeBrowser
  /** Milliseconds since 1970; both clocks, unless a test sets them apart. */
  clock: { now: number }
  /** What the slash command answers; the sidecar's session unless told otherwise. */
  command: Server
  /** What the sidecar answers to a token it takes. */
  desk: Server
  /** Tokens the sidecar takes: each it gave, until a test forgets them. */
  tokens: Set<string>
  /** The answer to `/ticket connect`, with a token of its own. */
  vouch(overrides?: object): Reply
  commands(): Sent[]
  toDesk(): Sent[]
}

export function aSidecarWorld(): SidecarWorld {
  const world = { tokens: new Set<string>(), clock: { now: 1_700_000_000_000 } } as SidecarWorld
  let tokens = 0
  world.vouch = (overrides = {}) => {
    const token = `token-of-${userId}-${++tokens}`
    world.tokens.add(token)
    const ticketdesk = {
      token,
      expiresAt: world.clock.now + 15 * 60_000,
      url: sidecarUrl,
      ...overrides,
    }
    return { json: { response_type: 'ephemeral', text: '', props: { ticketdesk } } }
  }
  world.command = () => world.vouch()
  world.desk = ({ url }) =>
    url.includes('/api/v1/form')
      ? { json: { form: aForm(), revision: '1' } }
      : { status: 201, json: { ticket: aTicket() } }
  world.browser = aBrowser((sent) => {
    if (sent.url === '/api/v4/commands/execute') return world.command(sent)
    if (!sent.url.startsWith(sidecarUrl)) return { status: 404, json: {} }
    const token = sent.headers['Authorization']?.replace('Bearer ', '') ?? ''
    return world.tokens.has(token) ? world.desk(sent) : { status: 401, json: {} }
  })
  world.browser.now = () => world.clock.now
  world.commands = () => world.browser.sentTo('/api/v4/commands/execute')
  world.toDesk = () => world.browser.sentTo(sidecarUrl)
  return world
}

/** This channel open, and others the user is in. */
export function inTheChannel(others: Record<string, Partial<Channel>> = {}): HostEntities {
  const here = { id: channelId, team_id: teamId, display_name: 'Town Square' }
  const channels = { [channelId]: here, ...others }
  return { channels: { currentChannelId: channelId, channels, myMembers: channels } }
}

export function aSidecarStore(others: Record<string, Partial<Channel>> = {}, pinned = '') {
  return aStore(inTheChannel(others), sidecarManifest(pinned))
}
