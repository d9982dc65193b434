import {
  type ApiHandlers,
  AppError,
  type MattermostApi,
  type Post as RpcPost,
} from '@ticketdesk/plugin-rpc'
import { type ChannelInfo, MattermostError, type Post } from '../../src/mattermost/api'
import type { FakeMattermost } from './fake-mattermost'

/** What the server must know of its own, beyond the calls of a plugin. */
export interface HostSettings {
  siteUrl?: string
  bundlePath: string
}

type Loose = {
  [K in keyof MattermostApi]?: (...args: Required<Parameters<MattermostApi[K]>>) => Promise<unknown>
}

/** The Mattermost in memory in Go's words: what a plugin process reaches over RPC. */
export function asHost(fake: FakeMattermost, { siteUrl, bundlePath }: HostSettings): ApiHandlers {
  // The library fills in what a structure leaves out.
  const handlers: Loose = {
    LoadPluginConfiguration: () => answer(fake.loadPluginConfiguration()),
    GetUnsanitizedConfig: async () => ({
      SqlSettings: { DriverName: fake.driverName, DataSource: fake.dataSource },
      ServiceSettings: { SiteURL: siteUrl ?? 'https://chat.example.org/' },
    }),
    GetBundlePath: async () => bundlePath,
    EnsureBotUser: (bot) =>
      answer(
        fake.ensureBotUser({
          username: bot.Username ?? '',
          displayName: bot.DisplayName ?? '',
          description: bot.Description ?? '',
        }),
      ),
    SetProfileImage: (userId, image) => answer(fake.setProfileImage(userId, Buffer.from(image))),
    RegisterCommand: (command) =>
      answer(
        fake.registerCommand({
          trigger: command.Trigger ?? '',
          displayName: command.DisplayName ?? '',
          description: command.Description ?? '',
          hint: command.AutoCompleteHint ?? '',
          autocomplete: {
            trigger: command.AutocompleteData?.Trigger ?? '',
            helpText: command.AutocompleteData?.HelpText ?? '',
            subCommands: (command.AutocompleteData?.SubCommands ?? []).map((sub) => ({
              trigger: sub?.Trigger ?? '',
              helpText: sub?.HelpText ?? '',
            })),
          },
          iconData: command.AutocompleteIconData ?? '',
        }),
      ),
    KVGet: async (key) => (await answer(fake.kvGet(key))) ?? null,
    KVSet: (key, value) => answer(fake.kvSet(key, Buffer.from(value))),
    GetUser: async (id) => {
      const user = await answer(fake.getUser(id))
      return { Id: id, Username: user.username, Locale: user.locale, IsBot: user.isBot }
    },
    GetChannel: async (id) => writeChannel(await answer(fake.getChannel(id))),
    GetTeamByName: async (name) => ({ Id: name, Name: name }),
    GetChannelByName: async (team, name) =>
      writeChannel(await answer(fake.getChannelByName(team, name))),
    GetGroupsForUser: async (userId) =>
      (await answer(fake.getGroupNames(userId))).map((Name) => ({ Name })),
    HasPermissionTo: (userId) => answer(fake.hasPermissionTo(userId, 'manage_system')),
    HasPermissionToChannel: (userId, channelId, permission) =>
      answer(fake.hasPermissionToChannel(userId, channelId, permission.Id as 'create_post')),
    HasPermissionToTeam: (userId, teamId) =>
      answer(fake.hasPermissionToTeam(userId, teamId, 'read_public_channel')),
    CreatePost: async (post) => {
      const priority = post.Metadata?.Priority?.Priority
      const created = await answer(
        fake.createPost({
          userId: post.UserId ?? '',
          channelId: post.ChannelId ?? '',
          rootId: post.RootId ?? '',
          message: post.Message ?? '',
          type: post.Type ?? '',
          props: { ...post.Props },
          pendingPostId: post.PendingPostId ?? '',
          ...(priority && { priority: priority as 'urgent' }),
        }),
      )
      return writePost(created)
    },
    UpdatePost: async (post) => {
      const id = post.Id ?? ''
      await answer(fake.updatePost(id, { message: post.Message ?? '', props: { ...post.Props } }))
      return writePost(await answer(fake.getPost(id)))
    },
    GetPost: async (id) => writePost(await answer(fake.getPost(id))),
    GetPostsSince: async (channelId, since) => {
      const posts = await answer(fake.getPostsSince(channelId, since))
      return {
        Order: posts.map(({ id }) => id),
        Posts: Object.fromEntries(posts.map((post) => [post.id, writePost(post)])),
      }
    },
    SendEphemeralPost: async (userId, post) => {
      await answer(
        fake.sendEphemeralPost(userId, {
          userId: post.UserId ?? '',
          channelId: post.ChannelId ?? '',
          rootId: post.RootId ?? '',
          message: post.Message ?? '',
          props: { ...post.Props },
        }),
      )
      return {}
    },
    OpenInteractiveDialog: ({ TriggerId = '', URL = '', Dialog = {} }) =>
      answer(
        fake.openInteractiveDialog({
          triggerId: TriggerId,
          url: URL,
          dialog: {
            callbackId: Dialog.CallbackId ?? '',
            title: Dialog.Title ?? '',
            notifyOnCancel: Dialog.NotifyOnCancel ?? false,
            state: Dialog.State ?? '',
            elements: (Dialog.Elements ?? []).map((element) => ({
              displayName: element?.DisplayName ?? '',
              name: element?.Name ?? '',
              type: (element?.Type ?? 'text') as 'text',
              ...(element?.SubType && { subType: element.SubType as 'url' }),
              optional: element?.Optional ?? false,
            })),
          },
        }),
      ),
    PublishWebSocketEvent: (event, payload) =>
      answer(fake.publishWebSocketEvent(event, { ...payload })),
  }
  return handlers as ApiHandlers
}

/** Refusals travel as Mattermost's own errors. */
async function answer<T>(call: Promise<T>): Promise<T> {
  try {
    return await call
  } catch (error) {
    if (!(error instanceof MattermostError)) throw error
    throw new AppError({ Id: error.id, Message: error.message, StatusCode: error.status || 500 })
  }
}

function writePost(post: Post): Partial<RpcPost> {
  return {
    Id: post.id,
    UserId: post.userId,
    ChannelId: post.channelId,
    RootId: post.rootId,
    CreateAt: post.createAt,
    DeleteAt: post.deleteAt,
    Props: post.props,
  }
}

function writeChannel({ id, teamId, type, name, displayName, deleteAt }: ChannelInfo) {
  const names = { Name: name, DisplayName: displayName }
  return { Id: id, TeamId: teamId, Type: type, ...names, DeleteAt: deleteAt }
}
