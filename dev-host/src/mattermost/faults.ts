/** What can go wrong, switched on and off while the stand-in runs: for tests, and for curious people. */
import { AppError } from './errors'

export interface FaultSettings {
  /** Every API call of the plugin or of a bot takes this much longer, in milliseconds. */
  apiDelayMs: number
  /** `fail`: nothing is posted, 500. `forget`: the post is made, but the answer is 500. */
  createPost: 'ok' | 'fail' | 'forget'
  /** `fail`: requests of bots are answered with 503, as from a Mattermost that is restarting. */
  bots: 'ok' | 'fail'
  /**
   * `fail`: requests to the plugin are answered with 502 instead. `hold`: they, and Mattermost's own
   * to a service beside it, wait on their way until it is something else.
   */
  plugin: 'ok' | 'fail' | 'hold'
}

export const NO_FAULTS: FaultSettings = {
  apiDelayMs: 0,
  bots: 'ok',
  createPost: 'ok',
  plugin: 'ok',
}

export interface Faults {
  current(): FaultSettings
  set(change: Partial<FaultSettings>): FaultSettings
  /** Lets a call of the plugin's through, late or not at all. */
  api<T>(name: string, call: () => T | Promise<T>): Promise<T>
  /** Lets a post be made, or not, or tells nobody that it was. */
  posting<T>(call: () => T | Promise<T>): Promise<T>
  delay(milliseconds: number): Promise<void>
  /** On the way to Ticket Desk: as long as `plugin` says `hold`. */
  way(): Promise<void>
  /** How many wait there. */
  held(): number
  /** Lets the one through that came first. */
  pass(): void
}

export function createFaults(): Faults {
  let settings = NO_FAULTS
  const held: (() => void)[] = []
  const delay = (milliseconds: number) =>
    milliseconds > 0
      ? new Promise<void>((resolve) => setTimeout(resolve, milliseconds))
      : Promise.resolve()
  const posting: Faults['posting'] = async (call) => {
    if (settings.createPost === 'ok') return call()
    if (settings.createPost === 'forget') await call()
    throw new AppError('app.post.save.app_error', 500)
  }
  return {
    current: () => settings,
    set: (change) => {
      settings = { ...settings, ...change }
      if (settings.plugin !== 'hold') for (const letGo of held.splice(0)) letGo()
      return settings
    },
    delay,
    async way() {
      if (settings.plugin === 'hold') await new Promise<void>((letGo) => held.push(letGo))
    },
    held: () => held.length,
    pass: () => held.shift()?.(),
    async api(name, call) {
      await delay(settings.apiDelayMs)
      return name === 'CreatePost' ? posting(call) : call()
    },
    posting,
  }
}
