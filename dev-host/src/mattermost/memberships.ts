/** Joining and leaving: who is told, and the lines the server writes about it. */
import { AppError } from './errors'
import { newId } from './ids'
import { addSystemPost } from './posts'
import type { Channel, Team } from './types'
import { addChannel, join, type World } from './world'

/** Who comes or goes, and who wanted it. */
export interface Mover {
  userId: string
  byId: string
}

/** By one's own wish, or by somebody else's. Nothing happens to those who are in it. */
export function joinChannel(world: World, channel: Channel, { userId, byId }: Mover): void {
  const members = world.members.get(channel.id)
  if (members?.has(userId)) return
  if (!world.teamMembers.get(channel.team_id)?.has(userId)) {
    throw new AppError('api.channel.add_user.to.channel.failed.deleted.app_error', 400)
  }
  join(members, userId)
  world.events.publish({
    event: 'user_added',
    data: { user_id: userId, team_id: channel.team_id },
    broadcast: { channel_id: channel.id },
  })
  tell(world, channel, { userId, byId, verb: 'join' })
}

export function leaveChannel(world: World, channel: Channel, { userId, byId }: Mover): void {
  if (!world.members.get(channel.id)?.delete(userId)) {
    throw new AppError('app.channel.get_member.missing.app_error', 404)
  }
  world.events.publish({
    event: 'user_removed',
    data: { channel_id: channel.id, remover_id: byId },
    broadcast: { user_id: userId },
  })
  tell(world, channel, { userId, byId, verb: 'leave' })
}

interface Moved extends Mover {
  verb: 'join' | 'leave'
}

const TYPES = {
  join: { self: 'system_join_channel', other: 'system_add_to_channel', said: 'added to' },
  leave: {
    self: 'system_leave_channel',
    other: 'system_remove_from_channel',
    said: 'removed from',
  },
}

function tell(world: World, channel: Channel, { userId, byId, verb }: Moved): void {
  const [name, by] = [userId, byId].map((id) => world.users.get(id)?.username ?? '')
  const { self, other, said } = TYPES[verb]
  const alone = userId === byId
  addSystemPost(world, {
    user_id: byId,
    channel_id: channel.id,
    type: alone ? self : other,
    message: alone
      ? `${name} has ${verb === 'join' ? 'joined' : 'left'}.`
      : `${name} ${said} the channel by ${by}.`,
    props: { username: by, ...(!alone && { addedUserId: userId, addedUsername: name }) },
  })
}

/** With the two channels every team begins with. */
export function openTeam(world: World, team: Team, creatorId: string): void {
  for (const [name, display_name] of [
    ['town-square', 'Town Square'],
    ['off-topic', 'Off-Topic'],
  ] as const) {
    addChannel(world, { name, display_name, team_id: team.id }, [])
  }
  joinTeam(world, team, creatorId, true)
}

/** Into the team and its first channels. */
// biome-ignore lint/complexity/useMaxParams: who, and what of it, as with `join`
export function joinTeam(world: World, team: Team, userId: string, admin = false): void {
  const members = world.teamMembers.get(team.id)
  if (members?.has(userId)) return
  join(members, userId, admin)
  for (const channel of world.channels.values()) {
    const open = channel.name === 'town-square' || channel.name === 'off-topic'
    if (channel.team_id === team.id && open) join(world.members.get(channel.id), userId)
  }
}

/** The two people's own channel, the first time or again. */
export function directChannel(world: World, one: string, other: string): Channel {
  const name = [one, other].sort().join('__')
  const known = [...world.channels.values()].find((channel) => channel.name === name)
  if (known) return known
  const people = [one, other].flatMap((id) => world.users.get(id) ?? [])
  const wanted = { id: newId(), name, type: 'D', team_id: '', display_name: '' } as const
  const channel = addChannel(world, wanted, people)
  world.events.publish({
    event: 'direct_added',
    data: { creator_id: one, teammate_id: other },
    broadcast: { channel_id: channel.id },
  })
  return channel
}
