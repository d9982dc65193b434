/** What plugins hand to the page. Callbacks of strangers: their arguments are Mattermost's. */
import type { ComponentType, ReactNode } from 'react'

export type AnyComponent = ComponentType<Record<string, unknown>>

export interface CommandArgs {
  channel_id: string
  team_id: string
  root_id: string
}
export interface HookAnswer {
  message?: string
  args?: CommandArgs
  error?: { message: string }
}
export type SlashCommandHook = (
  message: string,
  args: CommandArgs,
) => Promise<HookAnswer | undefined> | HookAnswer | undefined

export interface MenuAction {
  id: string
  text: ReactNode
  action: (postId: string) => void
  filter: (postId: string) => boolean
}
export interface Registered<T> {
  id: string
  pluginId: string
  value: T
}
