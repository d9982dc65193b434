import { type Response, Router } from 'express'
import { AppError, invalidParam, notPermitted } from '../errors'
import { may } from '../permissions'
import type { User } from '../types'
import { addToken, addUser, openSession, userByName, type World } from '../world'
import { require, text, userIdOf, userParam } from './door'

/** Signing in with name and password: before anybody is known. */
export function loginRoutes(world: World): Router {
  return Router().post('/users/login', (request, response) => {
    const { login_id, password } = request.body ?? {}
    const user = userByName(world, text(login_id))
    if (!user || !text(password) || world.passwords.get(user.id) !== password) {
      throw new AppError('api.user.login.invalid_credentials_email_username', 401)
    }
    response.set('Token', openSession(world, user.id).token).json(user)
  })
}

/** People and bots as administrators make them, and tokens to act as them. */
export function accountRoutes(world: World): Router {
  const checkName = (username: string) => {
    if (!/^[a-z][a-z0-9._-]{2,}$/.test(username)) {
      throw new AppError('model.user.is_valid.username.app_error', 400)
    }
    if (userByName(world, username)) {
      throw new AppError('app.user.save.username_exists.app_error', 400)
    }
  }
  return Router()
    .post('/users', (request, response) => {
      require(world, response, 'manage_system')
      const { username, password, email, locale, first_name, last_name } = request.body ?? {}
      checkName(text(username))
      const names = { first_name: text(first_name), last_name: text(last_name) }
      const user = addUser(world, { username, email, locale: text(locale) || 'en', ...names })
      world.passwords.set(user.id, text(password))
      response.status(201).json(user)
    })
    .post('/bots', (request, response) => {
      require(world, response, 'create_bot')
      const { username, display_name, description } = request.body ?? {}
      checkName(text(username))
      const user = addUser(world, {
        ...{ username, first_name: text(display_name), is_bot: true },
        bot_description: text(description),
      })
      response.status(201).json(botOf(user, userIdOf(response)))
    })
    .post('/users/:user/tokens', (request, response) => {
      const userId = userParam(request, response)
      const description = text(request.body?.description)
      if (!world.users.has(userId)) throw new AppError('app.user.missing_account.const', 404)
      if (!description) throw invalidParam('description')
      checkMayGiveTokens(world, userId, response)
      response.json(addToken(world, userId, description))
    })
}

function checkMayGiveTokens(world: World, userId: string, response: Response): void {
  require(world, response, 'create_user_access_token')
  const me = userIdOf(response)
  if (userId !== me && !may(world, me, 'edit_other_users')) throw notPermitted('edit_other_users')
}

function botOf({ id, username, first_name, bot_description, ...rest }: User, ownerId: string) {
  const { create_at, update_at, delete_at } = rest
  return {
    ...{ user_id: id, username, display_name: first_name, description: bot_description },
    ...{ owner_id: ownerId, create_at, update_at, delete_at },
  }
}
