/** Who may what, with the roles Mattermost ships: members, team members and system administrators. */
import type { World } from './world'

export function isAdmin(world: World, userId: string): boolean {
  return world.users.get(userId)?.roles.split(' ').includes('system_admin') ?? false
}

export function isMember(world: World, userId: string, channelId: string): boolean {
  return world.members.get(channelId)?.has(userId) ?? false
}

// What a member's role allows in a channel, as far as anybody asks here.
const MEMBER_RIGHTS = new Set([
  'create_post',
  'read_channel',
  'read_channel_content',
  'upload_file',
  'add_reaction',
  'use_channel_mentions',
])

/** Members by role, administrators always, nobody in a channel that does not exist. */
export function mayInChannel(
  world: World,
  { userId, channelId, permission }: { userId: string; channelId: string; permission: string },
): boolean {
  const user = world.users.get(userId)
  if (!user || user.delete_at > 0 || !world.channels.has(channelId)) return false
  if (isAdmin(world, userId)) return true
  return isMember(world, userId, channelId) && MEMBER_RIGHTS.has(permission)
}

const TEAM_RIGHTS = new Set(['view_team', 'read_public_channel', 'list_team_channels'])

export function mayInTeam(
  world: World,
  { userId, teamId, permission }: { userId: string; teamId: string; permission: string },
): boolean {
  if (!world.users.has(userId) || teamId !== world.team.id) return false
  if (isAdmin(world, userId)) return true
  return world.teamMembers.has(userId) && TEAM_RIGHTS.has(permission)
}

/** Members, administrators, and the whole team where a channel is public. */
export function mayRead(world: World, userId: string, channelId: string): boolean {
  if (mayInChannel(world, { userId, channelId, permission: 'read_channel_content' })) return true
  const channel = world.channels.get(channelId)
  return channel?.type === 'O' && world.teamMembers.has(userId)
}
