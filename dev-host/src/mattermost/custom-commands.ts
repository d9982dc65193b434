/** Slash commands of a team that lead to a service out there, and the addresses it may answer to. */
import { AppError } from './errors'
import { newId } from './ids'

export interface CustomCommand {
  id: string
  token: string
  create_at: number
  update_at: number
  delete_at: number
  creator_id: string
  team_id: string
  trigger: string
  method: 'P' | 'G'
  username: string
  icon_url: string
  auto_complete: boolean
  auto_complete_desc: string
  auto_complete_hint: string
  display_name: string
  description: string
  url: string
  plugin_id: string
}

/** Where a later answer belongs. */
export interface Place {
  commandId: string
  userId: string
  channelId: string
  teamId: string
  rootId: string
}

export type NewCommand = Pick<CustomCommand, 'team_id' | 'trigger' | 'url' | 'creator_id'> &
  Partial<CustomCommand>

export interface CustomCommands {
  /** Throws AppError when something is missing or the team has the trigger already. */
  create(wanted: NewCommand): CustomCommand
  remove(id: string): void
  newToken(id: string): CustomCommand
  get(id: string): CustomCommand
  ofTeam(teamId: string): CustomCommand[]
  find(teamId: string, trigger: string): CustomCommand | undefined
  /** An address that takes five answers within half an hour. */
  openAnswer(place: Place): string
  /** Throws AppError when there is no such address or it was used up. */
  useAnswer(id: string): Place
}

const ANSWERS = 5
const ANSWER_MS = 30 * 60_000

export function createCustomCommands(now: () => number = Date.now): CustomCommands {
  const commands = new Map<string, CustomCommand>()
  const answers = new Map<string, { place: Place; left: number; until: number }>()
  const get = (id: string) => {
    const command = commands.get(id)
    if (!command) throw new AppError('store.sql_command.save.get.app_error', 404)
    return command
  }
  const find = (teamId: string, trigger: string) =>
    [...commands.values()].find(
      ({ team_id, trigger: theirs }) => team_id === teamId && theirs === trigger,
    )
  return {
    get,
    find,
    create(wanted) {
      const trigger = wanted.trigger.toLowerCase()
      if (find(wanted.team_id, trigger)) {
        throw new AppError('api.command.duplicate_trigger.app_error', 400)
      }
      const command = complete({ ...wanted, trigger }, now())
      check(command)
      commands.set(command.id, command)
      return command
    },
    remove: (id) => void commands.delete(get(id).id),
    newToken(id) {
      const command = { ...get(id), token: newId(), update_at: now() }
      commands.set(id, command)
      return command
    },
    ofTeam: (teamId) => [...commands.values()].filter(({ team_id }) => team_id === teamId),
    openAnswer(place) {
      const id = newId()
      answers.set(id, { place, left: ANSWERS, until: now() + ANSWER_MS })
      return id
    },
    useAnswer(id) {
      const open = answers.get(id)
      if (!open || open.until < now())
        throw new AppError('web.command_webhook.general.app_error', 404)
      if (open.left === 0) throw new AppError('web.command_webhook.general.app_error', 400)
      open.left -= 1
      return open.place
    },
  }
}

function complete(wanted: NewCommand, at: number): CustomCommand {
  return {
    ...{ method: 'P', username: '', icon_url: '', auto_complete: false, auto_complete_desc: '' },
    ...{ auto_complete_hint: '', display_name: '', description: '', plugin_id: '' },
    ...wanted,
    ...{ id: newId(), token: newId(), create_at: at, update_at: at, delete_at: 0 },
  }
}

function check({ trigger, url, method }: CustomCommand): void {
  const refuse = (what: string): never => {
    throw new AppError(`model.command.is_valid.${what}.app_error`, 400)
  }
  if (!/^[a-z0-9_.-]{1,128}$/.test(trigger)) refuse('trigger')
  if (url === '' || url.length > 1024) refuse('url')
  if (!/^https?:\/\/./.test(url)) refuse('url_http')
  if (method !== 'P' && method !== 'G') refuse('method')
}
