/**
 * Who may what, worked out as Mattermost does it (`app.HasPermissionToChannel` and its kin): the
 * roles in the channel, else those in the team, else those of the account, and what they permit.
 * REST answers for the caller only, so the roles are read and judged here.
 */
import type { Clock } from '../../ports/clock'
import { MattermostError } from '../api'
import { ask, askFor, type RemoteClient } from './client'
import type { Gaps, Vouched } from './gaps'

export interface Permissions {
  inSystem(userId: string, permission: string): Promise<boolean>
  inTeam(userId: string, teamId: string, permission: string): Promise<boolean>
  /** False where our bot sees nothing, as it cannot know. */
  inChannel(userId: string, channelId: string, permission: string): Promise<boolean>
}

/** What a role permits changes once in a blue moon; who has it is asked every time. */
const ROLES_LIVE_MS = 60_000
/** A list asks about many channels at once, and about one person. */
const ACCOUNTS_LIVE_MS = 5_000
const KEEP = 2000

export interface PermissionsNeeds {
  client: RemoteClient
  clock: Clock
  gaps: Gaps
  vouched: Vouched
}

export function createPermissions(needs: PermissionsNeeds): Permissions {
  const { client, clock, gaps, vouched } = needs
  const permissionsOf = createKept(clock, ROLES_LIVE_MS, async (name) => {
    const [role] = await ask(() => client.getRolesByNames([name]))
    return role && role.delete_at === 0 ? role.permissions : []
  })
  /** Who is deactivated keeps roles and memberships; in Mattermost they have no session any more. */
  const isActive = createKept(clock, ACCOUNTS_LIVE_MS, async (userId) => {
    const user = await hidden(askFor('roles', () => client.getUser(userId)))
    return !user?.delete_at
  })

  async function grant(roles: string, permission: string): Promise<boolean> {
    const names = roles.split(' ').filter((name) => name !== '')
    const granted = await Promise.all(names.map(permissionsOf))
    return granted.some((permissions) => permissions.includes(permission))
  }

  async function inSystem(userId: string, permission: string): Promise<boolean> {
    const user = await askFor('roles', () => client.getUser(userId))
    return !user.delete_at && grant(user.roles, permission)
  }

  async function inTeam(userId: string, teamId: string, permission: string): Promise<boolean> {
    if (!(await isActive(userId))) return false
    const member = await hidden(askFor('roles', () => client.getTeamMember(teamId, userId)))
    if (member && member.delete_at === 0 && (await grant(member.roles, permission))) return true
    return inSystem(userId, permission)
  }

  async function inChannel(userId: string, channelId: string, permission: string) {
    const channel = await hidden(askFor('id', () => client.getChannel(channelId)))
    if (!channel || !(await isActive(userId))) return false
    const member = await hidden(askFor('roles', () => client.getChannelMember(channelId, userId)))
    if (member && (await grant(member.roles, permission))) return true
    return channel.team_id === ''
      ? inSystem(userId, permission)
      : inTeam(userId, channel.team_id, permission)
  }

  /** Whose command Mattermost brought from a channel may read and write there. */
  const isVouched = (userId: string, channelId: string, permission: string) =>
    BROUGHT.includes(permission) && vouched.wrote(userId, channelId)

  return {
    inSystem,
    inTeam,
    inChannel: (...asked) =>
      gaps.orElse(
        () => inChannel(...asked),
        () => isVouched(...asked),
      ),
  }
}

/** What Mattermost has looked at before it hands on a command. */
const BROUGHT = ['read_channel_content', 'create_post']

/** Answers are kept for so long; what failed is asked again. */
function createKept<T>(clock: Clock, liveMs: number, ask: (name: string) => Promise<T>) {
  const known = new Map<string, { at: number; answer: Promise<T> }>()
  return function kept(name: string): Promise<T> {
    const found = known.get(name)
    if (found && clock.now() - found.at < liveMs) return found.answer
    if (known.size >= KEEP) known.clear()
    const entry = { at: clock.now(), answer: ask(name) }
    known.set(name, entry)
    entry.answer.catch(() => {
      if (known.get(name) === entry) known.delete(name)
    })
    return entry.answer
  }
}

/** Undefined for what is not there, and for what our bot may not see. */
export async function hidden<T>(question: Promise<T>): Promise<T | undefined> {
  try {
    return await question
  } catch (error) {
    if (error instanceof MattermostError && [403, 404].includes(error.status)) return undefined
    throw error
  }
}
