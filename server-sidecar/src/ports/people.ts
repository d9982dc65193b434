import type { ChannelRef, PostRef, UserRef } from '../domain/refs'

export interface Person {
  id: UserRef
  username: string
  /** As Mattermost has it (`de`, `pt-BR`); empty when unknown. */
  locale: string
}
export interface Channel {
  id: ChannelRef
  /** `town-square`; the key of `~town-square`. Direct channels have none worth showing. */
  name: string
  displayName: string
  archived: boolean
}

/** Questions about people and places. Rejects with `Refusal('mattermost_unavailable')` when it cannot ask. */
export interface People {
  person(id: UserRef): Promise<Person | undefined>
  /** By the name people write after an at sign. */
  findPerson(username: string): Promise<Person | undefined>
  channel(id: ChannelRef): Promise<Channel | undefined>
  /** The name of our bot where somebody must invite it before it sees anything; else undefined. */
  missingBot(channel: ChannelRef): Promise<string | undefined>
  /** May this person write in the channel? */
  mayPost(person: UserRef, channel: ChannelRef): Promise<boolean>
  /** Is this person in the channel, whether they may write there or not? */
  isMember(person: UserRef, channel: ChannelRef): Promise<boolean>
  mayRead(person: UserRef, channel: ChannelRef): Promise<boolean>
  /** Is this person in the user group of this name? */
  isInGroup(person: UserRef, group: string): Promise<boolean>
  isSystemAdmin(person: UserRef): Promise<boolean>
  /** By the channel, its team or the whole system. */
  isChannelAdmin(person: UserRef, channel: ChannelRef): Promise<boolean>
  /** A channel by its id, or by `team/channel` as both stand in addresses. */
  findChannel(place: string): Promise<Channel | undefined>
  /** The channel of this name in the same team; nothing for direct channels. */
  channelBeside(
    id: ChannelRef,
    name: string,
  ): Promise<(Channel & { isPublic: boolean }) | undefined>
  /** The channel and thread root of a post, or undefined when there is no such post. */
  post(id: PostRef): Promise<{ channelId: ChannelRef; rootId: PostRef | undefined } | undefined>
}
