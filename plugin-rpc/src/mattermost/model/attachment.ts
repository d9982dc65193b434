import {
  any,
  bool,
  type GobSchema,
  inInterface,
  pointer,
  type RegisteredType,
  slice,
  string,
  struct,
} from '../../gob'
import { anyMap } from './shapes'

/** A block below a message. Put a list of them into a post's `Props.attachments`. */
export interface MessageAttachment {
  Fallback: string
  Color: string
  Pretext: string
  AuthorName: string
  AuthorLink: string
  AuthorIcon: string
  Title: string
  TitleLink: string
  Text: string
  Fields: MessageAttachmentField[]
  ImageURL: string
  ThumbURL: string
  Footer: string
  FooterIcon: string
  Timestamp: unknown
  Actions: PostAction[]
}

/** A titled value in an attachment; `Value` is text or a number. */
export interface MessageAttachmentField {
  Title: string
  Value: unknown
  Short: boolean
}

/** A button or menu in an attachment (Type "button" or "select"). */
export interface PostAction {
  Id: string
  Type: string
  Name: string
  Tooltip: string
  Disabled: boolean
  Style: string
  DataSource: string
  Options: PostActionOptions[]
  DefaultOption: string
  Integration: PostActionIntegration | null
  Cookie: string
}

/** One choice of a menu. */
export interface PostActionOptions {
  Text: string
  Value: string
}

/** Where an action goes; `Context` comes back with it and stays hidden from clients. */
export interface PostActionIntegration {
  URL: string
  Context: Record<string, unknown>
}

export const messageAttachmentSchema: GobSchema<MessageAttachment> = struct<MessageAttachment>(
  'SlackAttachment',
  {
    Fallback: string,
    Color: string,
    Pretext: string,
    AuthorName: string,
    AuthorLink: string,
    AuthorIcon: string,
    Title: string,
    TitleLink: string,
    Text: string,
    Fields: slice(() => messageAttachmentFieldSchema),
    ImageURL: string,
    ThumbURL: string,
    Footer: string,
    FooterIcon: string,
    Timestamp: any,
    Actions: slice(() => postActionSchema),
  },
)

export const messageAttachmentFieldSchema: GobSchema<MessageAttachmentField> =
  struct<MessageAttachmentField>('MessageAttachmentField', {
    Title: string,
    Value: any,
    Short: bool,
  })

export const postActionSchema: GobSchema<PostAction> = struct<PostAction>('PostAction', {
  Id: string,
  Type: string,
  Name: string,
  Tooltip: string,
  Disabled: bool,
  Style: string,
  DataSource: string,
  Options: slice(() => postActionOptionsSchema),
  DefaultOption: string,
  Integration: pointer(() => postActionIntegrationSchema),
  Cookie: string,
})

export const postActionOptionsSchema: GobSchema<PostActionOptions> = struct<PostActionOptions>(
  'PostActionOptions',
  {
    Text: string,
    Value: string,
  },
)

export const postActionIntegrationSchema: GobSchema<PostActionIntegration> =
  struct<PostActionIntegration>('PostActionIntegration', {
    URL: string,
    Context: anyMap,
  })

/** The name is older than the Go type's present name; the wire kept it. */
export const attachmentList: RegisteredType<MessageAttachment[]> = {
  typeName: '[]*model.SlackAttachment',
  schema: slice(pointer(messageAttachmentSchema), '[]*model.MessageAttachment') as GobSchema<
    MessageAttachment[]
  >,
}

/** The server looks for attachments of this very type in Props; a list of maps would be ignored. */
export function typeAttachments<T extends { Props?: Record<string, unknown> }>(post: T): T {
  const attachments = post.Props?.['attachments']
  if (!Array.isArray(attachments)) return post
  const typed = inInterface(attachmentList, attachments as MessageAttachment[])
  return { ...post, Props: { ...post.Props, attachments: typed } }
}
