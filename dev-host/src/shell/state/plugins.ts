/** What plugins have put on the page, as the page draws it. */
import type { AnyComponent, MenuAction, Registered, SlashCommandHook } from '../types'

/** What the server tells pages about a plugin: its manifest, and where its bundle is. */
export interface WebappManifest {
  id: string
  webapp: { bundle_path: string }
  props?: Record<string, unknown>
}

export interface Plugins {
  /** By plugin id, under the name Mattermost has for it. */
  plugins: Record<string, WebappManifest>
  roots: Registered<AnyComponent>[]
  /** By post type. */
  postTypes: Record<string, Registered<AnyComponent>>
  menuActions: Registered<MenuAction>[]
  slashHooks: Registered<SlashCommandHook>[]
  translations: Registered<(locale: string) => Record<string, string>>[]
}

export type PluginAction =
  | { type: 'PLUGIN_RECEIVED'; manifest: WebappManifest }
  | { type: 'PLUGIN_ADDED'; to: ListName; entry: Registered<unknown> }
  | { type: 'PLUGIN_POST_TYPE_ADDED'; postType: string; entry: Registered<AnyComponent> }
  | { type: 'PLUGIN_REMOVED'; pluginId: string }
type ListName = Exclude<keyof Plugins, 'plugins' | 'postTypes'>

const none: Plugins = {
  plugins: {},
  roots: [],
  postTypes: {},
  menuActions: [],
  slashHooks: [],
  translations: [],
}

export function plugins(state: Plugins = none, raw: { type: string } = { type: '' }): Plugins {
  const action = raw as PluginAction
  switch (action.type) {
    case 'PLUGIN_RECEIVED':
      return { ...state, plugins: { ...state.plugins, [action.manifest.id]: action.manifest } }
    case 'PLUGIN_ADDED':
      return { ...state, [action.to]: [...state[action.to], action.entry] }
    case 'PLUGIN_POST_TYPE_ADDED':
      return { ...state, postTypes: { ...state.postTypes, [action.postType]: action.entry } }
    case 'PLUGIN_REMOVED':
      return without(state, action.pluginId)
    default:
      return state
  }
}

function without(state: Plugins, pluginId: string): Plugins {
  const others = <T extends Registered<unknown>>(list: T[]) =>
    list.filter((entry) => entry.pluginId !== pluginId)
  const { [pluginId]: _, ...manifests } = state.plugins
  return {
    plugins: manifests,
    roots: others(state.roots),
    menuActions: others(state.menuActions),
    slashHooks: others(state.slashHooks),
    translations: others(state.translations),
    postTypes: Object.fromEntries(
      Object.entries(state.postTypes).filter(([, entry]) => entry.pluginId !== pluginId),
    ),
  }
}
