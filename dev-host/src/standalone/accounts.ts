/** What an administrator makes in Mattermost for a sidecar beside it: a bot, its token, commands. */
import { type PersonAt, signIn } from '../scenarios/client'

export interface Accounts {
  botToken: string
  /** One a command. */
  slashTokens: string[]
}

const TRIGGERS = ['ticket', 'alerts', 'case']

interface Named {
  id: string
  name: string
}

/**
 * Over REST, as somebody would by hand. The bot is let into private channels, which it cannot join
 * by itself. `sidecarUrl` is where the commands lead.
 */
export async function makeAccounts(hostUrl: string, sidecarUrl: string): Promise<Accounts> {
  const admin = await signIn(hostUrl, 'admin')
  const { user_id } = await admin.post<{ user_id: string }>('/api/v4/bots', {
    ...{ username: 'ticketdesk', display_name: 'Ticket Desk' },
    description: 'Tickets and alerts',
  })
  const { token } = await admin.post<{ token: string }>(`/api/v4/users/${user_id}/tokens`, {
    description: 'Ticket Desk beside Mattermost',
  })
  const slashTokens: string[] = []
  for (const team of await admin.get<Named[]>('/api/v4/users/me/teams')) {
    await admin.post(`/api/v4/teams/${team.id}/members`, { team_id: team.id, user_id })
    await letIntoPrivate(admin, team, user_id)
    slashTokens.push(...(await makeCommands(admin, team, sidecarUrl)))
  }
  return { botToken: token, slashTokens }
}

async function letIntoPrivate(admin: PersonAt, team: Named, user_id: string): Promise<void> {
  const path = `/api/v4/users/me/teams/${team.id}/channels`
  for (const { id, type } of await admin.get<(Named & { type: string })[]>(path)) {
    if (type === 'P') await admin.post(`/api/v4/channels/${id}/members`, { user_id })
  }
}

async function makeCommands(admin: PersonAt, team: Named, sidecarUrl: string): Promise<string[]> {
  const made = TRIGGERS.map((trigger) =>
    admin.post<{ token: string }>('/api/v4/commands', {
      ...{ team_id: team.id, trigger, method: 'P', url: `${sidecarUrl}/${trigger}` },
      ...{ display_name: 'Ticket Desk', auto_complete: true, auto_complete_hint: '[help]' },
      auto_complete_desc: `Ticket Desk: /${trigger} help says what there is`,
    }),
  )
  return (await Promise.all(made)).map(({ token }) => token)
}
