import { Router } from 'express'
import { AppError, notPermitted } from '../errors'
import { isAdmin, isMember, mayRead } from '../permissions'
import type { Channel } from '../types'
import type { World } from '../world'
import { param, text, userIdOf } from './door'

/** The team and its channels, as far as the caller may see them. */
export function channelRoutes(world: World): Router {
  const readable = (id: string, userId: string): Channel => {
    const channel = world.channels.get(id)
    if (!channel) throw new AppError('app.channel.get.existing.app_error', 404)
    if (!mayRead(world, userId, id)) throw notPermitted('read_channel')
    return channel
  }
  const mine = (userId: string) =>
    [...world.channels.values()].filter((channel) => isMember(world, userId, channel.id))

  return Router()
    .get('/users/me/teams', (_request, response) => {
      response.json([world.team])
    })
    .get('/users/me/teams/:team/channels', (_request, response) => {
      response.json(mine(userIdOf(response)))
    })
    .get('/teams/:team/channels/autocomplete', (request, response) => {
      const name = text(request.query['name']).toLowerCase()
      const matches = ({ name: slug, display_name }: Channel) =>
        slug.includes(name) || display_name.toLowerCase().includes(name)
      const seen = [...world.channels.values()].filter(
        (channel) => channel.delete_at === 0 && mayRead(world, userIdOf(response), channel.id),
      )
      response.json(seen.filter(matches))
    })
    .get('/teams/:team/channels/name/:name', (request, response) => {
      const named = [...world.channels.values()].find(
        (channel) => channel.name === param(request, 'name'),
      )
      response.json(readable(named?.id ?? '', userIdOf(response)))
    })
    .get('/channels/:id', (request, response) => {
      response.json(readable(param(request, 'id'), userIdOf(response)))
    })
    .get('/channels/:id/members/me', (request, response) => {
      const id = param(request, 'id')
      const userId = userIdOf(response)
      if (!isMember(world, userId, id)) {
        throw new AppError('app.channel.get_member.missing.app_error', 404)
      }
      response.json({ channel_id: id, user_id: userId, roles: 'channel_user' })
    })
    .delete('/channels/:id', (request, response) => {
      const channel = readable(param(request, 'id'), userIdOf(response))
      if (!isAdmin(world, userIdOf(response))) throw notPermitted('delete_public_channel')
      channel.delete_at = world.tick()
      response.json({ status: 'OK' })
    })
}
