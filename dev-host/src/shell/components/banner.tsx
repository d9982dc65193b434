import React from 'react'
import type { User } from '../../mattermost/types'
import { post, put } from '../api'
import { rememberedPage } from '../remember'
import { changePage, type View } from '../state/page'
import { store } from '../store'
import type { ThemeName } from '../themes'
import { displayName } from './avatar'
import { Choice } from './choice'
import { Stories } from './stories'
import { useOurs } from './use-state'

const LANGUAGES = { en: 'English', de: 'Deutsch', fr: 'Français', ru: 'Русский' }

/** Says what this page is, and changes who looks at it and how. */
export function Banner() {
  const { profiles, currentUserId } = useOurs((state) => state.entities.users)
  const page = useOurs((state) => state.page)
  const me = profiles[currentUserId]
  const people = Object.values(profiles).filter((user) => !user.is_bot)
  return (
    <header className="banner">
      <p>
        <strong>This is a stand-in, not Mattermost.</strong> The plugin is the real one.
      </p>
      <Choice label="User" value={me?.username ?? ''} options={named(people)} onChange={signIn} />
      <Choice
        label="Language"
        value={me?.locale ?? 'en'}
        options={LANGUAGES}
        onChange={(locale) => void put('/api/v4/users/me/patch', { locale }).then(reload)}
      />
      <Choice
        label="Theme"
        value={page.theme}
        options={{ light: 'Light', dark: 'Dark' }}
        onChange={(theme) => change({ theme: theme as ThemeName })}
      />
      <Choice
        label="View"
        value={page.view}
        options={{ web: 'Web', phone: 'Phone' }}
        onChange={(view) => change({ view: view as View, threadId: '' })}
      />
      <Choice
        label="React"
        value={HOST_REACT}
        options={{ 17: '17 (10.11)', 18: '18 (11.x)', 19: '19 (12)' }}
        onChange={(react) => location.assign(`${location.pathname}?react=${react}`)}
      />
      <Stories />
      {location.pathname.startsWith('/admin_console') ? (
        <a href="/">Back to the channels</a>
      ) : (
        <a href="/admin_console/plugins">System Console</a>
      )}
    </header>
  )
}

function named(people: User[]): Record<string, string> {
  return Object.fromEntries(people.map((user) => [user.username, displayName(user)]))
}

function change(wanted: { theme?: ThemeName; view?: View; threadId?: string }) {
  store.dispatch(changePage(wanted))
  rememberedPage.keep(store.getState().page)
}

async function signIn(username: string) {
  await post('/dev/login', { username })
  reload()
}

function reload() {
  location.reload()
}
