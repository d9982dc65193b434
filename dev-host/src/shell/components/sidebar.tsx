import React from 'react'
import type { Channel, User } from '../../mattermost/types'
import { post } from '../api'
import { goTo, showNewChannel } from '../route'
import { changePage } from '../state/page'
import { store } from '../store'
import { ChannelSign } from './channel-view'
import { useOurs } from './use-state'

/** The channels of the person signed in. */
export function Sidebar() {
  const { channels, currentChannelId } = useOurs((state) => state.entities.channels)
  const { teams, currentTeamId } = useOurs((state) => state.entities.teams)
  const team = teams[currentTeamId]
  const sorted = Object.values(channels).sort((one, other) =>
    one.display_name < other.display_name ? -1 : 1,
  )
  function open(event: React.MouseEvent, path: string) {
    event.preventDefault()
    store.dispatch(changePage({ threadId: '', highlighted: '', sidebarOpen: false }))
    goTo(path)
  }
  const entry = (channel: Channel) => {
    const path = `/${team?.name}/channels/${channel.name}`
    return (
      <li key={channel.id}>
        <a
          href={path}
          aria-current={channel.id === currentChannelId ? 'page' : undefined}
          onClick={(event) => open(event, path)}
        >
          <ChannelSign channel={channel} /> {channel.display_name}
        </a>
      </li>
    )
  }
  return (
    <nav className="sidebar" aria-label="Channels">
      <h2 className="sidebar__team">{team?.display_name}</h2>
      <h3>Channels</h3>
      <ul>{sorted.filter(({ type }) => type !== 'D').map(entry)}</ul>
      <h3 className="sidebar__more">Direct messages</h3>
      <ul>
        {sorted.filter(({ type }) => type === 'D').map(entry)}
        <StrangeBots />
      </ul>
    </nav>
  )
}

/** Bots one has not talked to yet. */
function StrangeBots() {
  const { profiles, currentUserId } = useOurs((state) => state.entities.users)
  const channels = useOurs((state) => state.entities.channels.channels)
  const met = (bot: User) => Object.values(channels).some(({ name }) => name.includes(bot.id))
  const bots = Object.values(profiles).filter((user) => user.is_bot && !met(user))
  async function write(bot: User) {
    const channel = await post<Channel>('/api/v4/channels/direct', [currentUserId, bot.id])
    await showNewChannel(channel)
  }
  return (
    <>
      {bots.map((bot) => (
        <li key={bot.id}>
          <button type="button" className="sidebar__bot" onClick={() => void write(bot)}>
            {bot.username}
          </button>
        </li>
      ))}
    </>
  )
}
