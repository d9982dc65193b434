import type { Sendable } from '../gob'
import type { MattermostApi } from './api-interface'
import type { HttpRequest, HttpResponse } from './http-interface'
import type {
  Channel,
  ChannelMember,
  CommandArgs,
  CommandResponse,
  Context,
  OnInstallEvent,
  PluginClusterEvent,
  Post,
  Reaction,
  ServerConfig,
  TeamMember,
  User,
  WebSocketRequest,
} from './model'

type Answer<T = void> = T | Promise<T>

/**
 * What a plugin may do when Mattermost calls it. Only the hooks present are announced; the others
 * are never called. Hooks are called concurrently. What a hook throws reaches the server as its error
 * (AppError as it is); a hook without an error result is answered all the same and the error logged.
 */
export interface PluginHooks {
  /**
   * The plugin may work now. OnConfigurationChange has been called before. There is no time limit in
   * the server, which waits: do slow work afterwards. Throwing refuses the activation.
   */
  OnActivate?(api: MattermostApi): Answer
  OnDeactivate?(): Answer
  OnConfigurationChange?(api: MattermostApi): Answer
  /** Throwing keeps the administrator from saving. Booleans that are false arrive as absent. */
  ConfigurationWillBeSaved?(config: ServerConfig): Answer
  OnInstall?(context: Context, event: OnInstallEvent): Answer

  ServeHTTP?(context: Context, request: HttpRequest, response: HttpResponse): Answer
  ServeMetrics?(context: Context, request: HttpRequest, response: HttpResponse): Answer
  ExecuteCommand?(context: Context, args: CommandArgs): Answer<Sendable<CommandResponse>>

  MessageHasBeenPosted?(context: Context, post: Post): Answer
  MessageHasBeenUpdated?(context: Context, post: Post, old: Post): Answer
  MessageHasBeenDeleted?(context: Context, post: Post): Answer
  /** null: as it is. A post: this one instead. A text: refused for this reason. Throwing: as it is. */
  MessageWillBePosted?(context: Context, post: Post): Answer<Sendable<Post> | string | null>
  MessageWillBeUpdated?(
    context: Context,
    post: Post,
    old: Post,
  ): Answer<Sendable<Post> | string | null>
  ReactionHasBeenAdded?(context: Context, reaction: Reaction): Answer
  ReactionHasBeenRemoved?(context: Context, reaction: Reaction): Answer

  UserHasJoinedChannel?(context: Context, member: ChannelMember, actor: User | null): Answer
  UserHasLeftChannel?(context: Context, member: ChannelMember, actor: User | null): Answer
  UserHasJoinedTeam?(context: Context, member: TeamMember, actor: User | null): Answer
  UserHasLeftTeam?(context: Context, member: TeamMember, actor: User | null): Answer
  ChannelHasBeenCreated?(context: Context, channel: Channel): Answer
  UserHasBeenCreated?(context: Context, user: User): Answer
  UserHasBeenDeactivated?(context: Context, user: User): Answer

  OnWebSocketConnect?(connectionId: string, userId: string): Answer
  OnWebSocketDisconnect?(connectionId: string, userId: string): Answer
  WebSocketMessageHasBeenPosted?(
    connectionId: string,
    userId: string,
    request: WebSocketRequest,
  ): Answer
  OnPluginClusterEvent?(context: Context, event: PluginClusterEvent): Answer
}
