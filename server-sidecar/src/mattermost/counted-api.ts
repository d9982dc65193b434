import type { Meter } from '../ports/meter'
import { type MattermostApi, MattermostError } from './api'

/** The same calls, counted by how they ended. */
export function countCalls(api: MattermostApi, meter: Meter): MattermostApi {
  return new Proxy(api, {
    get(target, name: keyof MattermostApi) {
      const call = target[name] as ((...args: unknown[]) => Promise<unknown>) | undefined
      if (typeof call !== 'function') return call
      return async (...args: unknown[]) => {
        try {
          const result = await call.apply(target, args)
          meter.count('mattermost_calls', { call: name, outcome: 'ok' })
          return result
        } catch (error) {
          meter.count('mattermost_calls', { call: name, outcome: outcomeOf(error) })
          throw error
        }
      }
    },
  })
}

function outcomeOf(error: unknown): 'refused' | 'failed' | 'no_answer' {
  if (!(error instanceof MattermostError)) return 'failed'
  if (error.status === 0) return 'no_answer'
  return error.status < 500 ? 'refused' : 'failed'
}
