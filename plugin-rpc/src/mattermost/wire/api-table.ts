import { any, bool, bytes, type GobSchema, int, map, pointer, slice, string } from '../../gob'
import type { MattermostApi } from '../api-interface'
import {
  botSchema,
  channelMemberSchema,
  channelSchema,
  commandSchema,
  fileInfoSchema,
  groupSchema,
  openDialogRequestSchema,
  permissionSchema,
  pluginClusterEventSchema,
  pluginClusterEventSendOptionsSchema,
  pluginKVSetOptionsSchema,
  postListSchema,
  postSchema,
  reactionSchema,
  serverConfigSchema,
  sessionSchema,
  statusSchema,
  teamMemberSchema,
  teamSchema,
  userSchema,
  websocketBroadcastSchema,
} from '../model'
import { type CallShape, jsonShape, shape } from './shape'

/** The interface's methods as table rows: parameters and results are checked by the compiler. */
export type ShapesOf<T> = {
  readonly [K in keyof T]-?: NonNullable<T[K]> extends (...args: infer P) => infer R
    ? CallShape<P, Awaited<R>>
    : never
}

const strings = slice(string, '[]string')
const anyList = slice(any, '[]interface {}')
const payload: GobSchema<Record<string, unknown>> = map(any)
const users = slice(userSchema)
const teams = slice(teamSchema)
const channels = slice(channelSchema)

const log = shape([string, anyList], null)
const readConfig = shape([], serverConfigSchema)
const readText = shape([], string)
const findUser = shape([string], userSchema, 'appError')
const findTeam = shape([string], teamSchema, 'appError')
const findChannel = shape([string], channelSchema, 'appError')
const sendPost = shape([postSchema], postSchema, 'appError')
const showPost = shape([string, postSchema], postSchema)
const sendChannel = shape([channelSchema], channelSchema, 'appError')

/** Plugin → server: every API method we know. */
export const apiTable = {
  LoadPluginConfiguration: jsonShape<Record<string, unknown> | null>(),
  GetPluginConfig: shape([], payload),
  SavePluginConfig: shape([payload], null, 'appError'),
  GetConfig: readConfig,
  GetUnsanitizedConfig: readConfig,
  GetServerVersion: readText,
  GetDiagnosticId: readText,
  GetTelemetryId: readText,
  GetBundlePath: shape([], string, 'error'),
  IsEnterpriseReady: shape([], bool),

  LogDebug: log,
  LogInfo: log,
  LogWarn: log,
  LogError: log,

  KVGet: shape([string], pointer(bytes), 'appError'),
  KVSet: shape([string, bytes], null, 'appError'),
  KVDelete: shape([string], null, 'appError'),
  KVSetWithOptions: shape([string, bytes, pluginKVSetOptionsSchema], bool, 'appError'),
  KVList: shape([int, int], strings, 'appError'),

  CreatePost: sendPost,
  UpdatePost: sendPost,
  GetPost: shape([string], postSchema, 'appError'),
  DeletePost: shape([string], null, 'appError'),
  GetPostThread: shape([string], postListSchema, 'appError'),
  GetPostsSince: shape([string, int], postListSchema, 'appError'),
  GetPostsForChannel: shape([string, int, int], postListSchema, 'appError'),
  SendEphemeralPost: showPost,
  UpdateEphemeralPost: showPost,
  DeleteEphemeralPost: shape([string, string], null),
  AddReaction: shape([reactionSchema], reactionSchema, 'appError'),
  RemoveReaction: shape([reactionSchema], null, 'appError'),
  GetReactions: shape([string], slice(reactionSchema), 'appError'),
  UploadFile: shape([bytes, string, string], fileInfoSchema, 'appError'),
  GetFile: shape([string], bytes, 'appError'),
  GetFileInfo: shape([string], fileInfoSchema, 'appError'),

  RegisterCommand: shape([commandSchema], null, 'error'),
  UnregisterCommand: shape([string, string], null, 'error'),
  OpenInteractiveDialog: shape([openDialogRequestSchema], null, 'appError'),
  PublishWebSocketEvent: shape([string, payload, websocketBroadcastSchema], null),
  PublishPluginClusterEvent: shape(
    [pluginClusterEventSchema, pluginClusterEventSendOptionsSchema],
    null,
    'error',
  ),
  SendMail: shape([string, string, string], null, 'appError'),

  EnsureBotUser: shape([botSchema], string, 'error'),
  SetProfileImage: shape([string, bytes], null, 'appError'),
  GetUser: findUser,
  GetUserByUsername: findUser,
  GetUserByEmail: findUser,
  GetUsersByIds: shape([strings], users, 'appError'),
  GetUsersByUsernames: shape([strings], users, 'appError'),
  GetUserStatus: shape([string], statusSchema, 'appError'),
  GetSession: shape([string], sessionSchema, 'appError'),
  GetGroupByName: shape([string], groupSchema, 'appError'),
  GetGroupsForUser: shape([string], slice(groupSchema), 'appError'),
  HasPermissionTo: shape([string, permissionSchema], bool),
  HasPermissionToTeam: shape([string, string, permissionSchema], bool),
  HasPermissionToChannel: shape([string, string, permissionSchema], bool),

  GetTeam: findTeam,
  GetTeamByName: findTeam,
  GetTeams: shape([], teams, 'appError'),
  GetTeamsForUser: shape([string], teams, 'appError'),
  GetTeamMember: shape([string, string], teamMemberSchema, 'appError'),
  GetChannel: findChannel,
  GetChannelByName: shape([string, string, bool], channelSchema, 'appError'),
  GetDirectChannel: shape([string, string], channelSchema, 'appError'),
  GetGroupChannel: shape([strings], channelSchema, 'appError'),
  GetPublicChannelsForTeam: shape([string, int, int], channels, 'appError'),
  GetChannelsForTeamForUser: shape([string, string, bool], channels, 'appError'),
  CreateChannel: sendChannel,
  UpdateChannel: sendChannel,
  GetChannelMember: shape([string, string], channelMemberSchema, 'appError'),
  GetChannelMembers: shape([string, int, int], slice(channelMemberSchema), 'appError'),
  AddChannelMember: shape([string, string], channelMemberSchema, 'appError'),
  AddUserToChannel: shape([string, string, string], channelMemberSchema, 'appError'),
  DeleteChannelMember: shape([string, string], null, 'appError'),
} satisfies ShapesOf<MattermostApi>
