/**
 * Mattermost's Redux store, as far as we read it. It is the host's state and changes with the host,
 * so every step into it is optional and each thing we want to know is one function here.
 */
import type { Channel } from '@mattermost/types/channels'
import type { Post } from '@mattermost/types/posts'
import type { UserProfile } from '@mattermost/types/users'
import { manifest } from '@ticketdesk/contract/manifest'
import type { AnyAction, Store } from 'redux'
import { type DeskState, emptyState } from '../state'

type ById<T> = Record<string, T | undefined>

export interface HostEntities {
  users?: { currentUserId?: string; profiles?: ById<Partial<UserProfile>> }
  teams?: { currentTeamId?: string }
  channels?: { channels?: ById<Partial<Channel>> }
  posts?: { posts?: ById<Partial<Post>> }
}
export interface HostState {
  entities?: HostEntities
}
export type HostStore = Pick<Store<HostState, AnyAction>, 'getState' | 'dispatch' | 'subscribe'>

/** The host's store, typed. */
export function borrowStore(raw: unknown): HostStore {
  return raw as HostStore
}

/** Our own slice; empty until the host has taken our reducer. */
export function deskState(state: HostState): DeskState {
  const slices = state as unknown as Record<string, DeskState | undefined>
  return slices[`plugins-${manifest.id}`] ?? emptyState
}

/** '' while nobody is signed in. */
export function currentUserId(state: HostState): string {
  return state.entities?.users?.currentUserId ?? ''
}

export function currentLocale(state: HostState): string {
  return userById(state, currentUserId(state))?.locale ?? 'en'
}

export function currentTeamId(state: HostState): string {
  return state.entities?.teams?.currentTeamId ?? ''
}

export function userById(state: HostState, id: string): Partial<UserProfile> | undefined {
  return state.entities?.users?.profiles?.[id]
}

export function channelById(state: HostState, id: string): Partial<Channel> | undefined {
  return state.entities?.channels?.channels?.[id]
}

export function postById(state: HostState, id: string): Partial<Post> | undefined {
  return state.entities?.posts?.posts?.[id]
}
