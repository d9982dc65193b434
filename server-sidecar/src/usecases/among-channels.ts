import type { ChannelRef } from '../domain/refs'
import type { People } from '../ports/people'

/**
 * Is the channel one of those that a configuration names, by ids or as `team/channel`? Rejects like
 * People when it cannot ask.
 */
export async function isAmong(
  people: Pick<People, 'findChannel'>,
  places: readonly string[],
  channelId: ChannelRef,
): Promise<boolean> {
  for (const place of places) {
    if (place === channelId) return true
    if (place.includes('/') && (await people.findChannel(place))?.id === channelId) return true
  }
  return false
}
