/** Where a sender of a plain message wants it to go: Mattermost's own webhooks let them choose. */
import type { ChannelRef } from '../domain/refs'
import type { Source } from '../domain/source/source'
import type { KeptMessage } from '../ports/messages'
import type { People } from '../ports/people'

/**
 * A channel of the source's team, by its name, in which whoever made the source may write; a source
 * of the configuration may choose public ones. Anything else, also a person, leaves the source's own
 * channel: who looks after it sees the message, and nothing is lost.
 */
export function createWantedChannel(people: Pick<People, 'channelBeside' | 'mayPost'>) {
  return async function wantedChannel(
    { channelId, message }: KeptMessage,
    source: Source | undefined,
  ): Promise<ChannelRef> {
    const [, name] = /^[#~]?([a-z0-9_-]{1,64})$/i.exec(message.channel.trim()) ?? []
    if (!source || name === undefined) return channelId
    const found = await people.channelBeside(channelId, name.toLowerCase())
    if (!found || found.archived) return channelId
    const may = source.createdBy ? await people.mayPost(source.createdBy, found.id) : found.isPublic
    return may ? found.id : channelId
  }
}
export type WantedChannel = ReturnType<typeof createWantedChannel>
