/**
 * `window.registerPlugin` and the registry that plugins are handed. Methods and argument order are
 * Mattermost's; those nobody uses here yet are absent, as newer ones are in older servers.
 */
import type { Reducer } from 'redux'
import { get } from './api'
import type { WebappManifest } from './state/plugins'
import { addReducer, store } from './store'
import type { AnyComponent, SlashCommandHook } from './types'

interface Plugin {
  initialize?(registry: unknown, store: unknown): unknown
  uninitialize?(): void
}
type EventHandler = (message: { event: string; data: Record<string, unknown> }) => void

const plugins = new Map<string, Plugin>()
const eventHandlers = new Map<string, Map<string, EventHandler>>()
const reconnectHandlers = new Map<string, () => void>()
const waiting = new Map<string, () => void>()
let lastId = 0

/** What a bundle calls. As in Mattermost, what `initialize` throws keeps the page from starting. */
export function registerPlugin(id: string, plugin: Plugin): void {
  if (plugins.has(id)) removePlugin(id)
  plugins.set(id, plugin)
  plugin.initialize?.(createRegistry(id), store)
  waiting.get(id)?.()
}

export function removePlugin(id: string): void {
  plugins.get(id)?.uninitialize?.()
  plugins.delete(id)
  eventHandlers.delete(id)
  reconnectHandlers.delete(id)
  store.dispatch({ type: 'PLUGIN_REMOVED', pluginId: id })
}

/** Loads every bundle; resolves when each has registered itself, as Mattermost since 11.5 does. */
export async function loadPlugins(): Promise<void> {
  const manifests = await get<WebappManifest[]>('/api/v4/plugins/webapp')
  await Promise.all(manifests.map(loadPlugin))
}

export function loadPlugin(manifest: WebappManifest): Promise<void> {
  const { id, webapp } = manifest
  store.dispatch({ type: 'PLUGIN_RECEIVED', manifest })
  return new Promise((resolve, reject) => {
    waiting.set(id, resolve)
    const script = document.createElement('script')
    script.src = webapp.bundle_path.replace('/static/', '/static/plugins/')
    script.onerror = () => reject(new Error(`${webapp.bundle_path} could not be loaded`))
    document.head.append(script)
  })
}

export function hearEvent(message: { event: string; data: Record<string, unknown> }): void {
  for (const handlers of eventHandlers.values()) handlers.get(message.event)?.(message)
}

export function hearReconnect(): void {
  for (const handler of reconnectHandlers.values()) handler()
}

function createRegistry(pluginId: string) {
  const handlers = new Map<string, EventHandler>()
  eventHandlers.set(pluginId, handlers)
  const entry = <T>(value: T) => {
    lastId += 1
    return { id: String(lastId), pluginId, value }
  }
  return {
    registerReducer: (reducer: Reducer) => addReducer(`plugins-${pluginId}`, reducer),
    ...parts(entry),
    registerWebSocketEventHandler: (event: string, handler: EventHandler) =>
      void handlers.set(event, handler),
    unregisterWebSocketEventHandler: (event: string) => void handlers.delete(event),
    registerReconnectHandler: (handler: () => void) =>
      void reconnectHandlers.set(pluginId, handler),
    unregisterReconnectHandler: () => void reconnectHandlers.delete(pluginId),
  }
}

type Entry = <T>(value: T) => { id: string; pluginId: string; value: T }

/** The methods that put something on the screen. */
function parts(entry: Entry) {
  const add = (to: 'roots' | 'menuActions' | 'slashHooks' | 'translations', value: unknown) => {
    const added = entry(value)
    store.dispatch({ type: 'PLUGIN_ADDED', to, entry: added })
    return added.id
  }
  return {
    registerRootComponent: (component: AnyComponent) => add('roots', component),
    registerSlashCommandWillBePostedHook: (hook: SlashCommandHook) => add('slashHooks', hook),
    registerTranslations: (of: (locale: string) => Record<string, string>) =>
      add('translations', of),
    registerPostDropdownMenuAction: (
      text: unknown,
      action: (postId: string) => void,
      filter: (postId: string) => boolean = () => true,
    ) => add('menuActions', { id: String(lastId), text, action, filter }),
    registerPostTypeComponent: (postType: string, component: AnyComponent) => {
      const added = entry(component)
      store.dispatch({ type: 'PLUGIN_POST_TYPE_ADDED', postType, entry: added })
      return added.id
    },
  }
}
