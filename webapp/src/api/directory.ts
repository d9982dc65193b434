/** Looking up people and channels in Mattermost's REST API v4, for the fields that name one. */
import type { Channel } from '@mattermost/types/channels'
import type { UserProfile } from '@mattermost/types/users'
import { channelById, type HostStore, userById } from '../host/store'
import type { Client } from './client'
import type { Answer } from './exchange'

export type EntryKind = 'user' | 'channel'

/** A person or channel to choose. */
export interface Entry {
  id: string
  /** `@username`, or the channel's name as people read it. */
  label: string
  /** The person's full name, or the channel's `~name`. */
  detail: string
}
export interface Place {
  teamId: string
  channelId: string
}

export interface Directory {
  search(
    kind: EntryKind,
    text: string,
    at: Place & { signal: AbortSignal },
  ): Promise<Answer<Entry[]>>
  /** The entry of an id, or undefined when nobody we may see has it. */
  find(kind: EntryKind, id: string): Promise<Entry | undefined>
}

const LIMIT = 20

export function createDirectory(client: Client, store: HostStore): Directory {
  return {
    search(kind, text, { teamId, channelId, signal }) {
      const name = encodeURIComponent(text.replace(/^[@~]/, ''))
      return kind === 'user'
        ? client.request(
            `/api/v4/users/autocomplete?name=${name}&team_id=${teamId}&channel_id=${channelId}&limit=${LIMIT}`,
            parseUsers,
            { signal },
          )
        : client.request(
            `/api/v4/teams/${teamId}/channels/autocomplete?name=${name}`,
            parseChannels,
            {
              signal,
            },
          )
    },
    async find(kind, id) {
      const state = store.getState()
      const known = kind === 'user' ? userById(state, id) : channelById(state, id)
      if (known) return kind === 'user' ? userEntry(known) : channelEntry(known)
      const path = `/api/v4/${kind === 'user' ? 'users' : 'channels'}/${encodeURIComponent(id)}`
      const answer = await client.request(path, kind === 'user' ? userEntry : channelEntry)
      return answer.ok ? answer.body : undefined
    },
  }
}

function userEntry(body: unknown): Entry | undefined {
  const user = body as Partial<UserProfile> | null | undefined
  if (typeof user?.id !== 'string' || typeof user.username !== 'string') return undefined
  const detail = [user.first_name, user.last_name].filter(Boolean).join(' ')
  return { id: user.id, label: `@${user.username}`, detail: detail || (user.nickname ?? '') }
}

function channelEntry(body: unknown): Entry | undefined {
  const channel = body as Partial<Channel> | null | undefined
  if (typeof channel?.id !== 'string' || typeof channel.name !== 'string') return undefined
  return { id: channel.id, label: channel.display_name || channel.name, detail: `~${channel.name}` }
}

function parseUsers(body: unknown): Entry[] | undefined {
  const { users, out_of_channel: others } = (body ?? {}) as {
    users?: unknown[]
    out_of_channel?: unknown[]
  }
  return Array.isArray(users) ? entries([...users, ...(others ?? [])], userEntry) : undefined
}

function parseChannels(body: unknown): Entry[] | undefined {
  return Array.isArray(body) ? entries(body, channelEntry) : undefined
}

function entries(list: unknown[], read: (body: unknown) => Entry | undefined): Entry[] {
  return list
    .map(read)
    .filter((entry) => entry !== undefined)
    .slice(0, LIMIT)
}
