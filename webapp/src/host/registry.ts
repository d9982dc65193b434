/** What Mattermost lends a plugin to put itself on the screen, as far as we use it. */
import type { ComponentType, ReactNode } from 'react'
import type { Reducer } from 'redux'
import { attempt } from './report'

export interface CommandArgs {
  channel_id: string
  team_id: string
  /** '' outside threads. */
  root_id: string
}
/** `{}` ends the command here; the arguments unchanged send it on to the server. */
export type SlashCommandAnswer = Record<string, never> | { message: string; args: CommandArgs }
export type SlashCommandHook = (message: string, args: CommandArgs) => Promise<SlashCommandAnswer>

export interface Theme {
  centerChannelBg?: string
}
export interface RootProps {
  theme?: Theme
}
export interface PostTypeProps {
  post: unknown
  compactDisplay?: boolean
  isRHS?: boolean
}

export interface Registry {
  registerReducer(reducer: Reducer): void
  registerTranslations(messagesOf: (locale: string) => Record<string, string>): void
  registerRootComponent(component: ComponentType<RootProps>): void
  registerPostTypeComponent(type: string, component: ComponentType<PostTypeProps>): void
  registerSlashCommandWillBePostedHook(hook: SlashCommandHook): void
  registerPostDropdownMenuAction(
    text: ReactNode,
    action: (postId: string) => void,
    filter: (postId: string) => boolean,
  ): void
  registerWebSocketEventHandler(event: string, handler: () => void): void
  registerReconnectHandler(handler: () => void): void
}

/**
 * The host's registry made harmless: a method this Mattermost does not have does nothing, and one
 * that throws is reported and costs only its own feature. Nothing here ever throws.
 */
export function borrowRegistry(raw: unknown): Registry {
  const lent = (raw ?? {}) as Partial<Record<keyof Registry, (...args: unknown[]) => unknown>>
  const call =
    (name: keyof Registry) =>
    (...args: unknown[]): void =>
      attempt(name, () => lent[name]?.(...args))
  return {
    registerReducer: call('registerReducer'),
    registerTranslations: call('registerTranslations'),
    registerRootComponent: call('registerRootComponent'),
    registerPostTypeComponent: call('registerPostTypeComponent'),
    registerSlashCommandWillBePostedHook: call('registerSlashCommandWillBePostedHook'),
    registerPostDropdownMenuAction: call('registerPostDropdownMenuAction'),
    registerWebSocketEventHandler: call('registerWebSocketEventHandler'),
    registerReconnectHandler: call('registerReconnectHandler'),
  }
}
