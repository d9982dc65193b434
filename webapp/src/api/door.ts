/**
 * The way to our sidecar. `native`: Mattermost runs it and passes on what is sent below
 * `/plugins/ticketdesk`, with the page's session. `sidecar`: it runs elsewhere, and this plugin is
 * the web app only. The manifest, which Mattermost hands to every page, says which.
 */
import { manifest } from '@ticketdesk/contract/manifest'
import type { SidecarProps } from '@ticketdesk/contract/session'
import type { Browser } from '../host/browser'
import { currentUserId, type HostStore, type PluginManifest, pluginManifest } from '../host/store'
import type { Client } from './client'
import { type Answer, type Ask, createExchange } from './exchange'
import { createSessionKeeper } from './session-keeper'
import { createSidecar } from './sidecar'
import { createVouching } from './vouching'

export type DoorKind = 'native' | 'sidecar'

export interface Door {
  /** To one of our own routes. Never rejects. */
  request: Ask
  /** Which way leads in; undefined until Mattermost has said so. */
  kind(): Promise<DoorKind | undefined>
  close(): void
}

interface Needs {
  client: Client
  store: HostStore
  browser: Browser
}

export function createDoor({ client, store, browser }: Needs): Door {
  const exchange = createExchange(browser)
  const { find, known } = createFinder(client, store)
  const sidecar = createSidecar(
    exchange,
    createSessionKeeper({
      vouch: createVouching(client, store),
      now: browser.now,
      userId: () => currentUserId(store.getState()),
      pinned: () => sidecarProps(known())?.sidecar_url ?? '',
    }),
  )
  const native: Ask = (path, parse, options) =>
    client.request(`/plugins/${manifest.id}${path}`, parse, options)

  return {
    async request(path, parse, options) {
      const found = await find()
      if (!found.ok) return found
      return (sidecarProps(found.body) ? sidecar : native)(path, parse, options)
    },
    async kind() {
      const found = await find()
      return found.ok ? (sidecarProps(found.body) ? 'sidecar' : 'native') : undefined
    },
    close: exchange.close,
  }
}

/** Our manifest as Mattermost has it: in the page's store, where an upgrade may change it. */
function createFinder(client: Client, store: HostStore) {
  let fetched: PluginManifest | undefined
  const known = () => pluginManifest(store.getState()) ?? fetched
  async function find(): Promise<Answer<PluginManifest>> {
    const body = known()
    if (body) return { ok: true, status: 200, body }
    // Mattermost drops it from the store when a page that is open gets a new version of a plugin.
    const answer = await client.request('/api/v4/plugins/webapp', parseManifests)
    if (answer.ok && answer.body.id) fetched = answer.body
    return answer
  }
  return { known, find }
}

function parseManifests(body: unknown): PluginManifest | undefined {
  if (!Array.isArray(body)) return undefined
  return body.find((entry: { id?: unknown } | null) => entry?.id === manifest.id) ?? {}
}

function sidecarProps(found: PluginManifest | undefined): SidecarProps | undefined {
  const { door, sidecar_url: url } = (found?.props ?? {}) as Partial<SidecarProps>
  return door === 'sidecar' ? { door, sidecar_url: typeof url === 'string' ? url : '' } : undefined
}
