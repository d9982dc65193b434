/** The short-lived right of a web app on another origin to speak for one person. */
import type { UserRef } from '../../domain/refs'
import { createSignedStates, SESSION_PURPOSE, type SigningNeeds } from './signed-state'

export interface WebSessions {
  /** @returns the token, and when it ends in milliseconds since 1970 */
  begin(userId: UserRef): Promise<{ token: string; expiresAt: number }>
  /** Whose it is. Refuses with `dialog_state_invalid` or `dialog_expired`. */
  userOf(token: string): Promise<UserRef>
}

const LIFETIME_MS = 15 * 60_000

export function createWebSessions(needs: SigningNeeds): WebSessions {
  const states = createSignedStates({
    ...needs,
    purpose: SESSION_PURPOSE,
    lifetimeMs: LIFETIME_MS,
  })
  return {
    begin: async (userId) => {
      const token = await states.sign(userId, [])
      const { issuedAt } = await states.read(token)
      return { token, expiresAt: issuedAt + LIFETIME_MS }
    },
    userOf: async (token) => (await states.read(token)).userId,
  }
}
