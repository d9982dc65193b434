/** Who may what, on top of Mattermost's calls. Nothing is kept: a right may end at any moment. */
import type { ChannelRef, PostRef, UserRef } from '../domain/refs'
import type { Channel, People, Person } from '../ports/people'
import type { ChannelInfo, MattermostApi, User } from './api'
import { ask } from './ask'

// biome-ignore lint/complexity/noExcessiveLinesPerFunction: a factory; its functions share what it was given
export function createPeople(api: MattermostApi): People {
  async function person(id: UserRef): Promise<Person | undefined> {
    const user = await ask(() => api.getUser(id))
    return user && personOf(user)
  }

  async function findPerson(username: string): Promise<Person | undefined> {
    const user = await ask(() => api.getUserByName(username.replace(/^@/, '').toLowerCase()))
    return user && personOf(user)
  }

  async function channel(id: ChannelRef): Promise<Channel | undefined> {
    const found = await ask(() => api.getChannel(id))
    return found && channelOf(found)
  }

  const missingBot = (channelId: ChannelRef) => ask(() => api.missingBot(channelId))

  async function mayPost(userId: UserRef, channelId: ChannelRef): Promise<boolean> {
    return Boolean(await ask(() => api.hasPermissionToChannel(userId, channelId, 'create_post')))
  }

  async function isMember(userId: UserRef, channelId: ChannelRef): Promise<boolean> {
    return Boolean(
      await ask(() => api.hasPermissionToChannel(userId, channelId, 'read_channel_content')),
    )
  }

  /** Members may; anybody of the team may read its public channels, unless they are archived. */
  async function mayRead(userId: UserRef, channelId: ChannelRef): Promise<boolean> {
    if (await isMember(userId, channelId)) return true
    const found = await ask(() => api.getChannel(channelId))
    if (found?.type !== 'O' || found.deleteAt > 0) return false
    return Boolean(
      await ask(() => api.hasPermissionToTeam(userId, found.teamId, 'read_public_channel')),
    )
  }

  async function post(id: PostRef) {
    const found = await ask(() => api.getPost(id))
    if (!found || found.deleteAt > 0) return undefined
    return {
      channelId: found.channelId as ChannelRef,
      rootId: found.rootId === '' ? undefined : (found.rootId as PostRef),
    }
  }

  async function isInGroup(userId: UserRef, group: string): Promise<boolean> {
    const names = (await ask(() => api.getGroupNames(userId))) ?? []
    return names.some((name) => name.toLowerCase() === group.toLowerCase())
  }

  async function isSystemAdmin(userId: UserRef): Promise<boolean> {
    return Boolean(await ask(() => api.hasPermissionTo(userId, 'manage_system')))
  }

  /** Who decides about the rights of others in the channel administers it. */
  async function isChannelAdmin(userId: UserRef, channelId: ChannelRef): Promise<boolean> {
    return Boolean(
      await ask(() => api.hasPermissionToChannel(userId, channelId, 'manage_channel_roles')),
    )
  }

  async function findChannel(place: string): Promise<Channel | undefined> {
    const [team = '', name, ...more] = place.split('/')
    if (name === undefined) return channel(place as ChannelRef)
    if (team === '' || name === '' || more.length > 0) return undefined
    const found = await ask(() => api.getChannelByName(team, name.replace(/^~/, '')))
    return found && channelOf(found)
  }

  async function channelBeside(id: ChannelRef, name: string) {
    const here = await ask(() => api.getChannel(id))
    if (!here?.teamId) return undefined
    const found = await ask(() => api.getChannelInTeam(here.teamId, name))
    return found && { ...channelOf(found), isPublic: found.type === 'O' }
  }

  return {
    person,
    findPerson,
    channel,
    missingBot,
    mayPost,
    isMember,
    mayRead,
    isInGroup,
    isSystemAdmin,
    isChannelAdmin,
    findChannel,
    channelBeside,
    post,
  }
}

function personOf({ id, username, locale }: User): Person {
  return { id: id as UserRef, username, locale }
}

function channelOf({ id, name, displayName, deleteAt }: ChannelInfo): Channel {
  return { id: id as ChannelRef, name, displayName, archived: deleteAt > 0 }
}
