import type { Config } from './schema'

export type ConfigListener = (next: Config, previous: Config) => void

/** The configuration of this moment. Ask for it where it is used; do not keep a copy. */
export interface LiveConfig {
  current(): Config
  /** Puts a new one in place of the old, as a whole, and tells every listener. */
  swap(next: Config): void
  /** Calls the listener after each swap, until the returned function is called. */
  subscribe(listener: ConfigListener): () => void
}

export function createLiveConfig(initial: Config): LiveConfig {
  let config = initial
  const listeners = new Set<ConfigListener>()
  return {
    current: () => config,
    swap(next) {
      const previous = config
      config = next
      for (const listener of [...listeners]) listener(next, previous)
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
