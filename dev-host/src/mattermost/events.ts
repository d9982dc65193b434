/** What happens in the world and who is told: Mattermost's WebSocket events before they are sent. */

export interface Broadcast {
  /** The narrowest one that is not empty counts; all empty: everybody. */
  user_id?: string
  channel_id?: string
  team_id?: string
  omit_users?: Record<string, boolean> | null
}

export interface WorldEvent {
  event: string
  data: Record<string, unknown>
  broadcast: Broadcast
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
