import { refusal } from '../domain/errors'
import { MattermostError } from './api'

/**
 * "There is none" is an answer: undefined. Everything else that goes wrong means we could not ask:
 * rejects with `Refusal('mattermost_unavailable')`.
 */
export async function ask<T>(question: () => Promise<T>): Promise<T | undefined> {
  try {
    return await question()
  } catch (error) {
    // 400: an id that is none, so nothing has it. 403: our bot may not see it.
    const isNothing = error instanceof MattermostError && [400, 403, 404].includes(error.status)
    if (isNothing) return undefined
    throw Object.assign(refusal('mattermost_unavailable'), { cause: error })
  }
}
