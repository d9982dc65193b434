/** Who I am, who else there is, and my channels. */
import type { Channel, Team, User } from '../mattermost/types'
import { get } from './api'
import { store } from './store'

/** Again whenever something of it may have changed. */
export async function loadWorld(): Promise<void> {
  const [me, teams, users] = await Promise.all([
    get<User>('/api/v4/users/me'),
    get<Team[]>('/api/v4/users/me/teams'),
    get<User[]>('/api/v4/users'),
  ])
  const team = teams[0] as Team
  const channels = await get<Channel[]>(`/api/v4/users/me/teams/${team.id}/channels`)
  store.dispatch({ type: 'WORLD_LOADED', userId: me.id, users, team, channels })
}
