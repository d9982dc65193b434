/** Mattermost's page with our plugin in it, as far as a browser without layout can show it. */
import { act, cleanup, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import './setup'
import React from 'react'
import { IntlProvider } from 'react-intl'
import { Provider } from 'react-redux'
import type { HostEntities, PluginManifest } from '../src/host/store'
import { createPlugin } from '../src/index'
import {
  aBrowser,
  aRegistry,
  aStore,
  channelId,
  type FakeBrowser,
  type FakeRegistry,
  type FakeStore,
  type Server,
  teamId,
} from './host-fake'

export interface Page {
  store: FakeStore
  browser: FakeBrowser
  registry: FakeRegistry
  user: ReturnType<typeof userEvent.setup>
  /** What the composer does with a slash command. */
  command(message: string, rootId?: string): Promise<unknown>
  /** Leaves the page and comes back: all that stays is what the browser keeps. */
  reload(): Promise<void>
  /** Waits until what is under way has been drawn. */
  settle(): Promise<void>
}

interface Options {
  server?: Server
  /** Ours, as the host keeps it; the one with a server unless given. */
  manifest?: PluginManifest
  entities?: HostEntities
  locale?: string
}

export async function openPage(options: Options = {}): Promise<Page> {
  const { server, entities, manifest, locale = 'en' } = options
  const browser = aBrowser(server)
  const page = { browser, user: userEvent.setup() } as Page
  const settle = () => act(async () => {})

  async function load() {
    const store = aStore(entities, manifest)
    const registry = aRegistry(store.addReducer)
    const plugin = createPlugin(() => browser)
    plugin.initialize(registry.lent, store)
    running.push(plugin)
    const Root = registry.calls.registerRootComponent[0]?.[0] ?? (() => null)
    const messages = registry.calls.registerTranslations[0]?.[0](locale) ?? {}
    render(
      <IntlProvider locale={locale} messages={messages}>
        <Provider store={store}>
          <textarea id="post_textbox" aria-label="Write to Town Square" />
          <textarea id="reply_textbox" aria-label="Reply" />
          <Root theme={{ centerChannelBg: '#ffffff' }} />
        </Provider>
      </IntlProvider>,
    )
    Object.assign(page, { store, registry })
    screen.getByLabelText('Write to Town Square').focus()
    await settle()
  }

  await load()
  return Object.assign(page, {
    settle,
    async command(message: string, rootId = '') {
      const hook = page.registry.calls.registerSlashCommandWillBePostedHook[0]?.[0]
      const args = { channel_id: channelId, team_id: teamId, root_id: rootId }
      let answer: unknown
      await act(async () => {
        answer = await hook?.(message, args)
      })
      return answer
    },
    async reload() {
      cleanup()
      for (const plugin of running.splice(0)) plugin.uninitialize()
      await load()
    },
  })
}

const running: ReturnType<typeof createPlugin>[] = []

/** Between tests: nothing running, nothing kept. */
export function closePages(): void {
  cleanup()
  for (const plugin of running.splice(0)) plugin.uninitialize()
  window.localStorage.clear()
}
