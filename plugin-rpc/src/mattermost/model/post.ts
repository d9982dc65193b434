import { bool, type GobSchema, int, map, pointer, slice, string, struct } from '../../gob'
import { typeAttachments } from './attachment'
import { anyMap } from './shapes'
import { type User, userSchema } from './user'

/** A message. Times are milliseconds since 1970. `Metadata` is heeded in new posts, and never comes back. */
export interface Post {
  Id: string
  CreateAt: number
  UpdateAt: number
  EditAt: number
  DeleteAt: number
  IsPinned: boolean
  UserId: string
  ChannelId: string
  RootId: string
  OriginalId: string
  Message: string
  MessageSource: string
  Type: string
  Props: Record<string, unknown>
  Hashtags: string
  Filenames: string[]
  FileIds: string[]
  PendingPostId: string
  HasReactions: boolean
  RemoteId: string | null
  ReplyCount: number
  LastReplyAt: number
  Participants: User[]
  IsFollowing: boolean | null
  Metadata: PostMetadata | null
}

/** The one part of a post's metadata that is up to its author. */
export interface PostMetadata {
  Priority: PostPriority | null
}

/** `Priority` is "important" or "urgent". The other two need a licence. */
export interface PostPriority {
  Priority: string | null
  RequestedAck: boolean | null
  PersistentNotifications: boolean | null
}

/** A thread or a page of posts: `Order` lists the ids, `Posts` holds them. */
export interface PostList {
  Order: string[]
  Posts: Record<string, Post>
  NextPostId: string
  PrevPostId: string
  HasNext: boolean | null
  FirstInaccessiblePostTime: number
}

/** An emoji somebody put on a post. */
export interface Reaction {
  UserId: string
  PostId: string
  EmojiName: string
  CreateAt: number
  UpdateAt: number
  DeleteAt: number
  RemoteId: string | null
  ChannelId: string
}

/** A file attached or ready to be attached to a post. Size in bytes. */
export interface FileInfo {
  Id: string
  CreatorId: string
  PostId: string
  ChannelId: string
  CreateAt: number
  UpdateAt: number
  DeleteAt: number
  Name: string
  Extension: string
  Size: number
  MimeType: string
  Width: number
  Height: number
}

export const postSchema: GobSchema<Post> = struct<Post>(
  'Post',
  {
    Id: string,
    CreateAt: int,
    UpdateAt: int,
    EditAt: int,
    DeleteAt: int,
    IsPinned: bool,
    UserId: string,
    ChannelId: string,
    RootId: string,
    OriginalId: string,
    Message: string,
    MessageSource: string,
    Type: string,
    Props: anyMap,
    Hashtags: string,
    Filenames: slice(string),
    FileIds: slice(string),
    PendingPostId: string,
    HasReactions: bool,
    RemoteId: pointer(string),
    ReplyCount: int,
    LastReplyAt: int,
    Participants: slice(() => userSchema),
    IsFollowing: pointer(bool),
    Metadata: pointer(() => postMetadataSchema),
  },
  { prepare: typeAttachments },
)

export const postMetadataSchema: GobSchema<PostMetadata> = struct<PostMetadata>('PostMetadata', {
  Priority: pointer(() => postPrioritySchema),
})

export const postPrioritySchema: GobSchema<PostPriority> = struct<PostPriority>('PostPriority', {
  Priority: pointer(string),
  RequestedAck: pointer(bool),
  PersistentNotifications: pointer(bool),
})

export const postListSchema: GobSchema<PostList> = struct<PostList>('PostList', {
  Order: slice(string),
  Posts: map(postSchema),
  NextPostId: string,
  PrevPostId: string,
  HasNext: pointer(bool),
  FirstInaccessiblePostTime: int,
})

export const reactionSchema: GobSchema<Reaction> = struct<Reaction>('Reaction', {
  UserId: string,
  PostId: string,
  EmojiName: string,
  CreateAt: int,
  UpdateAt: int,
  DeleteAt: int,
  RemoteId: pointer(string),
  ChannelId: string,
})

export const fileInfoSchema: GobSchema<FileInfo> = struct<FileInfo>('FileInfo', {
  Id: string,
  CreatorId: string,
  PostId: string,
  ChannelId: string,
  CreateAt: int,
  UpdateAt: int,
  DeleteAt: int,
  Name: string,
  Extension: string,
  Size: int,
  MimeType: string,
  Width: int,
  Height: int,
})
