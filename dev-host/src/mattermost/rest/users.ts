import { Router } from 'express'
import { AppError, notPermitted } from '../errors'
import { isAdmin } from '../permissions'
import type { User } from '../types'
import type { World } from '../world'
import { param, text, userIdOf } from './door'

/** People: who am I, who is that, whose name begins like this. */
export function userRoutes(world: World): Router {
  const find = (id: string, me: string): User => {
    const user = world.users.get(id === 'me' ? me : id)
    if (!user) throw new AppError('app.user.missing_account.const', 404)
    return user
  }
  return Router()
    .get('/users/autocomplete', (request, response) => {
      response.json({ users: matchUsers(world, request.query) })
    })
    .post('/users/ids', (request, response) => {
      const ids: unknown[] = Array.isArray(request.body) ? request.body : []
      response.json(ids.flatMap((id) => world.users.get(text(id)) ?? []))
    })
    .get('/users', (_request, response) => {
      response.json([...world.users.values()])
    })
    .get('/users/:id', (request, response) => {
      response.json(find(param(request, 'id'), userIdOf(response)))
    })
    .put('/users/:id/patch', (request, response) => {
      const me = userIdOf(response)
      const user = find(param(request, 'id'), me)
      if (user.id !== me && !isAdmin(world, me)) throw notPermitted('edit_other_users')
      const { locale = user.locale, nickname = user.nickname } = request.body ?? {}
      Object.assign(user, { locale, nickname, update_at: world.tick() })
      world.events.publish({ event: 'user_updated', data: { user }, broadcast: {} })
      response.json(user)
    })
    .get('/users/:id/image', (request, response) => {
      const picture = world.pictures.get(param(request, 'id'))
      if (!picture) throw new AppError('api.user.get_profile_image.not_found.app_error', 404)
      response.type(picture[0] === 0x89 ? 'image/png' : 'image/svg+xml').send(picture)
    })
}

function matchUsers(world: World, query: Record<string, unknown>): User[] {
  const name = text(query['name']).toLowerCase()
  const members = world.members.get(text(query['in_channel'])) ?? world.teamMembers
  const begins = (word: string) => word.toLowerCase().startsWith(name)
  return [...world.users.values()]
    .filter((user) => user.delete_at === 0 && members.has(user.id))
    .filter((user) => [user.username, user.first_name, user.last_name, user.nickname].some(begins))
    .slice(0, Number(text(query['limit'])) || 100)
}
