/** What plugins have put on the page, as the page draws it. */
import type { AnyComponent, MenuAction, Registered, SlashCommandHook } from '../types'

export interface Plugins {
  roots: Registered<AnyComponent>[]
  /** By post type. */
  postTypes: Record<string, Registered<AnyComponent>>
  menuActions: Registered<MenuAction>[]
  slashHooks: Registered<SlashCommandHook>[]
  translations: Registered<(locale: string) => Record<string, string>>[]
}

export type PluginAction =
  | { type: 'PLUGIN_ADDED'; to: ListName; entry: Registered<unknown> }
  | { type: 'PLUGIN_POST_TYPE_ADDED'; postType: string; entry: Registered<AnyComponent> }
  | { type: 'PLUGIN_REMOVED'; pluginId: string }
type ListName = Exclude<keyof Plugins, 'postTypes'>

const none: Plugins = {
  roots: [],
  postTypes: {},
  menuActions: [],
  slashHooks: [],
  translations: [],
}

export function plugins(state: Plugins = none, raw: { type: string } = { type: '' }): Plugins {
  const action = raw as PluginAction
  switch (action.type) {
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
  return {
    roots: others(state.roots),
    menuActions: others(state.menuActions),
    slashHooks: others(state.slashHooks),
    translations: others(state.translations),
    postTypes: Object.fromEntries(
      Object.entries(state.postTypes).filter(([, entry]) => entry.pluginId !== pluginId),
    ),
  }
}
