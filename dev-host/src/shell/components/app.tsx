import React from 'react'
import { IntlProvider } from 'react-intl'
import { themes } from '../themes'
import { Banner } from './banner'
import { Boundary } from './boundary'
import { ChannelView, ThreadPanel } from './channel-view'
import { Console } from './console'
import { InteractiveDialog } from './interactive-dialog'
import { Sidebar } from './sidebar'
import { useOurs } from './use-state'

/** The whole page, with plugins' translations and root components. */
export function App() {
  const { currentUserId, profiles } = useOurs((state) => state.entities.users)
  const translations = useOurs((state) => state.plugins.translations)
  const locale = profiles[currentUserId]?.locale || 'en'
  const messages = Object.assign({}, ...translations.map(({ value }) => value(locale)))
  return (
    <IntlProvider locale={locale} messages={messages} onError={() => {}}>
      <Banner />
      {location.pathname.startsWith('/admin_console') ? <Console /> : <Channels />}
    </IntlProvider>
  )
}

function Channels() {
  const { view, dialog, theme, sidebarOpen } = useOurs((state) => state.page)
  const roots = useOurs((state) => state.plugins.roots)
  const classes = ['page', `page--${view}`, sidebarOpen && 'page--sidebar']
  return (
    <div id="root_page" className={classes.filter(Boolean).join(' ')}>
      <Sidebar />
      <ChannelView />
      <ThreadPanel />
      {dialog && <InteractiveDialog key={dialog.trigger_id} request={dialog} />}
      {roots.map(({ id, value: Root }) => (
        <Boundary key={id} instead={null}>
          <Root theme={themes[theme]} />
        </Boundary>
      ))}
    </div>
  )
}
