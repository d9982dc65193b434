import { bool, type GobSchema, int, pointer, slice, string, struct } from '../../gob'
import { stringMap } from './shapes'

/** An account, without its secrets. Times are milliseconds since 1970. */
export interface User {
  Id: string
  CreateAt: number
  UpdateAt: number
  DeleteAt: number
  Username: string
  Email: string
  EmailVerified: boolean
  Nickname: string
  FirstName: string
  LastName: string
  Position: string
  Roles: string
  Props: Record<string, string>
  NotifyProps: Record<string, string>
  LastPictureUpdate: number
  Locale: string
  Timezone: Record<string, string>
  IsBot: boolean
  BotDescription: string
}

/** An account plugins post with. `OwnerId` is a user id or a plugin id. */
export interface Bot {
  UserId: string
  Username: string
  DisplayName: string
  Description: string
  OwnerId: string
  LastIconUpdate: number
  CreateAt: number
  UpdateAt: number
  DeleteAt: number
}

/** Whether somebody is there: "online", "away", "dnd" or "offline". */
export interface Status {
  UserId: string
  Status: string
  Manual: boolean
  LastActivityAt: number
}

/** A log-in. `Token` is a secret. */
export interface Session {
  Id: string
  Token: string
  CreateAt: number
  ExpiresAt: number
  LastActivityAt: number
  UserId: string
  DeviceId: string
  Roles: string
  IsOAuth: boolean
  Props: Record<string, string>
  TeamMembers: TeamMember[]
  Local: boolean
}

/** A user in a team. */
export interface TeamMember {
  TeamId: string
  UserId: string
  Roles: string
  DeleteAt: number
  SchemeGuest: boolean
  SchemeUser: boolean
  SchemeAdmin: boolean
  ExplicitRoles: string
  CreateAt: number
}

/**
 * A user group. `Name` is what follows the at sign; groups that nobody may mention can be without.
 * `Source` is "ldap", "custom" or a plugin's own. Times are milliseconds since 1970.
 */
export interface Group {
  Id: string
  Name: string | null
  DisplayName: string
  Description: string
  Source: string
  RemoteId: string | null
  CreateAt: number
  UpdateAt: number
  DeleteAt: number
  HasSyncables: boolean
  AllowReference: boolean
}

/** Only the id matters to the server, e.g. `create_post`. */
export interface Permission {
  Id: string
  Name: string
  Description: string
  Scope: string
}

export const userSchema: GobSchema<User> = struct<User>('User', {
  Id: string,
  CreateAt: int,
  UpdateAt: int,
  DeleteAt: int,
  Username: string,
  Email: string,
  EmailVerified: bool,
  Nickname: string,
  FirstName: string,
  LastName: string,
  Position: string,
  Roles: string,
  Props: stringMap,
  NotifyProps: stringMap,
  LastPictureUpdate: int,
  Locale: string,
  Timezone: stringMap,
  IsBot: bool,
  BotDescription: string,
})

export const botSchema: GobSchema<Bot> = struct<Bot>('Bot', {
  UserId: string,
  Username: string,
  DisplayName: string,
  Description: string,
  OwnerId: string,
  LastIconUpdate: int,
  CreateAt: int,
  UpdateAt: int,
  DeleteAt: int,
})

export const statusSchema: GobSchema<Status> = struct<Status>('Status', {
  UserId: string,
  Status: string,
  Manual: bool,
  LastActivityAt: int,
})

export const sessionSchema: GobSchema<Session> = struct<Session>('Session', {
  Id: string,
  Token: string,
  CreateAt: int,
  ExpiresAt: int,
  LastActivityAt: int,
  UserId: string,
  DeviceId: string,
  Roles: string,
  IsOAuth: bool,
  Props: stringMap,
  TeamMembers: slice(() => teamMemberSchema),
  Local: bool,
})

export const teamMemberSchema: GobSchema<TeamMember> = struct<TeamMember>('TeamMember', {
  TeamId: string,
  UserId: string,
  Roles: string,
  DeleteAt: int,
  SchemeGuest: bool,
  SchemeUser: bool,
  SchemeAdmin: bool,
  ExplicitRoles: string,
  CreateAt: int,
})

export const groupSchema: GobSchema<Group> = struct<Group>('Group', {
  Id: string,
  Name: pointer(string),
  DisplayName: string,
  Description: string,
  Source: string,
  RemoteId: pointer(string),
  CreateAt: int,
  UpdateAt: int,
  DeleteAt: int,
  HasSyncables: bool,
  AllowReference: bool,
})

export const permissionSchema: GobSchema<Permission> = struct<Permission>('Permission', {
  Id: string,
  Name: string,
  Description: string,
  Scope: string,
})
