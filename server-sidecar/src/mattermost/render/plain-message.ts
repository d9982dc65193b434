/**
 * A message that an upstream meant for Mattermost's own incoming webhook, as posts of ours: it
 * looks as it would have looked, but calls nobody, and its buttons lead to the source's own place
 * or are not there. What is too long for one post continues in the next ones.
 */
import type { PlainAttachment, PlainMessage } from '../../domain/alert/plain-message'
import { isBelow, safeUrl } from '../../domain/safe-url'
import type { Source } from '../../domain/source/source'
import type { OutgoingPost } from '../../ports/chat'
import type { KeptMessage } from '../../ports/messages'
import { propsSize } from './post-size'
import { splitText } from './split-text'
import { pictureUrl, renderUntrustedLine, renderUntrustedMarkdown } from './untrusted'

/** Mattermost takes 800,000 for all props of a post. */
const MAX_ATTACHMENTS = 300_000
const MAX_PROPS = 100_000
/** Of one attachment. */
const MAX_BUTTONS = 50_000
/** Of one text inside an attachment; what is longer continues in posts of its own. */
const MAX_TEXT = 16_000
const MAX_NAME = 64
/** For names and brackets. */
const ROOM_AROUND = 1000

export interface PlainRendererNeeds {
  maxMessageLength: number
}
/** What no post can carry is left out, and named. */
export interface RenderedMessage {
  posts: OutgoingPost[]
  dropped: ('props' | 'buttons')[]
}

export function createMessageRenderer({ maxMessageLength }: PlainRendererNeeds) {
  return function renderMessage(
    { channelId, message }: KeptMessage,
    source: Source | undefined,
    deliveryId: string,
  ): RenderedMessage {
    // What else a sender may ask for, answers and reminders, needs a licence or is refused.
    const priority = message.priority?.level || undefined
    const dropped = new Set<RenderedMessage['dropped'][number]>()
    const folded = foldAttachments(message, source, () => dropped.add('buttons'))
    const isTooMuch = propsSize(message.props) > MAX_PROPS
    if (isTooMuch) dropped.add('props')
    const groups = groupBySize(folded.attachments, MAX_ATTACHMENTS)
    const whole = [renderUntrustedMarkdown(message.text), ...folded.rest].filter(Boolean)
    const texts = whole.flatMap((text) => splitText(text, maxMessageLength))
    const count = Math.max(texts.length, groups.length)
    const posts = Array.from({ length: count }, (_, index) => {
      const deliveryKey = `${deliveryId}/${index === 0 ? 'root' : `more-${index}`}`
      // As in Mattermost, attachments follow the end of the text.
      const group = groups[index - (count - groups.length)]
      return {
        channelId,
        message: texts[index] ?? '',
        ...(message.type !== '' && { type: message.type }),
        ...(index === 0 && priority && { priority }),
        props: {
          ...(!isTooMuch && message.props),
          ...looks(message, source),
          ...(group && { attachments: group }),
          ticketdesk: { delivery: deliveryKey },
        },
        deliveryKey,
      }
    })
    return { posts, dropped: [...dropped] }
  }
}

/** As incoming webhooks do: whoever speaks is named, and marked as no person. */
function looks({ username, iconUrl, iconEmoji }: PlainMessage, source: Source | undefined) {
  const name = renderUntrustedLine(username, MAX_NAME) || source?.name
  const icon = iconUrl === '' ? undefined : pictureUrl(iconUrl)
  const emoji = /^:?[a-z0-9_+-]{1,64}:?$/i.test(iconEmoji) ? iconEmoji : undefined
  return {
    from_webhook: 'true',
    ...(name && { override_username: name }),
    ...(icon && { override_icon_url: icon }),
    ...(emoji && { override_icon_emoji: emoji }),
  }
}

type Rendered = Record<string, unknown>

/** The attachments, and what of their texts has to continue elsewhere. */
function foldAttachments(
  { attachments }: PlainMessage,
  source: Source | undefined,
  onDropped: () => void,
) {
  const rest: string[] = []
  let buttons = 0
  const fold = (text: string) => {
    const [head = '', ...tail] = splitText(renderUntrustedMarkdown(text), MAX_TEXT)
    rest.push(...tail)
    return tail.length > 0 ? `${head}…` : head
  }
  const rendered = attachments.flatMap((attachment) => {
    const wanted = attachment.buttons
      .filter(({ url }) => source?.upstream && isBelow(url, source.upstream.baseUrl))
      .map(({ name, style, url, context }) => {
        buttons += 1
        // Phones know a button by its id, of letters and digits only.
        const id = `button${buttons}`
        return { id, name, type: 'button', style, integration: { url, context } }
      })
    const actions = asManyAsFit(wanted, MAX_BUTTONS)
    if (actions.length < wanted.length) onDropped()
    return splitFields({
      ...renderAttachment(attachment, fold),
      ...(actions.length > 0 && { actions }),
    })
  })
  return { attachments: rendered, rest }
}

function asManyAsFit<T>(things: readonly T[], size: number): T[] {
  let room = size
  return things.filter((thing) => {
    const needed = propsSize(thing)
    if (needed > room) return false
    room -= needed
    return true
  })
}

/** An attachment whose fields are too many for one goes on in others of its colour. */
function splitFields({ fields, ...whole }: Rendered): Rendered[] {
  const given = (fields ?? []) as unknown[]
  const groups = groupBySize(given, MAX_ATTACHMENTS - propsSize(whole) - ROOM_AROUND)
  const [first, ...more] = groups
  const { color } = whole
  return [
    { ...whole, ...(first && { fields: first }) },
    ...more.map((group) => ({ ...(color !== undefined && { color }), fields: group })),
  ]
}

/** Mentions act in pretext, text and values; links and pictures are what a client follows. */
function renderAttachment(given: PlainAttachment, fold: (text: string) => string): Rendered {
  const line = (text: string) => renderUntrustedLine(text, 1000)
  return withoutEmpty({
    fallback: line(given.fallback),
    color: given.color.slice(0, 32),
    pretext: fold(given.pretext),
    author_name: line(given.authorName),
    author_link: safeUrl(given.authorLink),
    author_icon: pictureUrl(given.authorIcon),
    title: line(given.title),
    title_link: safeUrl(given.titleLink),
    text: fold(given.text),
    fields: given.fields.map(({ title, value, short }) => ({
      title: line(title),
      value: fold(value),
      short,
    })),
    image_url: pictureUrl(given.imageUrl),
    thumb_url: pictureUrl(given.thumbUrl),
    footer: line(given.footer),
    footer_icon: pictureUrl(given.footerIcon),
    ts: given.ts.slice(0, 32),
  })
}

function withoutEmpty(rendered: Rendered): Rendered {
  const isThere = (value: unknown) => value !== undefined && value !== ''
  return Object.fromEntries(Object.entries(rendered).filter(([, value]) => isThere(value)))
}

/** In order, as many together as fit. */
function groupBySize<T>(things: readonly T[], size: number): T[][] {
  const groups: T[][] = []
  let room = 0
  for (const thing of things) {
    const needed = propsSize(thing) + 1
    if (needed > room) {
      groups.push([])
      room = size
    }
    groups.at(-1)?.push(thing)
    room -= needed
  }
  return groups
}
