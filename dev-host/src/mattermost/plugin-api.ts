/**
 * The calls a plugin may make, answered from the world. Names, argument order and error ids are
 * Mattermost's (its `plugin.API`); structs arrive and leave in Go's spelling.
 */
import type { Commands } from './commands'
import { AppError } from './errors'
import type { Faults } from './faults'
import { directChannel } from './memberships'
import { may, mayInChannel, mayInTeam } from './permissions'
import { channelPosts, postsSince, threadPosts } from './post-lists'
import { createPost, deletePost, getPost, sendEphemeralPost, updatePost } from './posts'
import { openDialog } from './rest/dialogs'
import { postFromWire, postToWire, toGo, toSnake } from './spelling'
import type { Triggers } from './triggers'
import type { DialogRequest, Post, PostList } from './types'
import { addUser, channelByName, teamByName, userByName, type World } from './world'

export interface PluginApiNeeds {
  world: World
  commands: Commands
  triggers: Triggers
  faults: Faults
  pluginId: string
  bundlePath: string
  siteUrl: () => string
  /** The plugin's settings; keys in lower case. */
  settings: () => Record<string, unknown>
  log: (level: string, message: string, fields: unknown[]) => void
}

type Handlers = Record<string, (...args: never[]) => unknown>

/** Handlers by method name. Each answers late or fails as the faults want. */
export function createPluginApi(needs: PluginApiNeeds): Handlers {
  const handlers: Handlers = {
    ...posting(needs),
    ...asking(needs),
    ...registering(needs),
    ...keeping(needs),
  }
  return Object.fromEntries(
    Object.entries(handlers).map(([name, call]) => [
      name,
      (...args: never[]) => needs.faults.api(name, () => call(...args)),
    ]),
  )
}

function posting({ world, triggers }: PluginApiNeeds): Handlers {
  return {
    CreatePost: (wire: object) => {
      const { create_at: _, id: __, ...wanted } = postFromWire(wire)
      const props = { ...asGoKeeps(wanted.props), from_plugin: 'true' }
      return postToWire(createPost(world, { ...(wanted as Post), props }))
    },
    UpdatePost: (wire: object) => {
      const { id = '', message = '', props = {}, is_pinned = false } = postFromWire(wire)
      const change = { message, props: asGoKeeps(props), is_pinned }
      return postToWire(updatePost(world, id, change))
    },
    GetPost: (id: string) => postToWire(getPost(world, id)),
    DeletePost: (id: string) => deletePost(world, id),
    GetPostsSince: (channelId: string, since: number) =>
      listToWire(postsSince(world, channelId, since)),
    GetPostsForChannel: (channelId: string, page: number, perPage: number) =>
      listToWire(channelPosts(world, channelId, page, perPage)),
    GetPostThread: (id: string) => listToWire(threadPosts(world, id)),
    SendEphemeralPost: (userId: string, wire: object) =>
      postToWire(sendEphemeralPost(world, userId, postFromWire(wire) as Post)),
    OpenInteractiveDialog: (wire: object) =>
      openDialog(world, triggers, toSnake(wire) as DialogRequest),
  }
}

/** An empty list does not survive the way into Go and out again as JSON: it becomes null. */
function asGoKeeps(props: Post['props'] = {}): Post['props'] {
  const text = JSON.stringify(props, (_key, value) =>
    Array.isArray(value) && value.length === 0 ? null : value,
  )
  return JSON.parse(text)
}

function listToWire({ order, posts }: PostList) {
  const wired = Object.entries(posts).map(([id, post]) => [id, postToWire(post)])
  return { Order: order, Posts: Object.fromEntries(wired) }
}

function asking({ world, settings, siteUrl, bundlePath }: PluginApiNeeds): Handlers {
  const user = (found: object | undefined) => {
    if (!found) throw new AppError('app.user.missing_account.const', 404)
    return toGo(found)
  }
  const channel = (found: object | undefined) => {
    if (!found) throw new AppError('app.channel.get.existing.app_error', 404)
    return toGo(found)
  }
  const team = (found: object | undefined) => {
    if (!found) throw new AppError('app.team.get_by_name.missing.app_error', 404)
    return toGo(found)
  }
  const named = (teamId: string | undefined, name: string) =>
    teamId ? channelByName(world, name, teamId) : undefined
  const config = () => ({
    ServiceSettings: { SiteURL: siteUrl() },
    SqlSettings: { DriverName: 'postgres', DataSource: '' },
  })
  return {
    GetUser: (id: string) => user(world.users.get(id)),
    GetUserByUsername: (name: string) => user(userByName(world, name)),
    GetTeam: (id: string) => team(world.teams.get(id)),
    GetTeamByName: (name: string) => team(teamByName(world, name)),
    GetGroupsForUser: () => [],
    HasPermissionTo: (userId: string, permission: { Id: string }) =>
      may(world, userId, permission.Id),
    GetDirectChannel: (one: string, other: string) => {
      for (const id of [one, other]) user(world.users.get(id))
      return channel(directChannel(world, one, other))
    },
    GetChannel: (id: string) => channel(world.channels.get(id)),
    GetChannelByName: (teamId: string, name: string) => channel(named(teamId, name)),
    HasPermissionToChannel: (userId: string, channelId: string, permission: { Id: string }) =>
      mayInChannel(world, { userId, channelId, permission: permission.Id }),
    HasPermissionToTeam: (userId: string, teamId: string, permission: { Id: string }) =>
      mayInTeam(world, { userId, teamId, permission: permission.Id }),
    LoadPluginConfiguration: () => settings(),
    GetPluginConfig: () => settings(),
    GetConfig: config,
    GetUnsanitizedConfig: config,
    GetServerVersion: () => '11.6.0',
    GetBundlePath: () => bundlePath,
  }
}

function registering({ world, commands, pluginId, log }: PluginApiNeeds): Handlers {
  const logger =
    (level: string) =>
    (message: string, fields: unknown[] = []) =>
      log(level, message, fields)
  return {
    RegisterCommand: (command: object) => commands.register(command),
    UnregisterCommand: (_teamId: string, trigger: string) => commands.unregister(trigger),
    EnsureBotUser: (bot: { Username: string; DisplayName?: string; Description?: string }) => {
      const known = userByName(world, bot.Username)
      if (known) return known.id
      const { Username: username, DisplayName = '' } = bot
      return addUser(world, { username, first_name: DisplayName, is_bot: true }).id
    },
    SetProfileImage: (userId: string, image: Buffer) => {
      world.pictures.set(userId, image)
    },
    PublishWebSocketEvent: (event: string, data: object, broadcast: object | null) =>
      world.events.publish({
        event: `custom_${pluginId}_${event}`,
        data: { ...data },
        broadcast: toSnake(broadcast ?? {}) as Record<string, string>,
      }),
    LogDebug: logger('debug'),
    LogInfo: logger('info'),
    LogWarn: logger('warn'),
    LogError: logger('error'),
  }
}

function keeping({ world: { keyValues } }: PluginApiNeeds): Handlers {
  return {
    KVGet: (key: string) => keyValues.get(key) ?? null,
    KVSet: (key: string, value: Buffer | null) => {
      if (value?.length) keyValues.set(key, value)
      else keyValues.delete(key)
    },
    KVDelete: (key: string) => void keyValues.delete(key),
    KVSetWithOptions: (key: string, value: Buffer, options: KeyValueOptions) =>
      setIfUnchanged(keyValues, { key, value, options }),
  }
}

interface KeyValueOptions {
  Atomic?: boolean
  OldValue?: Buffer | null
}

function setIfUnchanged(
  keyValues: Map<string, Buffer>,
  { key, value, options }: { key: string; value: Buffer; options: KeyValueOptions },
): boolean {
  const old = keyValues.get(key)
  const expected = options.OldValue ?? Buffer.alloc(0)
  if (options.Atomic && !expected.equals(old ?? Buffer.alloc(0))) return false
  keyValues.set(key, value)
  return true
}
