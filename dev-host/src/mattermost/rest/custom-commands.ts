import { Router, text as textBody } from 'express'
import { postAnswer, readAnswer } from '../command-answers'
import type { CustomCommand, CustomCommands } from '../custom-commands'
import { AppError, notPermitted } from '../errors'
import { mayInTeam } from '../permissions'
import type { World } from '../world'
import { answerErrors, idParam, param, text, userIdOf } from './door'

const NEEDED = 'manage_own_slash_commands'

/** A team's own slash commands: made, listed, given a new token, taken away. */
export function customCommandRoutes(world: World, customCommands: CustomCommands): Router {
  const check = (userId: string, teamId: string) => {
    if (!mayInTeam(world, { userId, teamId, permission: NEEDED })) throw notPermitted(NEEDED)
  }
  const managed = (id: string, userId: string): CustomCommand => {
    const command = customCommands.get(id)
    // Whoever may not manage it does not learn that it is there.
    const place = { userId, teamId: command.team_id, permission: NEEDED }
    if (!mayInTeam(world, place)) throw new AppError('store.sql_command.save.get.app_error', 404)
    return command
  }
  return Router()
    .post('/commands', (request, response) => {
      const { team_id, trigger, url, ...rest } = request.body ?? {}
      const userId = userIdOf(response)
      check(userId, text(team_id))
      const wanted = { team_id, trigger: text(trigger), url: text(url), creator_id: userId }
      response.status(201).json(customCommands.create({ ...rest, ...wanted }))
    })
    .get('/commands', (request, response) => {
      const teamId = text(request.query['team_id'])
      check(userIdOf(response), teamId)
      response.json(customCommands.ofTeam(teamId))
    })
    .put('/commands/:command/regen_token', (request, response) => {
      const { id } = managed(idParam(request, 'command'), userIdOf(response))
      response.json({ token: customCommands.newToken(id).token })
    })
    .delete('/commands/:command', (request, response) => {
      customCommands.remove(managed(idParam(request, 'command'), userIdOf(response)).id)
      response.json({ status: 'OK' })
    })
}

/** `/hooks/commands/<id>`: what a service has to say after its first answer. */
export function answerRoutes(world: World, customCommands: CustomCommands): Router {
  return Router()
    .post('/hooks/commands/:id', textBody({ type: () => true }), (request, response) => {
      const place = customCommands.useAnswer(param(request, 'id'))
      const answer = readLate(request.headers['content-type'], text(request.body))
      postAnswer(world, place, { answer, foreign: true })
      response.type('text').send('ok')
    })
    .use(answerErrors)
}

function readLate(contentType: string | undefined, body: string) {
  try {
    return readAnswer(contentType ?? null, body)
  } catch {
    throw new AppError('web.command_webhook.parse.app_error', 400)
  }
}
