import { bool, type GobSchema, int, string, struct } from '../../gob'
import { anyMap, stringMap } from './shapes'

/** A team. Times are milliseconds since 1970. */
export interface Team {
  Id: string
  CreateAt: number
  UpdateAt: number
  DeleteAt: number
  DisplayName: string
  Name: string
  Description: string
  Email: string
  Type: string
  AllowOpenInvite: boolean
}

/** A channel. `Type` is "O" (public), "P" (private), "D" (direct) or "G" (group). */
export interface Channel {
  Id: string
  CreateAt: number
  UpdateAt: number
  DeleteAt: number
  TeamId: string
  Type: string
  DisplayName: string
  Name: string
  Header: string
  Purpose: string
  LastPostAt: number
  TotalMsgCount: number
  CreatorId: string
  Props: Record<string, unknown>
}

/** A user in a channel. */
export interface ChannelMember {
  ChannelId: string
  UserId: string
  Roles: string
  LastViewedAt: number
  MsgCount: number
  MentionCount: number
  NotifyProps: Record<string, string>
  LastUpdateAt: number
  SchemeGuest: boolean
  SchemeUser: boolean
  SchemeAdmin: boolean
  ExplicitRoles: string
}

export const teamSchema: GobSchema<Team> = struct<Team>('Team', {
  Id: string,
  CreateAt: int,
  UpdateAt: int,
  DeleteAt: int,
  DisplayName: string,
  Name: string,
  Description: string,
  Email: string,
  Type: string,
  AllowOpenInvite: bool,
})

export const channelSchema: GobSchema<Channel> = struct<Channel>('Channel', {
  Id: string,
  CreateAt: int,
  UpdateAt: int,
  DeleteAt: int,
  TeamId: string,
  Type: string,
  DisplayName: string,
  Name: string,
  Header: string,
  Purpose: string,
  LastPostAt: int,
  TotalMsgCount: int,
  CreatorId: string,
  Props: anyMap,
})

export const channelMemberSchema: GobSchema<ChannelMember> = struct<ChannelMember>(
  'ChannelMember',
  {
    ChannelId: string,
    UserId: string,
    Roles: string,
    LastViewedAt: int,
    MsgCount: int,
    MentionCount: int,
    NotifyProps: stringMap,
    LastUpdateAt: int,
    SchemeGuest: bool,
    SchemeUser: bool,
    SchemeAdmin: bool,
    ExplicitRoles: string,
  },
)
