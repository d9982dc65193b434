import { type Request, Router } from 'express'
import { AppError, invalidParam, notPermitted } from '../errors'
import { isId } from '../ids'
import { directChannel } from '../memberships'
import { isMember, mayInChannel, mayInTeam, mayRead } from '../permissions'
import { addSystemPost } from '../posts'
import type { Channel } from '../types'
import { addChannel, channelByName, join, teamByName, type World } from '../world'
import { channelMemberRoutes } from './channel-members'
import { idParam, param, require, text, userIdOf, userParam } from './door'
import { ownOrAny } from './teams'

/** The channels of a team, as far as the caller may see them, and direct messages. */
export function channelRoutes(world: World): Router {
  const { known, readable, named } = finders(world)
  return Router()
    .post('/channels', (request, response) => {
      const channel = createChannel(world, userIdOf(response), request.body ?? {})
      response.status(201).json(channel)
    })
    .post('/channels/direct', (request, response) => {
      require(world, response, 'create_direct_channel')
      const [one, other = one] = Array.isArray(request.body) ? request.body : []
      if (!isId(one) || !isId(other)) throw invalidParam('user_id')
      if (![one, other].includes(userIdOf(response))) require(world, response, 'manage_system')
      for (const id of [one, other]) {
        if (!world.users.has(id)) throw new AppError('app.user.missing_account.const', 404)
      }
      response.status(201).json(directChannel(world, one, other))
    })
    .get('/users/:user/teams/:team/channels', (request, response) => {
      const userId = ownOrAny(world, userParam(request, response), userIdOf(response))
      const teamId = idParam(request, 'team')
      const mine = ({ id, team_id, delete_at }: Channel) =>
        isMember(world, userId, id) && delete_at === 0 && (team_id === teamId || team_id === '')
      response.json([...world.channels.values()].filter(mine))
    })
    .get('/teams/:team/channels/autocomplete', (request, response) => {
      response.json(suggestChannels(world, userIdOf(response), request))
    })
    .get('/teams/:team/channels/name/:name', (request, response) => {
      const channel = channelByName(world, param(request, 'name'), idParam(request, 'team'))
      response.json(named(channel, request, userIdOf(response)))
    })
    .get('/teams/name/:team/channels/name/:name', (request, response) => {
      const team = teamByName(world, param(request, 'team'))
      const channel = team && channelByName(world, param(request, 'name'), team.id)
      response.json(named(channel, request, userIdOf(response)))
    })
    .get('/channels/:channel', (request, response) => {
      response.json(readable(idParam(request, 'channel'), userIdOf(response)))
    })
    .delete('/channels/:channel', (request, response) => {
      archive(world, known(idParam(request, 'channel')), userIdOf(response))
      response.json({ status: 'OK' })
    })
    .use(channelMemberRoutes(world, known))
}

function finders(world: World) {
  const known = (id: string): Channel => {
    const channel = world.channels.get(id)
    if (!channel) throw new AppError('app.channel.get.existing.app_error', 404)
    return channel
  }
  const seen = ({ id, type, team_id }: Channel, userId: string) =>
    mayInChannel(world, { userId, channelId: id, permission: 'read_channel' }) ||
    (type === 'O' &&
      mayInTeam(world, { userId, teamId: team_id, permission: 'read_public_channel' }))
  return {
    known,
    readable(id: string, userId: string): Channel {
      const channel = known(id)
      if (!seen(channel, userId)) throw notPermitted('read_channel')
      return channel
    },
    /** A private one that the caller is not in is not there at all. */
    named(channel: Channel | undefined, request: Request, userId: string): Channel {
      const archived = channel && channel.delete_at > 0
      const missing = !channel || (archived && request.query['include_deleted'] !== 'true')
      if (missing || (channel.type !== 'O' && !seen(channel, userId))) {
        throw new AppError('app.channel.get_by_name.missing.app_error', 404)
      }
      if (!seen(channel, userId)) throw notPermitted('read_public_channel')
      return channel
    },
  }
}

function createChannel(world: World, userId: string, body: Record<string, unknown>): Channel {
  const [teamId, name, shown] = [body['team_id'], body['name'], body['display_name']].map(text)
  const hidden = body['type'] === 'P'
  const permission = hidden ? 'create_private_channel' : 'create_public_channel'
  if (!mayInTeam(world, { userId, teamId: teamId ?? '', permission })) {
    throw notPermitted(permission)
  }
  if (!name || !teamId) throw invalidParam('channel')
  if (channelByName(world, name, teamId)) {
    throw new AppError('store.sql_channel.save_channel.exists.app_error', 400)
  }
  const channel = addChannel(
    world,
    {
      ...{ name, team_id: teamId, display_name: shown || name, type: hidden ? 'P' : 'O' },
      ...{ header: text(body['header']), purpose: text(body['purpose']), creator_id: userId },
    },
    [],
  )
  join(world.members.get(channel.id), userId, true)
  const { username = '' } = world.users.get(userId) ?? {}
  addSystemPost(world, {
    ...{ user_id: userId, channel_id: channel.id, type: 'system_join_channel' },
    ...{ message: `${username} joined the channel.`, props: { username } },
  })
  world.events.publish({
    event: 'channel_created',
    data: { channel_id: channel.id, team_id: teamId },
    broadcast: { user_id: userId },
  })
  return channel
}

function archive(world: World, channel: Channel, userId: string): void {
  const { id: channelId, team_id, type, name } = channel
  if (type === 'D') throw new AppError('api.channel.delete_channel.type.invalid', 400)
  const permission = type === 'P' ? 'delete_private_channel' : 'delete_public_channel'
  if (!mayInChannel(world, { userId, channelId, permission })) throw notPermitted(permission)
  if (name === 'town-square') {
    throw new AppError('api.channel.delete_channel.cannot.app_error', 400)
  }
  channel.delete_at = world.tick()
  world.events.publish({
    event: 'channel_deleted',
    data: { channel_id: channelId, delete_at: channel.delete_at },
    broadcast: { team_id },
  })
}

function suggestChannels(world: World, userId: string, request: Request): Channel[] {
  const teamId = idParam(request, 'team')
  if (!mayInTeam(world, { userId, teamId, permission: 'list_team_channels' })) {
    throw notPermitted('list_team_channels')
  }
  const name = text(request.query['name']).toLowerCase()
  const matches = ({ name: slug, display_name }: Channel) =>
    slug.includes(name) || display_name.toLowerCase().includes(name)
  return [...world.channels.values()]
    .filter(({ team_id, delete_at }) => team_id === teamId && delete_at === 0)
    .filter((channel) => mayRead(world, userId, channel.id) && matches(channel))
}
