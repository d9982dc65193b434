import { AppError } from './errors'
import { newId } from './ids'

/** As long as Mattermost's default `OutgoingIntegrationRequestsTimeout`. */
const LIFETIME_MS = 30_000

/** Trigger ids: they open one person's dialog, soon after that person did something. */
export interface Triggers {
  open(userId: string): string
  /** The person a dialog goes to. Throws AppError 400 when the id is unknown or too old. */
  read(triggerId: string): string
}

export function createTriggers(now: () => number = Date.now): Triggers {
  const open = new Map<string, { userId: string; until: number }>()
  return {
    open(userId) {
      const triggerId = newId()
      open.set(triggerId, { userId, until: now() + LIFETIME_MS })
      return triggerId
    },
    read(triggerId) {
      const found = open.get(triggerId)
      if (!found) throw new AppError('interactive_message.decode_trigger_id.signature', 400)
      if (found.until < now()) {
        throw new AppError('interactive_message.decode_trigger_id.expired', 400)
      }
      return found.userId
    },
  }
}
