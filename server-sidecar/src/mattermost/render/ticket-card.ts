/**
 * A ticket as posts: complete in Markdown for phones, mail and search, and once more in props for
 * the card in the web app. What does not fit into the first message continues in the thread.
 */
import {
  type FormField,
  TICKET_POST_TYPE,
  type TicketCard,
  type TicketCardField,
  type TicketPostProps,
} from '@ticketdesk/contract'
import type { ChannelRef, PostRef, UserRef } from '../../domain/refs'
import type { Ticket } from '../../domain/ticket/ticket'
import type { OutgoingPost } from '../../ports/chat'
import type { People, Person } from '../../ports/people'
import { type FieldText, type Names, renderFieldText } from './field-text'
import { lengthOf } from './markdown'
import { type Block, fillMessages, type MessageParts } from './message-parts'
import type { RenderLife } from './ticket-life'

export interface CardTexts {
  yes: string
  no: string
  /** The link to the message a ticket was made from. */
  source: string
  continues: string
  continued: string
}
export interface TicketCardNeeds {
  people: People
  renderLife: RenderLife
  /** In the language of posts. */
  texts: () => CardTexts
  permalink: (postId: PostRef) => string
  maxMessageLength: number
}

/** Longer values are set off as quotations, as are those with several lines. */
const LINE_LENGTH = 500

/** All posts of a ticket, root first; the same ticket always gives the same parts. */
export function createTicketRenderer(needs: TicketCardNeeds) {
  const { people, texts, permalink, maxMessageLength } = needs

  return async function renderTicket(ticket: Ticket, delivery: string): Promise<OutgoingPost[]> {
    const words = texts()
    const [author, names, { life, attachments }] = await Promise.all([
      people.person(ticket.authorId),
      askNames(people, ticket, words),
      needs.renderLife(ticket),
    ])
    const fields = shownFields(ticket, names)
    const link = ticket.sourcePostId && permalink(ticket.sourcePostId)
    const parts = fillMessages(
      fields.map(({ field, text }) => toBlock(field, text)),
      {
        heading: renderHeading(ticket, author, link && `[${words.source}](${link})`),
        continues: `*${words.continues}*`,
        continuation: (part) => `**${ticket.id}** (${part})`,
        continued: `*(${words.continued})*`,
      },
      maxMessageLength,
    )
    const card = { ...renderCard(ticket, { author, fields, parts, link }), life }
    return parts.messages.map((message, index) =>
      toPost(ticket, message, { index, delivery, card, attachments }),
    )
  }
}

interface ShownField {
  field: FormField
  text: FieldText
}

function shownFields(ticket: Ticket, names: Names): ShownField[] {
  return ticket.form.fields.flatMap((field) => {
    const value = Object.hasOwn(ticket.values, field.name) ? ticket.values[field.name] : undefined
    return value === undefined ? [] : [{ field, text: renderFieldText(field, value, names) }]
  })
}

/** `#### Ticket-20240229-0007 · @jane`; without a name where nobody could tell it. */
function renderHeading(ticket: Ticket, author: Person | undefined, link: string | undefined) {
  const by = author?.username ? ` · @${author.username}` : ''
  const heading = `#### ${ticket.id}${by}`
  return link ? `${heading}\n${link}` : heading
}

function toBlock({ name, label, type }: FormField, { text, value }: FieldText): Block {
  const shown = typeof value === 'string' && type !== 'user' && type !== 'channel'
  const quoted = type === 'textarea' || /[\r\n]/.test(text) || lengthOf(text) > LINE_LENGTH
  return { name, label, text: shown ? `${text} (${value})` : text, quoted }
}

function renderCard(
  ticket: Ticket,
  {
    author,
    fields,
    parts,
    link,
  }: {
    author: Person | undefined
    fields: ShownField[]
    parts: MessageParts
    link: string | undefined
  },
): TicketCard {
  return {
    version: 1,
    id: ticket.id,
    authorId: ticket.authorId,
    authorName: author?.username ?? '',
    createdAt: ticket.createdAt,
    fields: fields.map(({ field, text }) => renderCardField(field, text, parts)),
    ...(link && { sourceLink: link }),
  }
}

function renderCardField(field: FormField, shown: FieldText, parts: MessageParts): TicketCardField {
  const { name, type, label } = field
  const first = parts.first.get(name)
  const isShort = shown.value !== undefined || !first?.continued
  return {
    name,
    type,
    label,
    ...(isShort ? shown : { text: first.text, continued: true }),
  }
}

function toPost(
  ticket: Ticket,
  message: string,
  {
    index,
    delivery,
    card,
    attachments,
  }: { index: number; delivery: string; card: TicketCard; attachments: object[] },
): OutgoingPost {
  const isRoot = index === 0
  const deliveryKey = `${delivery}/${isRoot ? 'root' : `more-${index}`}`
  const root: TicketPostProps = {
    is_ticket: true,
    ticket_id: ticket.id,
    ticketdesk: { delivery: deliveryKey, ticket: card },
  }
  return {
    channelId: ticket.channelId,
    ...(ticket.rootId && { rootId: ticket.rootId }),
    message,
    // Replies carry no `is_ticket`: who counts tickets must not count them twice.
    ...(isRoot
      ? { type: TICKET_POST_TYPE, props: { ...root, attachments } }
      : { props: { ticket_id: ticket.id, ticketdesk: { delivery: deliveryKey } } }),
    deliveryKey,
  }
}

/** The names behind the ids of a ticket's user and channel fields. */
async function askNames(people: People, ticket: Ticket, words: CardTexts): Promise<Names> {
  const users = new Map<string, string>()
  const channels = new Map<string, string>()
  await Promise.all(
    ticket.form.fields.map(async ({ name, type }) => {
      const id = ticket.values[name]
      if (typeof id !== 'string') return
      const user = type === 'user' && (await people.person(id as UserRef))
      const channel = type === 'channel' && (await people.channel(id as ChannelRef))
      if (user && user.username !== '') users.set(id, user.username)
      if (channel && channel.name !== '') channels.set(id, channel.name)
    }),
  )
  return {
    user: (id) => users.get(id),
    channel: (id) => channels.get(id),
    yes: words.yes,
    no: words.no,
  }
}
