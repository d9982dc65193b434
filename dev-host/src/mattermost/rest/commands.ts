import { Router } from 'express'
import { type CommandAnswer, completeAnswer, postAnswer, readAnswer } from '../command-answers'
import type { Commands, Suggestion } from '../commands'
import type { CustomCommand, CustomCommands } from '../custom-commands'
import { AppError, notPermitted } from '../errors'
import { isId } from '../ids'
import type { Integrations } from '../integrations'
import { publicChannelsIn, teamMembersIn } from '../mentions'
import { mayInChannel } from '../permissions'
import type { Trigger, Triggers } from '../triggers'
import type { Channel } from '../types'
import type { World } from '../world'
import { idParam, text, userIdOf } from './door'

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

export interface CommandNeeds {
  world: World
  commands: Commands
  customCommands: CustomCommands
  triggers: Triggers
  integrations: Integrations
  siteUrl: () => string
  /** Asks the plugin. */
  executeCommand: (args: CommandArgs) => Promise<CommandAnswer>
}

/** Slash commands: what there is to type, and running one. */
export function commandRoutes(needs: CommandNeeds): Router {
  const { commands, customCommands } = needs
  const shown = (teamId: string) =>
    customCommands.ofTeam(teamId).filter(({ auto_complete }) => auto_complete)
  return Router()
    .get('/teams/:team/commands/autocomplete_suggestions', (request, response) => {
      const typed = text(request.query['user_input'])
      const suggestions: Suggestion[] = commands.suggest(typed, shown(idParam(request, 'team')))
      response.json(suggestions)
    })
    .get('/teams/:team/commands/autocomplete', (request, response) => {
      const theirs = shown(idParam(request, 'team')).map((command) => ({ ...command, token: '' }))
      response.json([...commands.all(), ...theirs])
    })
    .post('/commands/execute', async (request, response) => {
      response.json(await runCommand(needs, userIdOf(response), request.body ?? {}))
    })
}

async function runCommand(needs: CommandNeeds, userId: string, body: Record<string, unknown>) {
  const { world, commands, customCommands } = needs
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
  const trigger = needs.triggers.open(userId)
  const teamId = channel.team_id || text(body['team_id'])
  const run: Run = { line, channel, userId, teamId, rootId: text(body['root_id']), trigger }
  const custom = commands.has(line) ? undefined : customCommands.find(teamId, wordsOf(line)[0])
  if (!custom) commands.find(line)
  const answer = custom ? await askService(needs, custom, run) : await askPlugin(needs, run)
  postAnswer(world, { ...run, channelId }, { answer, foreign: custom !== undefined })
  return completeAnswer(answer, trigger.clientId)
}

interface Run {
  line: string
  channel: Channel
  userId: string
  teamId: string
  rootId: string
  trigger: Trigger
}

/** `/Ticket new x` → `ticket`, `new x`. */
function wordsOf(line: string): [trigger: string, rest: string] {
  const at = line.search(/\s/)
  const end = at < 0 ? line.length : at
  return [line.slice(1, end).toLowerCase(), line.slice(end + 1)]
}

function askPlugin(needs: CommandNeeds, run: Run): Promise<CommandAnswer> {
  return needs.executeCommand({
    UserId: run.userId,
    ChannelId: run.channel.id,
    TeamId: run.teamId,
    RootId: run.rootId,
    TriggerId: run.trigger.triggerId,
    Command: run.line,
    SiteURL: needs.siteUrl(),
  })
}

async function askService(
  needs: CommandNeeds,
  command: CustomCommand,
  run: Run,
): Promise<CommandAnswer> {
  const { id: commandId, url, token } = command
  const { userId, teamId, rootId, channel } = run
  const place = { commandId, userId, channelId: channel.id, teamId, rootId }
  const responseUrl = `${needs.siteUrl()}/hooks/commands/${needs.customCommands.openAnswer(place)}`
  const form = { ...formOf(needs.world, command, run), response_url: responseUrl }
  const failed = (detail: string, id = 'failed') =>
    new AppError(`api.command.execute_command.${id}.app_error`, 500, detail)
  const response = await needs.integrations.send(url, token, form).catch((error: unknown) => {
    throw failed(String(error))
  })
  const body = await response.text()
  if (response.status !== 200) throw failed(body, 'failed_resp')
  try {
    return readAnswer(response.headers.get('content-type'), body)
  } catch (error) {
    throw failed(String(error))
  }
}

function formOf(world: World, command: CustomCommand, run: Run): Record<string, string> {
  const [trigger, rest] = wordsOf(run.line)
  const { userId, teamId, rootId, channel } = run
  return {
    ...{ token: command.token, team_id: teamId, team_domain: world.teams.get(teamId)?.name ?? '' },
    ...{ channel_id: channel.id, channel_name: channel.name },
    ...{ user_id: userId, user_name: world.users.get(userId)?.username ?? '' },
    ...{ command: `/${trigger}`, text: rest, trigger_id: run.trigger.triggerId, root_id: rootId },
    ...mentions('user_mentions', teamMembersIn(world, rest, teamId)),
    ...mentions('channel_mentions', publicChannelsIn(world, rest, teamId)),
  }
}

function mentions(name: string, found: Map<string, string>): Record<string, string> {
  const words = [...found.keys()].join(',')
  const ids = [...found.values()].join(',')
  return found.size > 0 ? { [name]: words, [`${name}_ids`]: ids } : {}
}
