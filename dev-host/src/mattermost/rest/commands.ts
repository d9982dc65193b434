import { Router } from 'express'
import type { Commands, Suggestion } from '../commands'
import { AppError, notPermitted } from '../errors'
import { isId } from '../ids'
import { mayInChannel, mayInTeam, mayRead } from '../permissions'
import { createPost, sendEphemeralPost } from '../posts'
import type { Triggers } from '../triggers'
import type { World } from '../world'
import { text, userIdOf } from './door'

/** Go's spelling, as the plugin hook takes it. */
export interface CommandArgs {
  UserId: string
  ChannelId: string
  TeamId: string
  RootId: string
  TriggerId: string
  Command: string
  SiteURL: string
}
export interface CommandAnswer {
  ResponseType?: string
  Text?: string
  Type?: string
  Props?: Record<string, unknown> | null
}

export interface CommandNeeds {
  world: World
  commands: Commands
  triggers: Triggers
  siteUrl: () => string
  executeCommand: (args: CommandArgs) => Promise<CommandAnswer>
  /** Hands a dialog's submission or a click to the plugin; its JSON answer. */
  askPlugin: (url: string, body: object, token: string) => Promise<unknown>
}

/** Slash commands and the dialogs they open. */
export function commandRoutes(needs: CommandNeeds): Router {
  const { world, commands } = needs
  return Router()
    .get('/teams/:team/commands/autocomplete_suggestions', (request, response) => {
      const suggestions: Suggestion[] = commands.suggest(text(request.query['user_input']))
      response.json(suggestions)
    })
    .get('/teams/:team/commands/autocomplete', (_request, response) => {
      response.json(commands.all())
    })
    .post('/commands/execute', async (request, response) => {
      response.json(await runCommand(needs, userIdOf(response), request.body ?? {}))
    })
    .post('/actions/dialogs/submit', async (request, response) => {
      const userId = userIdOf(response)
      const { url, channel_id, team_id, ...rest } = request.body ?? {}
      if (!text(url).startsWith('/plugins/')) {
        throw new AppError('api.context.invalid_body_param.app_error', 400, 'url')
      }
      if (!mayRead(world, userId, channel_id)) throw notPermitted('read_channel_content')
      if (!mayInTeam(world, { userId, teamId: team_id, permission: 'view_team' })) {
        throw notPermitted('view_team')
      }
      const body = { ...rest, type: 'dialog_submission', user_id: userId, channel_id, team_id }
      response.json(await needs.askPlugin(url, body, response.locals['token']))
    })
}

async function runCommand(needs: CommandNeeds, userId: string, body: Record<string, unknown>) {
  const { world, commands, triggers } = needs
  const line = text(body['command'])
  const channelId = text(body['channel_id'])
  if (!line.startsWith('/') || line.length < 2 || !isId(channelId)) {
    throw new AppError('api.command.execute_command.start.app_error', 400)
  }
  if (!mayInChannel(world, { userId, channelId, permission: 'create_post' })) {
    throw notPermitted('create_post')
  }
  const channel = world.channels.get(channelId)
  if (!channel || channel.delete_at > 0) {
    throw new AppError('api.command.execute_command.deleted.error', 400)
  }
  commands.find(line)
  const args: CommandArgs = {
    UserId: userId,
    ChannelId: channelId,
    TeamId: channel.team_id,
    RootId: text(body['root_id']),
    TriggerId: triggers.open(userId),
    Command: line,
    SiteURL: needs.siteUrl(),
  }
  const answer = await needs.executeCommand(args)
  postAnswer(world, args, answer)
  return { response_type: answer.ResponseType, text: answer.Text, trigger_id: args.TriggerId }
}

/** The text of an answer becomes a post, unless there is none. */
function postAnswer(world: World, args: CommandArgs, answer: CommandAnswer): void {
  if (!answer.Text) return
  const post = {
    user_id: args.UserId,
    channel_id: args.ChannelId,
    root_id: args.RootId,
    message: answer.Text,
    type: answer.Type ?? '',
    props: { ...answer.Props, from_webhook: 'true' },
  }
  if (answer.ResponseType === 'in_channel') createPost(world, post)
  else sendEphemeralPost(world, args.UserId, post)
}
