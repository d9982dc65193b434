import { pointer, string } from '../../gob'
import {
  channelMemberSchema,
  channelSchema,
  commandArgsSchema,
  commandResponseSchema,
  contextSchema,
  onInstallEventSchema,
  pluginClusterEventSchema,
  postSchema,
  reactionSchema,
  serverConfigSchema,
  teamMemberSchema,
  userSchema,
  webSocketRequestSchema,
} from '../model'
import { checkShape, filterShape, shape } from './shape'

const notice = shape([contextSchema, postSchema], null)
const reaction = shape([contextSchema, reactionSchema], null)
const channelMove = shape([contextSchema, channelMemberSchema, pointer(userSchema)], null)
const teamMove = shape([contextSchema, teamMemberSchema, pointer(userSchema)], null)
const account = shape([contextSchema, userSchema], null)
const connection = shape([string, string], null)

/**
 * Server → plugin: the hooks that are plain calls. Implemented, OnActivate, ServeHTTP and
 * ServeMetrics carry stream ids and are served by hand.
 */
export const hookTable = {
  OnDeactivate: shape([], null, 'error'),
  OnConfigurationChange: shape([], null, 'error'),
  ConfigurationWillBeSaved: checkShape([serverConfigSchema], serverConfigSchema),
  OnInstall: shape([contextSchema, onInstallEventSchema], null, 'error'),
  ExecuteCommand: shape([contextSchema, commandArgsSchema], commandResponseSchema, 'appError'),
  MessageHasBeenPosted: notice,
  MessageHasBeenUpdated: shape([contextSchema, postSchema, postSchema], null),
  MessageHasBeenDeleted: notice,
  MessageWillBePosted: filterShape([contextSchema, postSchema], postSchema, string),
  MessageWillBeUpdated: filterShape([contextSchema, postSchema, postSchema], postSchema, string),
  ReactionHasBeenAdded: reaction,
  ReactionHasBeenRemoved: reaction,
  UserHasJoinedChannel: channelMove,
  UserHasLeftChannel: channelMove,
  UserHasJoinedTeam: teamMove,
  UserHasLeftTeam: teamMove,
  ChannelHasBeenCreated: shape([contextSchema, channelSchema], null),
  UserHasBeenCreated: account,
  UserHasBeenDeactivated: account,
  OnWebSocketConnect: connection,
  OnWebSocketDisconnect: connection,
  WebSocketMessageHasBeenPosted: shape([string, string, webSocketRequestSchema], null),
  OnPluginClusterEvent: shape([contextSchema, pluginClusterEventSchema], null),
}

export type HookName = keyof typeof hookTable
