/** What can go wrong, switched on and off while the stand-in runs: for tests, and for curious people. */
import { AppError } from './errors'

export interface FaultSettings {
  /** Every API call of the plugin takes this much longer, in milliseconds. */
  apiDelayMs: number
  /** `fail`: nothing is posted, 500. `forget`: the post is made, but the answer is 500. */
  createPost: 'ok' | 'fail' | 'forget'
  /** Every request to the plugin takes this much longer, in milliseconds. */
  pluginDelayMs: number
  /** `fail`: requests to the plugin are answered with 502 instead. */
  plugin: 'ok' | 'fail'
}

export const NO_FAULTS: FaultSettings = {
  apiDelayMs: 0,
  createPost: 'ok',
  pluginDelayMs: 0,
  plugin: 'ok',
}

export interface Faults {
  current(): FaultSettings
  set(change: Partial<FaultSettings>): FaultSettings
  /** Lets a call of the plugin's through, late or not at all. */
  api<T>(name: string, call: () => T | Promise<T>): Promise<T>
  delay(milliseconds: number): Promise<void>
}

export function createFaults(): Faults {
  let settings = NO_FAULTS
  const delay = (milliseconds: number) =>
    milliseconds > 0
      ? new Promise<void>((resolve) => setTimeout(resolve, milliseconds))
      : Promise.resolve()
  return {
    current: () => settings,
    set: (change) => {
      settings = { ...settings, ...change }
      return settings
    },
    delay,
    async api(name, call) {
      await delay(settings.apiDelayMs)
      if (name !== 'CreatePost' || settings.createPost === 'ok') return call()
      if (settings.createPost === 'forget') await call()
      throw new AppError('app.post.save.app_error', 500)
    },
  }
}
