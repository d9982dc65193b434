/** Tickets in private answers: a line each for lists, everything about one. Short, for phones too. */
import type { Locale } from '@ticketdesk/contract'
import type { PostRef, UserRef } from '../../domain/refs'
import type { Ticket } from '../../domain/ticket/ticket'
import type { Clock } from '../../ports/clock'
import type { People } from '../../ports/people'
import type { TicketStep } from '../../ports/tickets'
import type { InTransaction } from '../../ports/unit-of-work'
import type { Sentence } from '../../text/sentence'
import { renderFieldText } from './field-text'
import { renderDuration, renderMoment } from './moments'
import type { RenderStep } from './ticket-life'
import { calmEveryone, renderUntrustedLine } from './untrusted'

export interface TicketListNeeds {
  people: Pick<People, 'person' | 'channel'>
  inTransaction: InTransaction
  permalink: (post: PostRef) => string
  renderStep: RenderStep
  sentence: Sentence
  settings: () => { timeZone: string }
  clock: Clock
}

const WORDS = 80
const VALUE = 500
/** The story's end matters more than its beginning. */
const STEPS = 10

export function createTicketAnswers(needs: TicketListNeeds) {
  return {
    head: (ticket: Ticket, locale: Locale) => renderHead(needs, ticket, locale),
    /** A line each. */
    async list(tickets: readonly Ticket[], locale: Locale): Promise<string> {
      const lines: string[] = []
      for (const ticket of tickets) lines.push(await renderLine(needs, ticket, locale))
      return lines.join('\n')
    },
    /** All of a ticket that fits an answer, and its story. */
    async one(ticket: Ticket, locale: Locale): Promise<string> {
      const blocks = [
        `#### ${await renderHead(needs, ticket, locale)}`,
        await renderOrigin(needs, ticket, locale),
        (await renderFields(needs, ticket)).join('\n'),
        (await renderStory(needs, ticket, locale)).join('\n'),
      ]
      return blocks.filter(Boolean).join('\n\n')
    },
  }
}
export type TicketAnswers = ReturnType<typeof createTicketAnswers>

/** Names that call nobody: the answer may stand in a channel. */
async function nameOf({ people }: TicketListNeeds, id: UserRef): Promise<string> {
  return calmEveryone(`@${(await people.person(id))?.username ?? id}`)
}

/** `[Ticket-20250309-0042](…) · In progress · @anna` */
async function renderHead(needs: TicketListNeeds, ticket: Ticket, locale: Locale): Promise<string> {
  const { id, state, assigneeId } = ticket
  const post = await needs.inTransaction(({ tickets }) => tickets.findPost(id))
  const link = post
    ? `[${id}](${needs.permalink(post)})`
    : `${id} (${needs.sentence(locale, 'ticket_show.not_posted')})`
  const parts = [link, needs.sentence(locale, `ticket.state.${state}`)]
  return [...parts, ...(assigneeId ? [await nameOf(needs, assigneeId)] : [])].join(' · ')
}

/** The same with its age and its first words. */
async function renderLine(needs: TicketListNeeds, ticket: Ticket, locale: Locale): Promise<string> {
  const age = renderDuration(needs.clock.now() - ticket.createdAt, locale)
  const words = renderUntrustedLine(firstWords(ticket), WORDS)
  return `- ${await renderHead(needs, ticket, locale)} · ${age}${words && `: ${words}`}`
}

/** Who opened it, when and where. */
async function renderOrigin(
  needs: TicketListNeeds,
  { authorId, createdAt, channelId }: Ticket,
  locale: Locale,
): Promise<string> {
  const time = renderMoment(createdAt, locale, needs.settings().timeZone)
  const name = await nameOf(needs, authorId)
  const opened = needs.sentence(locale, 'ticket_show.opened', { name, time })
  const channel = await needs.people.channel(channelId)
  return channel ? `${opened} · ~${channel.name}` : opened
}

async function renderStory(
  needs: TicketListNeeds,
  ticket: Ticket,
  locale: Locale,
): Promise<string[]> {
  const steps = await needs.inTransaction(({ tickets }) => tickets.stepsAfter(ticket.id, 0))
  const told = async (step: TicketStep) => {
    const time = renderMoment(step.at, locale, needs.settings().timeZone)
    return `- ${time}: ${calmEveryone(await needs.renderStep(step, ticket, locale))}`
  }
  return Promise.all(steps.slice(-STEPS).map(told))
}

/** Of the field that takes what people say, else of the first text there is. */
function firstWords({ form, values }: Ticket): string {
  const texts = form.fields.filter(({ type }) => type === 'text' || type === 'textarea')
  const names = [form.prefill, ...texts.map(({ name }) => name)]
  const first = names.map((name) => (name ? values[name] : undefined)).find(Boolean)
  return typeof first === 'string' ? first : ''
}

/** `**Problem:** It is down` */
async function renderFields({ people }: TicketListNeeds, ticket: Ticket): Promise<string[]> {
  const lines = ticket.form.fields.map(async (field) => {
    const value = Object.hasOwn(ticket.values, field.name) ? ticket.values[field.name] : undefined
    if (value === undefined) return undefined
    const person =
      field.type === 'user' && typeof value === 'string'
        ? await people.person(value as UserRef)
        : undefined
    const channel =
      field.type === 'channel' && typeof value === 'string'
        ? await people.channel(value as Ticket['channelId'])
        : undefined
    const names = { user: () => person?.username, channel: () => channel?.name, yes: '✓', no: '–' }
    const { text } = renderFieldText(field, value, names)
    const label = renderUntrustedLine(field.label, WORDS)
    const colon = /[:?!.…]$/u.test(label) ? '' : ':'
    return `**${label}${colon}** ${renderUntrustedLine(text, VALUE)}`
  })
  return (await Promise.all(lines)).filter((line) => line !== undefined)
}
