/** Who may what, on top of Mattermost's calls. Nothing is kept: a right may end at any moment. */
import { refusal } from '../domain/errors'
import type { ChannelRef, PostRef, UserRef } from '../domain/refs'
import type { Channel, People, Person } from '../ports/people'
import { type ChannelInfo, type MattermostApi, MattermostError, type User } from './api'

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

/** "There is none" is an answer; everything else that goes wrong means we could not ask. */
async function ask<T>(question: () => Promise<T>): Promise<T | undefined> {
  try {
    return await question()
  } catch (error) {
    // 400: an id that is none, so nothing has it. 403: our bot may not see it.
    const isNothing = error instanceof MattermostError && [400, 403, 404].includes(error.status)
    if (isNothing) return undefined
    throw Object.assign(refusal('mattermost_unavailable'), { cause: error })
  }
}
