/** Our calls of Mattermost over the plugin RPC. Go's structures come in and go out here only. */
import type {
  Command,
  Group,
  PostList,
  MattermostApi as RpcApi,
  Channel as RpcChannel,
  Dialog as RpcDialog,
  Post as RpcPost,
  User as RpcUser,
  Sendable,
} from '@ticketdesk/plugin-rpc'
import { AppError } from '@ticketdesk/plugin-rpc'
import {
  type AutocompleteNode,
  type ChannelInfo,
  type Dialog,
  MattermostError,
  type NewPost,
  type PluginApi,
  type Post,
  type SlashCommand,
  type User,
} from '../api'
import { pluginPath, writeProps } from './attachments'

// biome-ignore lint/complexity/noExcessiveLinesPerFunction: a table, a call a line
export function createNativeApi(rpc: RpcApi): PluginApi {
  return {
    createPost: (post) => ask(async () => readPost(await rpc.CreatePost(writePost(post)))),
    getPost: (id) => ask(async () => readPost(await rpc.GetPost(id))),
    updatePost: (id, { message, props }) =>
      ask(async () => {
        // What is not sent is taken away: pins, reactions, files.
        const post = await rpc.GetPost(id)
        const Props = { ...ownedByServer(post.Props), ...writeProps(props) }
        await rpc.UpdatePost({ ...post, Message: message ?? post.Message, Props })
      }),
    getPostsSince: (channelId, since) =>
      ask(async () => readPosts(await rpc.GetPostsSince(channelId, since))),
    getPostsForChannel: (channelId, page, perPage) =>
      ask(async () => readPosts(await rpc.GetPostsForChannel(channelId, page, perPage))),
    sendEphemeralPost: (userId, post) =>
      ask(async () => {
        await rpc.SendEphemeralPost(userId, writePost({ props: {}, ...post }))
      }),
    getUser: (userId) => ask(async () => readUser(await rpc.GetUser(userId))),
    getUserByName: (username) => ask(async () => readUser(await rpc.GetUserByUsername(username))),
    getDirectChannel: (userId, otherUserId) =>
      ask(async () => readChannel(await rpc.GetDirectChannel(userId, otherUserId))),
    getChannel: (channelId) => ask(async () => readChannel(await rpc.GetChannel(channelId))),
    getChannelByName: (teamName, channelName) =>
      ask(async () => {
        const team = await rpc.GetTeamByName(teamName)
        return readChannel(await rpc.GetChannelByName(team.Id, channelName, false))
      }),
    getChannelInTeam: (teamId, channelName) =>
      ask(async () => readChannel(await rpc.GetChannelByName(teamId, channelName, false))),
    getGroupNames: (userId) =>
      ask(async () => (await rpc.GetGroupsForUser(userId)).flatMap(readGroupName)),
    hasPermissionTo: (userId, permission) =>
      ask(() => rpc.HasPermissionTo(userId, { Id: permission })),
    hasPermissionToChannel: (userId, channelId, permission) =>
      ask(() => rpc.HasPermissionToChannel(userId, channelId, { Id: permission })),
    hasPermissionToTeam: (userId, teamId, permission) =>
      ask(() => rpc.HasPermissionToTeam(userId, teamId, { Id: permission })),
    // A plugin speaks wherever it likes.
    missingBot: async () => undefined,
    openInteractiveDialog: ({ triggerId, url, dialog }) =>
      ask(() =>
        rpc.OpenInteractiveDialog({
          TriggerId: triggerId,
          URL: pluginPath(url),
          Dialog: writeDialog(dialog),
        }),
      ),
    registerCommand: (command) => ask(() => rpc.RegisterCommand(writeCommand(command))),
    ensureBotUser: ({ username, displayName, description }) =>
      ask(() =>
        rpc.EnsureBotUser({
          Username: username,
          DisplayName: displayName,
          Description: description,
        }),
      ),
    setProfileImage: (userId, image) => ask(() => rpc.SetProfileImage(userId, image)),
    kvGet: (key) => ask(async () => (await rpc.KVGet(key)) ?? undefined),
    kvSet: (key, value) => ask(() => rpc.KVSet(key, value)),
    publishWebSocketEvent: (event, data) => ask(() => rpc.PublishWebSocketEvent(event, data, {})),
    loadPluginConfiguration: () => ask(async () => (await rpc.LoadPluginConfiguration()) ?? {}),
    getServerConfig: () =>
      ask(async () => {
        const { ServiceSettings, SqlSettings } = await rpc.GetUnsanitizedConfig()
        const { DriverName, DataSource } = SqlSettings
        return {
          siteUrl: (ServiceSettings.SiteURL ?? '').replace(/\/+$/, ''),
          allowedInternal: ServiceSettings.AllowedUntrustedInternalConnections ?? '',
          sql: { driverName: DriverName ?? '', dataSource: DataSource ?? '' },
        }
      }),
    getBundlePath: () => ask(() => rpc.GetBundlePath()),
  }
}

/** Mattermost's own refusals keep their id and status; everything else was no answer. */
async function ask<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call()
  } catch (error) {
    if (error instanceof AppError) {
      throw new MattermostError(error.Id, error.StatusCode, error.message)
    }
    throw new MattermostError('', 0, error instanceof Error ? error.message : String(error))
  }
}

/** A group that was deleted keeps its members. */
function readGroupName({ Name, DeleteAt }: Group): string[] {
  return Name !== null && DeleteAt === 0 ? [Name] : []
}

function readUser({ Id, Username, Locale, IsBot }: RpcUser): User {
  return { id: Id, username: Username, locale: Locale, isBot: IsBot }
}

function readChannel({ Id, TeamId, Type, Name, DisplayName, DeleteAt }: RpcChannel): ChannelInfo {
  const names = { name: Name, displayName: DisplayName }
  return { id: Id, teamId: TeamId, type: Type, ...names, deleteAt: DeleteAt }
}

function writePost(post: NewPost): Sendable<RpcPost> {
  return {
    UserId: post.userId,
    ChannelId: post.channelId,
    RootId: post.rootId ?? '',
    Message: post.message,
    Type: post.type ?? '',
    Props: writeProps(post.props),
    PendingPostId: post.pendingPostId ?? '',
    ...(post.priority && { Metadata: { Priority: { Priority: post.priority } } }),
  }
}

/** An edit leaves what stood there behind, as a deleted post of its own: it is read as the post. */
function readPost(post: RpcPost): Post {
  return {
    id: post.OriginalId || post.Id,
    userId: post.UserId,
    channelId: post.ChannelId,
    rootId: post.RootId,
    createAt: post.CreateAt,
    deleteAt: post.DeleteAt,
    props: post.Props ?? {},
  }
}

function readPosts({ Posts }: PostList): Post[] {
  return Object.values(Posts ?? {}).map(readPost)
}

function writeDialog(dialog: Dialog): Sendable<RpcDialog> {
  return {
    CallbackId: dialog.callbackId,
    Title: dialog.title,
    IntroductionText: dialog.introductionText ?? '',
    SubmitLabel: dialog.submitLabel ?? '',
    NotifyOnCancel: dialog.notifyOnCancel,
    State: dialog.state,
    Elements: dialog.elements.map((element) => ({
      DisplayName: element.displayName,
      Name: element.name,
      Type: element.type,
      SubType: element.subType ?? '',
      Default: element.default ?? '',
      Placeholder: element.placeholder ?? '',
      HelpText: element.helpText ?? '',
      Optional: element.optional,
      MinLength: element.minLength ?? 0,
      MaxLength: element.maxLength ?? 0,
      DataSource: element.dataSource ?? '',
      Options: (element.options ?? []).map(({ text, value }) => ({ Text: text, Value: value })),
    })),
  }
}

function writeCommand(command: SlashCommand): Sendable<Command> {
  return {
    Trigger: command.trigger,
    DisplayName: command.displayName,
    Description: command.description,
    AutoComplete: true,
    AutoCompleteDesc: command.description,
    AutoCompleteHint: command.hint,
    AutocompleteData: writeAutocomplete(command.autocomplete),
    AutocompleteIconData: command.iconData ?? '',
  }
}

function writeAutocomplete(node: AutocompleteNode): NonNullable<Command['AutocompleteData']> {
  return {
    Trigger: node.trigger,
    Hint: node.hint ?? '',
    HelpText: node.helpText,
    // Everybody's: without a role, Mattermost suggests it to system administrators alone.
    RoleID: 'system_user',
    Arguments: [],
    SubCommands: (node.subCommands ?? []).map(writeAutocomplete),
  }
}

/** What Mattermost put there when the post was made, and puts there only then. */
function ownedByServer(props: Record<string, unknown>): Record<string, unknown> {
  const owned = Object.entries(props).filter(([key]) => key === 'from_bot' || key === 'from_plugin')
  return Object.fromEntries(owned)
}
