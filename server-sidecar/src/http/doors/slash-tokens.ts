/** The door for slash commands: the token tells that it is our Mattermost that calls. */
import { refusal } from '../../domain/errors'
import type { RateLimit } from '../rate-limit'
import { isOneOf } from './same-secret'

export interface SlashTokensNeeds {
  /** Every one that is valid now; asked at each call. */
  tokens: () => readonly string[]
  /** Of wrong tokens, by address. */
  rateLimit: RateLimit
  /** Not told of those that come too often. */
  onWrong: () => void
}
/** Refuses with `wrong_token`, or `too_many_attempts` when that was too often from one address. */
export type CheckSlashToken = (given: string | undefined, address: string) => void

export function createSlashTokensDoor(needs: SlashTokensNeeds): CheckSlashToken {
  const { tokens, rateLimit, onWrong } = needs
  return function check(given, address) {
    if (given !== undefined && isOneOf(given, tokens())) return
    if (!rateLimit.take(address).ok) throw refusal('too_many_attempts')
    onWrong()
    throw refusal('wrong_token')
  }
}
