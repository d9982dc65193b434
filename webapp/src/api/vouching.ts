/**
 * Has Mattermost tell the sidecar who we are: runs our slash command, as `POST
 * /api/v4/commands/execute` of the REST API v4 does, and reads the session out of its answer.
 */
import { CONNECT_COMMAND, type Session } from '@ticketdesk/contract/session'
import { type CommandPlace, commandPlaces, type HostStore } from '../host/store'
import type { Client } from './client'
import { type Answer, failed, type Parse } from './exchange'

export type Vouch = () => Promise<Answer<Session>>

/** Commands belong to teams, and a channel may be archived or not ours to write in. */
const MOST_PLACES = 6

/** `{}`: the command ran, and no session of ours came of it. */
type Ran = { session?: Session }

export function createVouching(client: Client, store: HostStore): Vouch {
  const run = ({ channelId, teamId }: CommandPlace) =>
    client.request('/api/v4/commands/execute', parseRan, {
      body: { command: CONNECT_COMMAND, channel_id: channelId, team_id: teamId },
    })
  /** Where it went well last time. */
  let proven: CommandPlace | undefined

  return async function vouch() {
    let noCommand = false
    const places = commandPlaces(store.getState()).slice(0, MOST_PLACES)
    for (const place of proven ? [proven, ...places] : places) {
      const answer = await run(place)
      if (answer.ok) {
        const { session } = answer.body
        proven = session && place
        return session ? { ...answer, body: session } : failed('not_vouched')
      }
      const missing = isCommandMissing(answer.problem.hostError)
      if (!missing && answer.problem.kind !== 'refused') return answer
      noCommand ||= missing
      proven = undefined
    }
    return failed(noCommand ? 'no_command' : 'unavailable')
  }
}

/** Ids of Mattermost's own errors: no such command in this team; slash commands are switched off. */
function isCommandMissing(hostError: string | undefined): boolean {
  return (
    hostError === 'api.command.execute_command.not_found.app_error' ||
    hostError === 'api.command.disabled.app_error'
  )
}

const parseRan: Parse<Ran> = (body) => {
  if (typeof body !== 'object' || body === null) return undefined
  const session = (body as { props?: { ticketdesk?: Partial<Session> } | null }).props?.ticketdesk
  const { token, expiresAt, url } = session ?? {}
  const whole = typeof token === 'string' && typeof expiresAt === 'number'
  return whole && typeof url === 'string' ? { session: { token, expiresAt, url } } : {}
}
