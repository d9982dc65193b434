import { refusal } from '../../src/domain/errors'
import type { ChannelRef, PostRef, UserRef } from '../../src/domain/refs'
import type { Channel, People, Person } from '../../src/ports/people'

/** A small town: who there is, where, and who may write and read where. */
export interface FakePeople extends People {
  addPerson(person: Partial<Person> & { id: UserRef }): void
  addChannel(
    channel: Partial<Channel> & { id: ChannelRef },
    may?: { read?: UserRef[]; post?: UserRef[]; isPublic?: boolean },
  ): void
  removeChannel(id: ChannelRef): void
  addPost(id: PostRef, at: { channelId: ChannelRef; rootId?: PostRef }): void
  /** While true, every question fails as it does when Mattermost is away. */
  away: boolean
  systemAdmins: Set<UserRef>
  /** `<person>/<group>` */
  groupMembers: Set<string>
  /** `<person>/<channel>` */
  channelAdmins: Set<string>
  /** What the bot is called where it must be invited first, by channel. */
  uninvitedBot: Map<ChannelRef, string>
  /** How many questions were asked. */
  asked: number
}

export function createFakePeople(): FakePeople {
  const persons = new Map<UserRef, Person>()
  const channels = new Map<
    ChannelRef,
    { channel: Channel; read: UserRef[]; post: UserRef[]; isPublic: boolean }
  >()
  const posts = new Map<PostRef, { channelId: ChannelRef; rootId: PostRef | undefined }>()

  const people: FakePeople = {
    away: false,
    systemAdmins: new Set(),
    groupMembers: new Set(),
    channelAdmins: new Set(),
    uninvitedBot: new Map(),
    asked: 0,
    addPerson: (person) => persons.set(person.id, { username: 'ada', locale: 'en', ...person }),
    addChannel(channel, { read = [], post = [], isPublic = true } = {}) {
      const whole = { name: 'town-square', displayName: 'Town Square', archived: false, ...channel }
      channels.set(channel.id, { channel: whole, read: [...read, ...post], post, isPublic })
    },
    removeChannel: (id) => channels.delete(id),
    addPost: (id, { channelId, rootId }) => posts.set(id, { channelId, rootId }),
    person: (id) => answer(() => persons.get(id)),
    findPerson: (username) =>
      answer(() => [...persons.values()].find((person) => person.username === username)),
    channel: (id) => answer(() => channels.get(id)?.channel),
    missingBot: (channel) => answer(() => people.uninvitedBot.get(channel)),
    mayPost: (person, channel) =>
      answer(() => channels.get(channel)?.post.includes(person) ?? false),
    isMember: (person, channel) =>
      answer(() => channels.get(channel)?.read.includes(person) ?? false),
    mayRead: (person, channel) =>
      answer(() => channels.get(channel)?.read.includes(person) ?? false),
    isInGroup: (person, group) => answer(() => people.groupMembers.has(`${person}/${group}`)),
    isSystemAdmin: (person) => answer(() => people.systemAdmins.has(person)),
    isChannelAdmin: (person, channel) =>
      answer(() => people.channelAdmins.has(`${person}/${channel}`)),
    findChannel: (place) =>
      answer(() => {
        const known = [...channels.values()].map(({ channel }) => channel)
        return known.find(({ id, name }) => id === place || `team/${name}` === place)
      }),
    channelBeside: (_id, name) =>
      answer(() => {
        const found = [...channels.values()].find(({ channel }) => channel.name === name)
        return found && { ...found.channel, isPublic: found.isPublic }
      }),
    post: (id) => answer(() => posts.get(id)),
  }
  async function answer<T>(give: () => T): Promise<T> {
    people.asked += 1
    if (people.away) throw refusal('mattermost_unavailable')
    return give()
  }
  return people
}
