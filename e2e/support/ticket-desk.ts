/** Ticket Desk's own API as a person uses it, inside Mattermost or beside it. */
import type { Person } from './person'

/** Rejects unless the answer is a good one; `path` as in the contract's routes. */
export type AskDesk = <T>(person: Person, path: string, body: object) => Promise<T>

export const askInside: AskDesk = (person, path, body) =>
  person.json(`/plugins/ticketdesk${path}`, { body })

interface Connected {
  props: { ticketdesk: { token: string; url: string } }
}

/** As the web app does: Mattermost vouches for the person by a slash command. */
export function askBeside(place: { channel_id: string; team_id: string }): AskDesk {
  return async (person, path, body) => {
    const command = { ...place, command: '/ticket connect' }
    const run = '/api/v4/commands/execute'
    const { token, url } = (await person.json<Connected>(run, { body: command })).props.ticketdesk
    const answer = await fetch(url + path, {
      method: 'POST',
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    })
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
    return await answer.json()
  }
}
