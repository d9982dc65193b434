/** Where a ticket stands: buttons for phones, props for the card, and a line for its thread. */
import { type Locale, routes, type TicketCardLife } from '@ticketdesk/contract'
import type { UserRef } from '../../domain/refs'
import { actionsOf } from '../../domain/ticket/lifecycle'
import type { Ticket, TicketState } from '../../domain/ticket/ticket'
import type { People } from '../../ports/people'
import type { TicketStep } from '../../ports/tickets'
import type { MessageId, Sentence } from '../../text/sentence'

export interface TicketLifeNeeds {
  people: Pick<People, 'person'>
  sentence: Sentence
  /** The language of posts. */
  settings: () => { language: Locale }
}

export interface TicketLife {
  attachments: object[]
  life: TicketCardLife
}

const COLOURS: Record<TicketState, string> = {
  open: '#5d89ea',
  in_progress: '#f0ad4e',
  resolved: '#3db887',
}

export function createTicketLifeRenderer({ people, sentence, settings }: TicketLifeNeeds) {
  return async function renderLife(ticket: Ticket): Promise<TicketLife> {
    const say = (id: MessageId) => sentence(settings().language, id)
    const { id, state, assigneeId, revision } = ticket
    const name = assigneeId && (await people.person(assigneeId))?.username
    const actions = actionsOf(ticket)
    const field = (title: MessageId, value: string) => ({ title: say(title), value, short: true })
    const attachment = {
      fallback: `${id}: ${say(`ticket.state.${state}`)}`,
      color: COLOURS[state],
      fields: [
        field('ticket.field.state', say(`ticket.state.${state}`)),
        ...(assigneeId ? [field('ticket.field.assignee', `@${name ?? assigneeId}`)] : []),
      ],
      actions: actions.map((action) => ({
        // Phones take letters and digits only.
        id: action,
        type: 'button',
        name: say(`ticket.button.${action}`),
        ...(action === 'take' && { style: 'primary' }),
        integration: { url: routes.ticketAction, context: { ticket: id, action } },
      })),
    }
    const assignee = assigneeId && { assigneeId, assigneeName: name ?? '' }
    return { attachments: [attachment], life: { state, revision, ...assignee, actions } }
  }
}
export type RenderLife = ReturnType<typeof createTicketLifeRenderer>

/** `@anna takes it.` Who opened the ticket hears from it when somebody else has resolved it. */
export function createTicketStepRenderer({ people, sentence, settings }: TicketLifeNeeds) {
  const nameOf = async (id: UserRef) => `@${(await people.person(id))?.username ?? id}`

  return async function renderStep(
    { event, by, assigneeId }: TicketStep,
    { authorId }: Ticket,
    /** Instead of that of posts. */
    locale: Locale = settings().language,
  ): Promise<string> {
    const name = await nameOf(by)
    if (event === 'resolve' && by !== authorId) {
      return sentence(locale, 'ticket.told.resolve_for', { name, author: await nameOf(authorId) })
    }
    const assignee = event === 'assign' && assigneeId ? await nameOf(assigneeId) : ''
    return sentence(locale, `ticket.told.${event}`, { name, assignee })
  }
}
export type RenderStep = ReturnType<typeof createTicketStepRenderer>
