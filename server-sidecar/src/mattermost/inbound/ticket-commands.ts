/** `/ticket list`, `search`, `show`, and what moves a ticket. */
import type { Actor } from '../../domain/actor'
import type { PostRef } from '../../domain/refs'
import { TICKET_EVENTS, type TicketEvent } from '../../domain/ticket/lifecycle'
import { wordsOf } from '../../domain/ticket/search'
import type { Ticket } from '../../domain/ticket/ticket'
import type { People } from '../../ports/people'
import type { TicketQuery } from '../../ports/tickets'
import type { MessageId, Sentence } from '../../text/sentence'
import type { FindTicket } from '../../usecases/find-ticket'
import type { ListTickets } from '../../usecases/list-tickets'
import type { MoveTicket } from '../../usecases/move-ticket'
import type { TicketAnswers } from '../render/ticket-list'
import { renderUntrustedLine } from '../render/untrusted'
import { type CommandAnswer, type CommandCall, openly, privately } from './command'
import type { TicketRefusalSentence } from './ticket-refusal'

export const TICKET_VERBS = ['list', 'search', 'show', ...TICKET_EVENTS] as const
export type TicketVerb = (typeof TICKET_VERBS)[number]

export interface TicketCommandsNeeds {
  listTickets: ListTickets
  findTicket: FindTicket
  moveTicket: MoveTicket
  people: Pick<People, 'findPerson'>
  answers: TicketAnswers
  refusalSentence: TicketRefusalSentence
  /** A ticket was moved, and the fact is kept. */
  onChanged: () => void
  sentence: Sentence
}

interface Asked {
  actor: Actor
  call: CommandCall
  /** What follows the verb. */
  rest: string
}
/** Rejects with a Refusal when nobody can say; undefined when the words make no sense. */
export type TicketCommands = (verb: TicketVerb, asked: Asked) => Promise<CommandAnswer | undefined>

/** What a private answer holds. */
const PAGE = 20
const UNRESOLVED = ['open', 'in_progress'] as const

export function createTicketCommands(needs: TicketCommandsNeeds): TicketCommands {
  return async function handle(verb, asked) {
    switch (verb) {
      case 'list':
        return list(needs, asked)
      case 'search':
        return search(needs, asked)
      case 'show':
        return show(needs, asked)
      default:
        return moveIt(needs, asked, verb)
    }
  }
}

const LISTS = ['mine', 'open', 'resolved', 'all'] as const

function queryOf(what: (typeof LISTS)[number], { id }: Actor): TicketQuery {
  switch (what) {
    case 'mine':
      return { of: id, states: UNRESOLVED }
    case 'open':
      return { states: UNRESOLVED }
    case 'resolved':
      return { states: ['resolved'] }
    case 'all':
      return {}
  }
}

/** `list`, `list mine`, `list resolved 2`. */
async function list(needs: TicketCommandsNeeds, { actor, rest }: Asked) {
  const [, word = '', number = ''] = /^([a-z]*)\s*(\d{0,4})$/i.exec(rest) ?? [rest, rest]
  const what = LISTS.find((known) => known === (word.toLowerCase() || 'open'))
  if (!what) return undefined
  const page = Math.max(1, Number(number))
  const found = await needs.listTickets(actor, queryOf(what, actor), {
    limit: PAGE,
    skip: (page - 1) * PAGE,
  })
  const say = (id: MessageId, data?: Record<string, string>) =>
    needs.sentence(actor.locale, id, data)
  const more = say('ticket_list.more', { what, page: String(page + 1) })
  return renderList(needs, actor, { found, title: say(`ticket_list.${what}`), more })
}

async function search(needs: TicketCommandsNeeds, { actor, rest }: Asked) {
  const words = wordsOf(rest)
  const { locale } = actor
  if (words.length === 0) return openly(needs.sentence(locale, 'command.words_missing'))
  const found = await needs.listTickets(actor, { words }, { limit: PAGE })
  const shown = renderUntrustedLine(rest, 100)
  const title = needs.sentence(locale, 'ticket_list.found', { words: shown })
  const more = needs.sentence(locale, 'ticket_list.more_found')
  return renderList(needs, actor, { found, title, more })
}

async function renderList(
  { answers, sentence }: TicketCommandsNeeds,
  { locale }: Actor,
  list: { found: Awaited<ReturnType<ListTickets>>; title: string; more: string },
): Promise<CommandAnswer> {
  const { tickets, more } = list.found
  if (tickets.length === 0) {
    return privately(`**${list.title}**\n\n${sentence(locale, 'ticket_list.none')}`)
  }
  const lines = [`**${list.title}**`, await answers.list(tickets, locale)]
  return privately([...lines, ...(more ? [list.more] : [])].join('\n\n'))
}

async function show(needs: TicketCommandsNeeds, asked: Asked): Promise<CommandAnswer> {
  const found = await find(needs, asked, { verb: 'show', typed: asked.rest })
  if ('text' in found) return found
  return privately(await needs.answers.one(found.ticket, asked.actor.locale))
}

async function moveIt(
  needs: TicketCommandsNeeds,
  asked: Asked,
  event: TicketEvent,
): Promise<CommandAnswer> {
  const { actor, call } = asked
  const { typed, name } =
    event === 'assign' ? readAssignment(asked.rest) : { typed: asked.rest, name: undefined }
  if (name === '') return openly(needs.sentence(actor.locale, 'command.person_missing'))
  const found = await find(needs, asked, { verb: event, typed })
  if ('text' in found) return found
  const assignee = name === undefined ? undefined : await needs.people.findPerson(name)
  const result = await needs.moveTicket(actor, {
    ticketId: found.ticket.id,
    event,
    ...(assignee && { assigneeId: assignee.id }),
  })
  // Who reads along here may not know of tickets elsewhere.
  const answer = found.ticket.channelId === call.channelId ? openly : privately
  if (result.refused) return answer(await needs.refusalSentence(actor, result.refused))
  needs.onChanged()
  return answer(await needs.answers.head(result.ticket, actor.locale))
}

/** `42 @anna`, `@anna 42`, `42 anna`, or in a thread `@anna`. */
function readAssignment(rest: string): { typed: string; name: string } {
  const words = rest.split(/\s+/).filter(Boolean)
  const person =
    words.find((word) => word.startsWith('@')) ?? (words.length > 1 ? words.at(-1) : '')
  const typed = words.filter((word) => word !== person).join(' ')
  return { typed, name: (person ?? '').replace(/^@/, '') }
}

/** The ticket, or what to say instead. */
async function find(
  { findTicket, sentence }: TicketCommandsNeeds,
  { actor, call }: Asked,
  { verb, typed }: { verb: TicketVerb; typed: string },
): Promise<{ ticket: Ticket } | CommandAnswer> {
  const rootId = call.rootId === '' ? undefined : (call.rootId as PostRef)
  const found = await findTicket(actor, { typed, rootId })
  if (found.ticket) return found
  const say = (id: MessageId, data: Record<string, string> = {}) => sentence(actor.locale, id, data)
  switch (found.refused) {
    case 'ambiguous':
      return privately(say('command.id_ambiguous', { ids: found.ids.join(', ') }))
    case 'no_id':
      return openly(say('command.id_missing', { verb }))
    case 'not_found':
      return openly(say('ticket.refused.not_found'))
  }
}
