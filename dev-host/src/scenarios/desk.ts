/** How the people of a story reach Ticket Desk's own API, wherever it runs. */
import { type PersonAt, postJson } from './client'

export interface Desk {
  /** Its base address: senders post to `<url>/hooks/<key>`. */
  url: string
  /** As the web app does for somebody who is signed in. Rejects unless the answer is a good one. */
  post<T>(person: PersonAt, path: string, body: object): Promise<T>
}

/** Behind Mattermost, which says who asks. */
export function deskInside(hostUrl: string): Desk {
  const below = '/plugins/ticketdesk'
  return {
    url: hostUrl + below,
    post: (person, path, body) => person.post(below + path, body),
  }
}

interface Connected {
  props: { ticketdesk?: { token: string; url: string } } | null
}

/** On an address of its own: Mattermost vouches by a command, whose answer is a short-lived token. */
export function deskBeside(url: string): Desk {
  return {
    url,
    async post(person, path, body) {
      const [team] = await person.get<{ id: string }[]>('/api/v4/users/me/teams')
      const channels = await person.get<{ id: string }[]>(
        `/api/v4/users/me/teams/${team?.id}/channels`,
      )
      const { props } = await person.post<Connected>('/api/v4/commands/execute', {
        command: '/ticket connect',
        team_id: team?.id,
        channel_id: channels[0]?.id,
      })
      if (!props?.ticketdesk) throw new Error('The sidecar did not say who we are')
      const { token, url: base } = props.ticketdesk
      return postJson(base + path, body, { Authorization: `Bearer ${token}` })
    },
  }
}
