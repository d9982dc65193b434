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
  channels?: {
    currentChannelId?: string
    channels?: ById<Partial<Channel>>
    /** The channels the user is in, by their ids. */
    myMembers?: ById<unknown>
  }
  posts?: { posts?: ById<Partial<Post>> }
}
/** As much of a plugin's manifest as pages get. */
export interface PluginManifest {
  id?: string
  props?: Record<string, unknown> | null
}
export interface HostState {
  entities?: HostEntities
  plugins?: { plugins?: ById<PluginManifest> }
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

/** Our own manifest; undefined where the host does not keep it. */
export function pluginManifest(state: HostState): PluginManifest | undefined {
  return state.plugins?.plugins?.[manifest.id]
}

/** Where a slash command may be run: in a channel, as one of a team's. */
export interface CommandPlace {
  channelId: string
  teamId: string
}

/**
 * Where to try a command that is about no channel, likeliest first: here, in a conversation, which
 * belongs to no team, elsewhere in this team, and once in each other team.
 */
export function commandPlaces(state: HostState): CommandPlace[] {
  const { currentChannelId = '', myMembers = {} } = state.entities?.channels ?? {}
  const here = currentTeamId(state)
  const mine = [currentChannelId, ...Object.keys(myMembers)]
    .map((id) => channelById(state, id))
    .filter((channel) => channel?.id && !channel.delete_at)
  const seen = new Set<string>()
  const places = mine.flatMap((channel) => {
    const { id = '', team_id: teamId } = channel ?? {}
    const group = id === currentChannelId ? 'here' : teamId || 'conversation'
    if (seen.has(group)) return []
    seen.add(group)
    return [{ channelId: id, teamId: teamId || here }]
  })
  const rank = ({ channelId, teamId }: CommandPlace) => {
    if (channelId === currentChannelId) return 0
    return channelById(state, channelId)?.team_id ? (teamId === here ? 2 : 3) : 1
  }
  return places.sort((one, other) => rank(one) - rank(other))
}

/** The host opens the dialog that has this trigger id: here, where it was asked for, and on no other page. */
export function dialogAwaited(triggerId: string): AnyAction {
  return { type: 'RECEIVED_DIALOG_TRIGGER_ID', data: triggerId }
}
