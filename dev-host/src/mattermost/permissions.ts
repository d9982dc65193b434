/** Who may what: Mattermost's order of asking. Channel roles first, then the team's, then the system's. */
import { channelRoles, grants, teamRoles } from './roles'
import type { World } from './world'

export function isAdmin(world: World, userId: string): boolean {
  return may(world, userId, 'manage_system')
}

export function isMember(world: World, userId: string, channelId: string): boolean {
  return world.members.get(channelId)?.has(userId) ?? false
}

/** In the whole system; nobody who was deactivated. */
export function may(world: World, userId: string, permission: string): boolean {
  const user = world.users.get(userId)
  return user !== undefined && user.delete_at === 0 && grants(user.roles, permission)
}

export function mayInTeam(
  world: World,
  { userId, teamId, permission }: { userId: string; teamId: string; permission: string },
): boolean {
  if (!world.teams.has(teamId)) return false
  const member = world.teamMembers.get(teamId)?.get(userId)
  if (member && isActive(world, userId) && grants(teamRoles(member.admin), permission)) return true
  return may(world, userId, permission)
}

/** False in a channel that does not exist. */
export function mayInChannel(
  world: World,
  { userId, channelId, permission }: { userId: string; channelId: string; permission: string },
): boolean {
  const channel = world.channels.get(channelId)
  if (!channel) return false
  const member = world.members.get(channelId)?.get(userId)
  if (member && isActive(world, userId) && grants(channelRoles(member.admin), permission)) {
    return true
  }
  const { team_id: teamId } = channel
  return teamId === ''
    ? may(world, userId, permission)
    : mayInTeam(world, { userId, teamId, permission })
}

function isActive(world: World, userId: string): boolean {
  return world.users.get(userId)?.delete_at === 0
}

/** Members, administrators, and the whole team where a channel is public. */
export function mayRead(world: World, userId: string, channelId: string): boolean {
  if (mayInChannel(world, { userId, channelId, permission: 'read_channel_content' })) return true
  const channel = world.channels.get(channelId)
  if (channel?.type !== 'O') return false
  const { team_id: teamId } = channel
  return mayInTeam(world, { userId, teamId, permission: 'read_public_channel' })
}
