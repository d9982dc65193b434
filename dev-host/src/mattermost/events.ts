/** What happens in the world and who is told: Mattermost's WebSocket events before they are sent. */

/** Those of the server itself; plugins have others, `custom_<id>_…`. */
export const EVENTS = [
  'channel_created',
  'channel_deleted',
  'direct_added',
  'ephemeral_message',
  'open_dialog',
  'plugin_disabled',
  'plugin_enabled',
  'post_deleted',
  'post_edited',
  'posted',
  'reaction_added',
  'reaction_removed',
  'user_added',
  'user_removed',
  'user_updated',
] as const
export type EventName = (typeof EVENTS)[number] | `custom_${string}`

export interface Broadcast {
  /** The narrowest one that is not empty counts; all empty: everybody. */
  user_id?: string
  channel_id?: string
  team_id?: string
  omit_users?: Record<string, boolean> | null
}

export interface WorldEvent {
  event: EventName
  data: Record<string, unknown>
  broadcast: Broadcast
  /** Users who are told that they are meant; each hears only of itself. */
  mentions?: string[]
}

export type Listener = (event: WorldEvent) => void

export interface Events {
  publish(event: WorldEvent): void
  subscribe(listener: Listener): () => void
}

export function createEvents(): Events {
  const listeners = new Set<Listener>()
  return {
    publish: (event) => {
      for (const listener of listeners) listener(event)
    },
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
