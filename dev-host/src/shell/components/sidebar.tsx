import React from 'react'
import { goTo } from '../route'
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
  return (
    <nav className="sidebar" aria-label="Channels">
      <h2 className="sidebar__team">{team?.display_name}</h2>
      <h3>Channels</h3>
      <ul>
        {sorted.map((channel) => {
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
        })}
      </ul>
    </nav>
  )
}
