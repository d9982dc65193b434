import type { Sendable } from '../gob'
import type {
  Bot,
  Channel,
  ChannelMember,
  Command,
  FileInfo,
  Group,
  OpenDialogRequest,
  Permission,
  PluginClusterEvent,
  PluginClusterEventSendOptions,
  PluginKVSetOptions,
  Post,
  PostList,
  Reaction,
  ServerConfig,
  Session,
  Status,
  Team,
  TeamMember,
  User,
  WebsocketBroadcast,
} from './model'

/**
 * What a plugin may ask of the server: Go's names and parameter order, results unwrapped.
 *
 * Every method rejects with AppError or PluginError when the server says so, UnknownMethodError when
 * the server is too old for it, RpcTimeoutError when no answer comes, RpcClosedError when the
 * connection is gone. Calls run in parallel: two that are not awaited have no order.
 */
export interface MattermostApi {
  /** The plugin's settings as parsed JSON; keys are in lower case. Null when nothing was ever saved. */
  LoadPluginConfiguration(): Promise<Record<string, unknown> | null>
  GetPluginConfig(): Promise<Record<string, unknown>>
  SavePluginConfig(config: Readonly<Record<string, unknown>>): Promise<void>
  GetConfig(): Promise<ServerConfig>
  /** Like GetConfig, with secrets. */
  GetUnsanitizedConfig(): Promise<ServerConfig>
  GetServerVersion(): Promise<string>
  GetDiagnosticId(): Promise<string>
  GetTelemetryId(): Promise<string>
  GetBundlePath(): Promise<string>
  IsEnterpriseReady(): Promise<boolean>

  /** Key and value alternate in `pairs`; give all of them as text. */
  LogDebug(message: string, pairs?: readonly string[]): Promise<void>
  LogInfo(message: string, pairs?: readonly string[]): Promise<void>
  LogWarn(message: string, pairs?: readonly string[]): Promise<void>
  LogError(message: string, pairs?: readonly string[]): Promise<void>

  /** Null when the key does not exist. Keys have at most 150 characters. */
  KVGet(key: string): Promise<Buffer | null>
  /** An empty value deletes the key. */
  KVSet(key: string, value: Buffer): Promise<void>
  KVDelete(key: string): Promise<void>
  /** False when `Atomic` was asked for and the old value was another. */
  KVSetWithOptions(
    key: string,
    value: Buffer,
    options: Sendable<PluginKVSetOptions>,
  ): Promise<boolean>
  KVList(page: number, perPage: number): Promise<string[]>

  CreatePost(post: Sendable<Post>): Promise<Post>
  UpdatePost(post: Sendable<Post>): Promise<Post>
  GetPost(postId: string): Promise<Post>
  DeletePost(postId: string): Promise<void>
  GetPostThread(postId: string): Promise<PostList>
  /** `since`: milliseconds since 1970. */
  GetPostsSince(channelId: string, since: number): Promise<PostList>
  GetPostsForChannel(channelId: string, page: number, perPage: number): Promise<PostList>
  SendEphemeralPost(userId: string, post: Sendable<Post>): Promise<Post>
  UpdateEphemeralPost(userId: string, post: Sendable<Post>): Promise<Post>
  DeleteEphemeralPost(userId: string, postId: string): Promise<void>
  AddReaction(reaction: Sendable<Reaction>): Promise<Reaction>
  RemoveReaction(reaction: Sendable<Reaction>): Promise<void>
  GetReactions(postId: string): Promise<Reaction[]>
  UploadFile(data: Buffer, channelId: string, filename: string): Promise<FileInfo>
  GetFile(fileId: string): Promise<Buffer>
  GetFileInfo(fileId: string): Promise<FileInfo>

  RegisterCommand(command: Sendable<Command>): Promise<void>
  UnregisterCommand(teamId: string, trigger: string): Promise<void>
  OpenInteractiveDialog(request: Sendable<OpenDialogRequest>): Promise<void>
  /** Clients see the event as `custom_<plugin id>_<event>`. */
  PublishWebSocketEvent(
    event: string,
    payload: Readonly<Record<string, unknown>>,
    broadcast: Sendable<WebsocketBroadcast>,
  ): Promise<void>
  PublishPluginClusterEvent(
    event: Sendable<PluginClusterEvent>,
    options: Sendable<PluginClusterEventSendOptions>,
  ): Promise<void>
  SendMail(to: string, subject: string, htmlBody: string): Promise<void>

  /** Creates the bot or finds it again; the bot's user id. */
  EnsureBotUser(bot: Sendable<Bot>): Promise<string>
  SetProfileImage(userId: string, image: Buffer): Promise<void>
  GetUser(userId: string): Promise<User>
  GetUserByUsername(username: string): Promise<User>
  GetUserByEmail(email: string): Promise<User>
  GetUsersByIds(userIds: readonly string[]): Promise<User[]>
  GetUsersByUsernames(usernames: readonly string[]): Promise<User[]>
  GetUserStatus(userId: string): Promise<Status>
  GetSession(sessionId: string): Promise<Session>
  /** By what follows the at sign. */
  GetGroupByName(name: string): Promise<Group>
  GetGroupsForUser(userId: string): Promise<Group[]>
  HasPermissionTo(userId: string, permission: Sendable<Permission>): Promise<boolean>
  HasPermissionToTeam(
    userId: string,
    teamId: string,
    permission: Sendable<Permission>,
  ): Promise<boolean>
  HasPermissionToChannel(
    userId: string,
    channelId: string,
    permission: Sendable<Permission>,
  ): Promise<boolean>

  GetTeam(teamId: string): Promise<Team>
  GetTeamByName(name: string): Promise<Team>
  GetTeams(): Promise<Team[]>
  GetTeamsForUser(userId: string): Promise<Team[]>
  GetTeamMember(teamId: string, userId: string): Promise<TeamMember>
  GetChannel(channelId: string): Promise<Channel>
  GetChannelByName(teamId: string, name: string, includeDeleted: boolean): Promise<Channel>
  GetDirectChannel(userId: string, otherUserId: string): Promise<Channel>
  GetGroupChannel(userIds: readonly string[]): Promise<Channel>
  GetPublicChannelsForTeam(teamId: string, page: number, perPage: number): Promise<Channel[]>
  GetChannelsForTeamForUser(
    teamId: string,
    userId: string,
    includeDeleted: boolean,
  ): Promise<Channel[]>
  CreateChannel(channel: Sendable<Channel>): Promise<Channel>
  UpdateChannel(channel: Sendable<Channel>): Promise<Channel>
  GetChannelMember(channelId: string, userId: string): Promise<ChannelMember>
  GetChannelMembers(channelId: string, page: number, perPage: number): Promise<ChannelMember[]>
  AddChannelMember(channelId: string, userId: string): Promise<ChannelMember>
  AddUserToChannel(channelId: string, userId: string, asUserId: string): Promise<ChannelMember>
  DeleteChannelMember(channelId: string, userId: string): Promise<void>
}
