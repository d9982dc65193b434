import { Router } from 'express'
import { AppError, invalidParam, notPermitted } from '../errors'
import { type Integrations, parseAnswer } from '../integrations'
import { mayInTeam, mayRead } from '../permissions'
import type { Triggers } from '../triggers'
import type { DialogRequest } from '../types'
import type { World } from '../world'
import { text, tokenOf, userIdOf } from './door'

/** Shows a dialog to whom the trigger id belongs. Throws AppError. */
export function openDialog(world: World, triggers: Triggers, request: DialogRequest): void {
  const { clientId, userId } = triggers.read(text(request.trigger_id))
  world.events.publish({
    event: 'open_dialog',
    data: { dialog: JSON.stringify({ ...request, trigger_id: clientId }) },
    broadcast: { user_id: userId },
  })
}

const unclear = () => new AppError('app.submit_interactive_dialog.decode_json_error', 500)

/** Whoever holds a trigger id may open a dialog: no session is asked for. */
export function dialogOpeningRoutes(world: World, triggers: Triggers): Router {
  return Router().post('/actions/dialogs/open', (request, response) => {
    const dialog: DialogRequest = request.body ?? {}
    if (!text(dialog.url)) throw invalidParam('url')
    openDialog(world, triggers, dialog)
    response.json({ status: 'OK' })
  })
}

export function dialogRoutes(world: World, integrations: Integrations): Router {
  return Router().post('/actions/dialogs/submit', async (request, response) => {
    const userId = userIdOf(response)
    const { url, channel_id, team_id, type, ...rest } = request.body ?? {}
    if (!text(url)) throw invalidParam('url')
    if (!world.channels.has(channel_id)) {
      throw new AppError('app.channel.get.existing.app_error', 404)
    }
    if (!mayRead(world, userId, channel_id)) throw notPermitted('read_channel_content')
    if (!mayInTeam(world, { userId, teamId: text(team_id), permission: 'view_team' })) {
      throw notPermitted('view_team')
    }
    const kind = type === 'refresh' ? 'refresh' : 'dialog_submission'
    const body = { ...rest, type: kind, user_id: userId, channel_id, team_id }
    const answer = await integrations.ask(url, body, tokenOf(response))
    response.json(parseAnswer(answer, unclear()))
  })
}
