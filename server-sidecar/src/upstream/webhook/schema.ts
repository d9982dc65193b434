/**
 * The body of an incoming webhook, as Mattermost's Go structures take it: any case of names, null
 * entries dropped, values made texts. Nothing here fails: what does not fit is left out.
 */
import * as z from 'zod'
import type { PlainMessage } from '../../domain/alert/plain-message'
import { safeUrl } from '../../domain/safe-url'
import { REDACTED } from '../tidy'

/** Names as Go's form decoder wants them → names in JSON. */
const FORM_NAMES: Record<string, string> = {
  channelname: 'channel',
  iconurl: 'icon_url',
  iconemoji: 'icon_emoji',
}
/** Mean something to Mattermost, or to our own posts. */
const RESERVED_PROP =
  /^(?:attachments|from_.*|override_.*|webhook_.*|use_user_icon|ticketdesk.*|mention.*|disable_.*|force_.*|delete.*|add.*|remove.*|username|user_?id.*|channel_mentions|group_mention.*|preview.*|persist.*|priority|requested_.*)$/i
const LEVELS = ['important', 'urgent'] as const
const OTHER_PLUGINS_TYPE = /^custom_(?!ticketdesk)[a-z0-9_-]{1,19}$/i

const text = z
  .unknown()
  .transform((value): string => {
    if (typeof value === 'string') return value
    return typeof value === 'number' || typeof value === 'boolean' ? String(value) : ''
  })
  .default('')
/** Field values may be anything in Slack's format. */
const anyText = z
  .unknown()
  .transform((value): string => {
    if (typeof value === 'object' && value !== null) return JSON.stringify(value)
    return value === null || value === undefined ? '' : String(value)
  })
  .default('')
const flag = z
  .unknown()
  .transform((value) => value === true || /^true$/i.test(String(value)))
  .default(false)
const record = z
  .unknown()
  .transform((value) => (isRecord(value) ? value : {}))
  .default({})

/** A list of objects; one alone counts as a list, what is no object is dropped. */
function listOf<T extends z.ZodType>(item: T) {
  return z
    .unknown()
    .transform((value): z.output<T>[] => {
      const given: unknown[] = Array.isArray(value) ? value : [value]
      return given.filter(isRecord).map((one) => item.parse(lowerNames(one)))
    })
    .default([])
}

const field = z.object({ title: text, value: anyText, short: flag })

const button = z
  .object({ name: text, type: text, style: text, integration: record })
  .transform(({ name, type, style, integration }) => ({
    name,
    style,
    type,
    url: typeof integration['url'] === 'string' ? integration['url'] : '',
    context: isRecord(integration['context']) ? integration['context'] : {},
  }))

const attachment = z
  .object({
    fallback: text,
    color: text,
    pretext: text,
    author_name: text,
    author_link: text,
    author_icon: text,
    title: text,
    title_link: text,
    text,
    fields: listOf(field),
    image_url: text,
    thumb_url: text,
    footer: text,
    footer_icon: text,
    ts: text,
    actions: listOf(button),
  })
  .transform((given) => ({
    fallback: given.fallback,
    color: given.color,
    pretext: given.pretext,
    authorName: given.author_name,
    authorLink: given.author_link,
    authorIcon: given.author_icon,
    title: given.title,
    titleLink: given.title_link,
    text: given.text,
    fields: given.fields,
    imageUrl: given.image_url,
    thumbUrl: given.thumb_url,
    footer: given.footer,
    footerIcon: given.footer_icon,
    ts: given.ts,
    buttons: given.actions.filter(isUsable).map(({ type: _, ...rest }) => rest),
  }))

const attachments = listOf(attachment)

const priority = z
  .object({ priority: text, requested_ack: flag, persistent_notifications: flag })
  .transform((given) => ({
    level: LEVELS.find((level) => level === given.priority) ?? ('' as const),
    requestedAck: given.requested_ack,
    persistentNotifications: given.persistent_notifications,
  }))

const message = z
  .object({
    text,
    attachments,
    channel: text,
    username: text,
    icon_url: text,
    icon_emoji: text,
    type: text,
    props: record,
    priority: record,
  })
  .transform(
    (given): PlainMessage => ({
      text: given.text,
      // Mattermost shows those in the props too, where the others are missing.
      attachments:
        given.attachments.length > 0
          ? given.attachments
          : attachments.parse(given.props['attachments']),
      channel: given.channel,
      username: given.username,
      iconUrl: given.icon_url,
      iconEmoji: given.icon_emoji,
      type: OTHER_PLUGINS_TYPE.test(given.type) ? given.type : '',
      props: Object.fromEntries(
        Object.entries(given.props).filter(([name]) => !RESERVED_PROP.test(name)),
      ),
      ...(Object.keys(given.priority).length > 0 && {
        priority: priority.parse(lowerNames(given.priority)),
      }),
    }),
  )

/** The message in a decoded body; texts still in Slack's markup. */
export function parseMessage(json: Readonly<Record<string, unknown>>): PlainMessage {
  return message.parse(lowerNames(json))
}

/** A menu cannot be shown for others, and a key taken out makes a button useless. */
function isUsable({ type, url }: { type: string; url: string }): boolean {
  if (type !== '' && type !== 'button') return false
  return safeUrl(url) !== undefined && !url.includes(REDACTED)
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Of two names that differ in case only, the one in lower case wins. */
function lowerNames(object: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const lower = Object.entries(object).map(([name, value]) => {
    const plain = name.toLowerCase()
    return [FORM_NAMES[plain] ?? plain, value] as const
  })
  return { ...Object.fromEntries(lower), ...pick(object, lower) }
}

function pick(object: Readonly<Record<string, unknown>>, lower: (readonly [string, unknown])[]) {
  const exact = lower.map(([name]) => name).filter((name) => Object.hasOwn(object, name))
  return Object.fromEntries(exact.map((name) => [name, object[name]]))
}
