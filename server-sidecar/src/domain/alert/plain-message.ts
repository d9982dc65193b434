/**
 * A message of an upstream that is no signal: to be posted as Mattermost's own incoming webhook
 * would post it. Mattermost's words and its way to say "absent": an empty text. Everything is
 * untrusted and unescaped: mentions, links and buttons still have to be judged by who renders it.
 */
export interface PlainMessage {
  text: string
  attachments: PlainAttachment[]
  /** `name`, `#name` or `@user`; whether a sender may choose is the source's setting. */
  channel: string
  username: string
  iconUrl: string
  iconEmoji: string
  /** `custom_…` of some other plugin; never Mattermost's own or ours. */
  type: string
  /** Free of the keys that Mattermost or we give a meaning to. */
  props: Record<string, unknown>
  priority?: PlainPriority
}

export interface PlainPriority {
  level: 'important' | 'urgent' | ''
  requestedAck: boolean
  persistentNotifications: boolean
}

export interface PlainAttachment {
  fallback: string
  color: string
  pretext: string
  authorName: string
  authorLink: string
  authorIcon: string
  title: string
  titleLink: string
  text: string
  fields: PlainField[]
  imageUrl: string
  thumbUrl: string
  footer: string
  footerIcon: string
  /** As sent: seconds since 1970, or a text. */
  ts: string
  buttons: PlainButton[]
}

export interface PlainField {
  title: string
  value: string
  short: boolean
}

/** Its URL is http or https; whether it may be called is for the source's base URL to say. */
export interface PlainButton {
  name: string
  style: string
  url: string
  context: Record<string, unknown>
}
