/**
 * Some hosts let only a few of Mattermost's routes through: those an older service used, dialogs and
 * posts. What cannot be asked there is gone by as far as Mattermost itself has said it.
 */
import { MattermostError } from '../api'

/** Nobody of Mattermost's answers at this route, or not with what belongs there. */
export const NO_ROUTE = 'ticketdesk.no_such_route'

/** Mattermost's own words for it. */
export const UNKNOWN_ROUTE = 'api.context.404.app_error'

export interface Gaps {
  /**
   * Asks; `otherwise` when there is no such route while Mattermost itself is there. A page that says
   * 404 in front of a Mattermost that restarts is no gap: the error is passed on.
   */
  orElse<T>(question: () => Promise<T>, otherwise: () => T): Promise<T>
}

/** @param isThere does Mattermost answer now? Must not reject. */
export function createGaps(isThere: () => Promise<boolean>): Gaps {
  return {
    async orElse(question, otherwise) {
      try {
        return await question()
      } catch (error) {
        if (!isNoRoute(error) || !(await isThere())) throw error
      }
      // It may have come back between the two answers.
      try {
        return await question()
      } catch (error) {
        if (!isNoRoute(error)) throw error
        return otherwise()
      }
    },
  }
}

export function isNoRoute(error: unknown): boolean {
  return error instanceof MattermostError && error.id === NO_ROUTE
}

/** Who wrote where, as Mattermost told with a slash command's token. */
export interface Vouched {
  note(call: { userId: string; username: string; channelId: string }): void
  /** Has this person written a command in the channel lately? */
  wrote(userId: string, channelId: string): boolean
  /** Empty when unknown. */
  nameOf(userId: string): string
}

/** A form may be open for as long. */
const LIVE_MS = 6 * 60 * 60_000
const KEEP = 5000

/** In memory, for it is asked seldom: in a gap only. */
export function createVouched(now: () => number): Vouched {
  const places = new Map<string, number>()
  const names = new Map<string, string>()
  return {
    note({ userId, username, channelId }) {
      keep(places, `${userId} ${channelId}`, now())
      if (username !== '') keep(names, userId, username)
    },
    wrote: (userId, channelId) =>
      now() - (places.get(`${userId} ${channelId}`) ?? Number.NEGATIVE_INFINITY) < LIVE_MS,
    nameOf: (userId) => names.get(userId) ?? '',
  }
}

/** The oldest goes first. */
function keep<T>(map: Map<string, T>, key: string, value: T): void {
  map.delete(key)
  map.set(key, value)
  const [oldest] = map.keys()
  if (map.size > KEEP && oldest !== undefined) map.delete(oldest)
}
