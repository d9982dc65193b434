import { Router } from 'express'
import { AppError, invalidParam, notPermitted } from '../errors'
import { isId } from '../ids'
import { joinChannel, leaveChannel, type Mover } from '../memberships'
import { isMember, mayInChannel, mayInTeam } from '../permissions'
import { channelRoles } from '../roles'
import type { Channel } from '../types'
import type { World } from '../world'
import { idParam, userIdOf, userParam } from './door'

/** Who is in a channel, with which roles. */
export function channelMemberRoutes(world: World, known: (id: string) => Channel): Router {
  return Router()
    .post('/channels/:channel/members', (request, response) => {
      const channel = known(idParam(request, 'channel'))
      const { user_id: userId } = request.body ?? {}
      if (!isId(userId)) throw invalidParam('user_id or user_ids')
      checkMayAdd(world, channel, { userId, byId: userIdOf(response) })
      if (!world.users.has(userId)) throw new AppError('app.user.missing_account.const', 404)
      joinChannel(world, channel, { userId, byId: userIdOf(response) })
      response.status(201).json(memberOf(world, channel.id, userId))
    })
    .get('/channels/:channel/members/:user', (request, response) => {
      const channelId = idParam(request, 'channel')
      const caller = { userId: userIdOf(response), channelId }
      if (!mayInChannel(world, { ...caller, permission: 'read_channel' })) {
        throw notPermitted('read_channel')
      }
      response.json(memberOf(world, channelId, userParam(request, response)))
    })
    .delete('/channels/:channel/members/:user', (request, response) => {
      const channel = known(idParam(request, 'channel'))
      const userId = userParam(request, response)
      const byId = userIdOf(response)
      if (channel.type === 'D') {
        throw new AppError('api.channel.remove_channel_member.type.app_error', 400)
      }
      const permission = managing(channel)
      const place = { userId: byId, channelId: channel.id, permission }
      if (userId !== byId && !mayInChannel(world, place)) throw notPermitted(permission)
      leaveChannel(world, channel, { userId, byId })
      response.json({ status: 'OK' })
    })
}

function memberOf(world: World, channelId: string, userId: string) {
  const member = world.members.get(channelId)?.get(userId)
  if (!member) throw new AppError('app.channel.get_member.missing.app_error', 404)
  return {
    ...{ channel_id: channelId, user_id: userId, roles: channelRoles(member.admin) },
    ...{ scheme_guest: false, scheme_user: true, scheme_admin: member.admin, explicit_roles: '' },
    ...{ notify_props: {}, msg_count: 0, mention_count: 0, last_viewed_at: 0 },
  }
}

function managing({ type }: Channel): string {
  return type === 'P' ? 'manage_private_channel_members' : 'manage_public_channel_members'
}

/** Anybody of the team into a public channel themselves; others by members, as in a private one. */
function checkMayAdd(world: World, channel: Channel, { userId, byId }: Mover): void {
  const { id: channelId, team_id: teamId, type } = channel
  if (type === 'D') throw new AppError('api.channel.add_user_to_channel.type.app_error', 400)
  if (type === 'O' && userId === byId) {
    const permission = 'join_public_channels'
    const may = mayInTeam(world, { userId, teamId, permission })
    if (!may && !isMember(world, userId, channelId)) throw notPermitted(permission)
    return
  }
  const permission = managing(channel)
  if (!mayInChannel(world, { userId: byId, channelId, permission })) throw notPermitted(permission)
}
