/** Starts the page: the world, then the plugins, then the first frame, in Mattermost's order. */

import React from 'react'
import { Provider } from 'react-redux'
import { mount } from '#mount'
import { App } from './components/app'
import { lendGlobals } from './globals'
import { openLive } from './live'
import { loadWorld } from './load-world'
import { hearReconnect, loadPlugins } from './registry'
import { rememberedPage } from './remember'
import { followAddress } from './route'
import { changePage } from './state/page'
import { store } from './store'
import { applyTheme } from './themes'

async function reload(): Promise<void> {
  await loadWorld()
  await followAddress()
  hearReconnect()
}

async function start(): Promise<void> {
  store.dispatch(changePage(rememberedPage.read()))
  store.subscribe(() => applyTheme(store.getState().page.theme))
  applyTheme(store.getState().page.theme)
  await loadWorld()
  await followAddress()
  lendGlobals()
  openLive(() => void reload())
  window.addEventListener('popstate', () => void followAddress())
  await loadPlugins()
  const root = document.getElementById('root')
  if (!root) return
  // One store on both sides of react-redux 7 and 9, whose types differ.
  const given = { store } as unknown as React.ComponentProps<typeof Provider>
  mount(
    <Provider {...given}>
      <App />
    </Provider>,
    root,
  )
}

void start()
