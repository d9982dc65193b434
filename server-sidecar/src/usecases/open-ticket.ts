import { checkForm, type Form, type OpenTicketRequest } from '@ticketdesk/contract'
import type { Actor } from '../domain/actor'
import { botMissing, refusal } from '../domain/errors'
import type { ChannelRef, PostRef } from '../domain/refs'
import { localizeForm } from '../domain/ticket/form'
import { dayOf, ticketId } from '../domain/ticket/id'
import type { TicketSettings } from '../domain/ticket/settings'
import type { Ticket } from '../domain/ticket/ticket'
import { referencesIn, tidyValues } from '../domain/ticket/values'
import type { Clock } from '../ports/clock'
import type { People } from '../ports/people'
import type { InTransaction } from '../ports/unit-of-work'

interface Needs {
  inTransaction: InTransaction
  people: People
  clock: Clock
  /** Asked at every submit: the configuration may change while we run. */
  settings: () => TicketSettings
}

export interface OpenedTicket {
  ticket: Ticket
  /** False when this submit was seen before. */
  created: boolean
}
export type OpenTicket = (actor: Actor, request: OpenTicketRequest) => Promise<OpenedTicket>

/**
 * Opens a ticket: kept together with the fact that leads to its post. One author's request key
 * means one ticket: a repeated submit gets it again, whatever changed since. Everything Mattermost
 * is asked is asked before the transaction, which holds a lock on the day.
 */
export function createOpenTicket(needs: Needs): OpenTicket {
  const { inTransaction, people, clock, settings } = needs

  return async function openTicket(actor, request) {
    const seen = await inTransaction(({ tickets }) =>
      tickets.findByRequest(actor.id, request.requestId),
    )
    if (seen) return { ticket: seen, created: false }
    const { form: configured, timeZone, language } = settings()
    const form = localizeForm(configured, language)
    const draft = await check(people, { actor, request, form })
    const now = clock.now()
    return inTransaction(async ({ tickets, outbox }) => {
      const number = await tickets.nextNumber(dayOf(now, timeZone))
      const id = ticketId(dayOf(now, timeZone), number)
      const ticket: Ticket = { ...draft, id, createdAt: now, state: 'open', revision: 0 }
      if (await tickets.insert(ticket)) {
        await outbox.add({ kind: 'ticket_opened', ticketId: ticket.id })
        return { ticket, created: true }
      }
      const winner = await tickets.findByRequest(actor.id, request.requestId)
      if (!winner) throw new Error('a ticket was refused as known, but is not')
      return { ticket: winner, created: false }
    })
  }
}

interface Submit {
  actor: Actor
  request: OpenTicketRequest
  form: Form
}

type Draft = Omit<Ticket, 'id' | 'createdAt' | 'state' | 'revision'>

/** The ticket but for id, time and life, or a refusal. The cheap questions come first. */
async function check(people: People, submit: Submit): Promise<Draft> {
  const { actor, request, form } = submit
  const problems = checkForm(form, request.values)
  if (Object.keys(problems).length > 0) throw refusal('invalid_form', problems)
  const channelId = request.channelId as ChannelRef
  await checkChannel(people, actor, channelId)
  const rootId = await findRoot(people, channelId, request.rootId as PostRef | undefined)
  const sourcePostId = request.sourcePostId as PostRef | undefined
  if (sourcePostId) await checkSource(people, actor, sourcePostId)
  const values = tidyValues(form, request.values)
  await checkReferences(people, submit, values)
  return {
    requestId: request.requestId,
    authorId: actor.id,
    channelId,
    ...(rootId && { rootId }),
    ...(sourcePostId && { sourcePostId }),
    form,
    values,
  }
}

/** Who may not see a channel learns nothing about it, not even whether it exists. */
async function checkChannel(people: People, { id }: Actor, channelId: ChannelRef): Promise<void> {
  const channel = await people.channel(channelId)
  if (!channel || !(await people.mayRead(id, channelId))) throw await keptOut(people, channelId)
  if (channel.archived) throw refusal('channel_archived')
  if (!(await people.mayPost(id, channelId))) throw await keptOut(people, channelId)
}

/** Where our bot is not, it sees nobody's rights, and could not post either. */
async function keptOut(people: People, channelId: ChannelRef) {
  const bot = await people.missingBot(channelId)
  return bot === undefined ? refusal('not_allowed_in_channel') : botMissing(bot)
}

/** The root of the thread; a reply stands for the thread it is in. */
async function findRoot(people: People, channelId: ChannelRef, rootId: PostRef | undefined) {
  if (!rootId) return undefined
  const post = await people.post(rootId)
  if (post?.channelId !== channelId) throw refusal('thread_not_found')
  return post.rootId ?? rootId
}

async function checkSource(people: People, { id }: Actor, postId: PostRef): Promise<void> {
  const post = await people.post(postId)
  if (!post || !(await people.mayRead(id, post.channelId))) throw refusal('source_post_not_found')
}

/** People must exist, channels must be ones the author may read. */
async function checkReferences(
  people: People,
  { actor, form }: Submit,
  values: Ticket['values'],
): Promise<void> {
  const problems: NonNullable<ReturnType<typeof refusal>['fields']> = Object.create(null)
  for (const { name, id } of referencesIn(form, values, 'user')) {
    if (!(await people.person(id as Actor['id']))) problems[name] = { code: 'user_not_found' }
  }
  for (const { name, id } of referencesIn(form, values, 'channel')) {
    const channelId = id as ChannelRef
    const known = await people.channel(channelId)
    if (!known || !(await people.mayRead(actor.id, channelId))) {
      problems[name] = { code: 'channel_not_found' }
    }
  }
  if (Object.keys(problems).length > 0) throw refusal('invalid_form', problems)
}
