/** Who may manage a source: whoever administers every place it can speak in. */
import type { ChannelRef } from '../refs'
import type { Source } from './source'

/** What Mattermost says of a person. */
export interface SourcePerson {
  isSystemAdmin: boolean
  /** Of these channels, those the person administers. */
  channels: ReadonlySet<ChannelRef>
}

/** Everywhere an alert of the source may be posted. */
export function placesOf({ channelId, rules }: Pick<Source, 'channelId' | 'rules'>): ChannelRef[] {
  return [...new Set([channelId, ...rules.flatMap((rule) => rule.channelId ?? [])])]
}

export function mayManage(
  { isSystemAdmin, channels }: SourcePerson,
  source: Pick<Source, 'channelId' | 'rules'>,
): boolean {
  return isSystemAdmin || placesOf(source).every((channel) => channels.has(channel))
}
