import { Router } from 'express'
import { AppError, notPermitted } from '../errors'
import { may } from '../permissions'
import type { User } from '../types'
import { userByName, type World } from '../world'
import { idParam, param, text, userIdOf, userParam } from './door'

/** People: who am I, who is that, whose name begins like this. */
export function userRoutes(world: World): Router {
  const find = (id: string): User => {
    const user = world.users.get(id)
    if (!user) throw new AppError('app.user.missing_account.const', 404)
    return user
  }
  return Router()
    .use(listRoutes(world))
    .use(changeRoutes(world, find))
    .get('/users/:user', (request, response) => {
      response.json(find(userParam(request, response)))
    })
    .get('/users/:user/groups', () => {
      // Groups come with a licence; without one the server says so.
      throw new AppError('api.license_error', 501)
    })
    .get('/users/:user/image', (request, response) => {
      const user = find(idParam(request, 'user'))
      const picture = world.pictures.get(user.id)
      if (!picture) return void response.type('image/svg+xml').send(letterOf(user))
      response.type(picture[0] === 0x89 ? 'image/png' : 'image/svg+xml').send(picture)
    })
}

function listRoutes(world: World): Router {
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
    .get('/users/username/:name', (request, response) => {
      const user = userByName(world, param(request, 'name'))
      if (!user) throw new AppError('app.user.get_by_username.app_error', 404)
      response.json(user)
    })
}

function changeRoutes(world: World, find: (id: string) => User): Router {
  const changeable = (id: string, me: string): User => {
    if (id !== me && !may(world, me, 'edit_other_users')) throw notPermitted('edit_other_users')
    return find(id)
  }
  return Router()
    .put('/users/:user/patch', (request, response) => {
      const user = changeable(userParam(request, response), userIdOf(response))
      const { locale = user.locale, nickname = user.nickname } = request.body ?? {}
      Object.assign(user, { locale, nickname, update_at: world.tick() })
      world.events.publish({ event: 'user_updated', data: { user }, broadcast: {} })
      response.json(user)
    })
    .put('/users/:user/active', (request, response) => {
      const user = changeable(userParam(request, response), userIdOf(response))
      if (request.body?.active === true) user.delete_at = 0
      else deactivate(world, user)
      response.json({ status: 'OK' })
    })
}

/** The first letter of the name, as Mattermost draws it. */
function letterOf({ username }: User): string {
  const letter = username.charAt(0).toUpperCase()
  const middle = 'x="50" y="68" font-size="50" text-anchor="middle" font-family="sans-serif"'
  const words = `<rect width="100" height="100" fill="#5d6b82"/><text ${middle} fill="#fff">${letter}</text>`
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100">${words}</svg>`
}

function deactivate(world: World, user: User): void {
  Object.assign(user, { delete_at: world.tick() })
  for (const [token, { userId }] of world.sessions) {
    if (userId === user.id) world.sessions.delete(token)
  }
}

function matchUsers(world: World, query: Record<string, unknown>): User[] {
  const name = text(query['name']).toLowerCase()
  const members =
    world.members.get(text(query['in_channel'])) ??
    world.teamMembers.get(text(query['in_team']) || text(query['team_id']) || world.team.id)
  const begins = (word: string) => word.toLowerCase().startsWith(name)
  return [...world.users.values()]
    .filter((user) => user.delete_at === 0 && members?.has(user.id))
    .filter((user) => [user.username, user.first_name, user.last_name, user.nickname].some(begins))
    .slice(0, Number(text(query['limit'])) || 100)
}
