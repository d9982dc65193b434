import { bool, bytes, type GobSchema, int, map, pointer, slice, string, struct } from '../../gob'
import { anyMap } from './shapes'
import { type Session, sessionSchema } from './user'

/** Who caused a hook call. All fields may be empty. */
export interface Context {
  SessionId: string
  RequestId: string
  IPAddress: string
  AcceptLanguage: string
  UserAgent: string
}

/** The server's error structure. `StatusCode` is an HTTP status. */
export interface AppErrorData {
  Id: string
  Message: string
  DetailedError: string
  RequestId: string
  StatusCode: number
  Where: string
  SkipTranslation: boolean
}

/** A plain Go error on the wire. Code 0 is any error, 1 EOF, 2 no rows. */
export interface ErrorString {
  Code: number
  Err: string
}

/** How a key is stored. `ExpireInSeconds` 0 keeps it for ever. */
export interface PluginKVSetOptions {
  Atomic: boolean
  OldValue: Buffer
  ExpireInSeconds: number
}

/** Who gets a websocket event; all empty means everybody. */
export interface WebsocketBroadcast {
  OmitUsers: Record<string, boolean>
  UserId: string
  ChannelId: string
  TeamId: string
  ConnectionId: string
  OmitConnectionId: string
  ContainsSanitizedData: boolean
  ContainsSensitiveData: boolean
  ReliableClusterSend: boolean
  BroadcastHooks: string[]
}

/** A message a client sent over its websocket. */
export interface WebSocketRequest {
  Seq: number
  Action: string
  Data: Record<string, unknown>
  Session: Session
  Locale: string
}

/** A message between the nodes of a cluster. */
export interface PluginClusterEvent {
  Id: string
  Data: Buffer
}

/** `SendType` is "best_effort" or "reliable"; an empty `TargetId` means all other nodes. */
export interface PluginClusterEventSendOptions {
  SendType: string
  TargetId: string
}

/** Who installed the plugin. */
export interface OnInstallEvent {
  UserId: string
}

/** The part of the server configuration we read. Gob cannot tell false, 0 and "" from unset: these come as null. */
export interface ServerConfig {
  SqlSettings: SqlSettings
  ServiceSettings: ServiceSettings
  LocalizationSettings: LocalizationSettings
  PluginSettings: PluginSettings
}

/** The data source contains the password. */
export interface SqlSettings {
  DriverName: string | null
  DataSource: string | null
}

export interface ServiceSettings {
  SiteURL: string | null
  AllowedUntrustedInternalConnections: string | null
}

export interface LocalizationSettings {
  DefaultServerLocale: string | null
}

/** Settings of every plugin, by plugin id, keys in lower case. */
export interface PluginSettings {
  Plugins: Record<string, Record<string, unknown>>
}

export const contextSchema: GobSchema<Context> = struct<Context>('Context', {
  SessionId: string,
  RequestId: string,
  IPAddress: string,
  AcceptLanguage: string,
  UserAgent: string,
})

export const appErrorDataSchema: GobSchema<AppErrorData> = struct<AppErrorData>('AppError', {
  Id: string,
  Message: string,
  DetailedError: string,
  RequestId: string,
  StatusCode: int,
  Where: string,
  SkipTranslation: bool,
})

export const errorStringSchema: GobSchema<ErrorString> = struct<ErrorString>('ErrorString', {
  Code: int,
  Err: string,
})

export const pluginKVSetOptionsSchema: GobSchema<PluginKVSetOptions> = struct<PluginKVSetOptions>(
  'PluginKVSetOptions',
  {
    Atomic: bool,
    OldValue: bytes,
    ExpireInSeconds: int,
  },
)

export const websocketBroadcastSchema: GobSchema<WebsocketBroadcast> = struct<WebsocketBroadcast>(
  'WebsocketBroadcast',
  {
    OmitUsers: map(bool),
    UserId: string,
    ChannelId: string,
    TeamId: string,
    ConnectionId: string,
    OmitConnectionId: string,
    ContainsSanitizedData: bool,
    ContainsSensitiveData: bool,
    ReliableClusterSend: bool,
    BroadcastHooks: slice(string),
  },
)

export const webSocketRequestSchema: GobSchema<WebSocketRequest> = struct<WebSocketRequest>(
  'WebSocketRequest',
  {
    Seq: int,
    Action: string,
    Data: anyMap,
    Session: sessionSchema,
    Locale: string,
  },
)

export const pluginClusterEventSchema: GobSchema<PluginClusterEvent> = struct<PluginClusterEvent>(
  'PluginClusterEvent',
  {
    Id: string,
    Data: bytes,
  },
)

export const pluginClusterEventSendOptionsSchema: GobSchema<PluginClusterEventSendOptions> =
  struct<PluginClusterEventSendOptions>('PluginClusterEventSendOptions', {
    SendType: string,
    TargetId: string,
  })

export const onInstallEventSchema: GobSchema<OnInstallEvent> = struct<OnInstallEvent>(
  'OnInstallEvent',
  {
    UserId: string,
  },
)

export const serverConfigSchema: GobSchema<ServerConfig> = struct<ServerConfig>('Config', {
  SqlSettings: () => sqlSettingsSchema,
  ServiceSettings: () => serviceSettingsSchema,
  LocalizationSettings: () => localizationSettingsSchema,
  PluginSettings: () => pluginSettingsSchema,
})

export const sqlSettingsSchema: GobSchema<SqlSettings> = struct<SqlSettings>('SqlSettings', {
  DriverName: pointer(string),
  DataSource: pointer(string),
})

export const serviceSettingsSchema: GobSchema<ServiceSettings> = struct<ServiceSettings>(
  'ServiceSettings',
  {
    SiteURL: pointer(string),
    AllowedUntrustedInternalConnections: pointer(string),
  },
)

export const localizationSettingsSchema: GobSchema<LocalizationSettings> =
  struct<LocalizationSettings>('LocalizationSettings', {
    DefaultServerLocale: pointer(string),
  })

export const pluginSettingsSchema: GobSchema<PluginSettings> = struct<PluginSettings>(
  'PluginSettings',
  {
    Plugins: map(anyMap),
  },
)
