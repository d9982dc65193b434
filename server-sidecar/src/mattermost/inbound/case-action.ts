/** A click on a button of a case's post, and the same from the web app's card. */
import { CASE_ACTIONS, type CaseActionRequest, type CaseActionResponse } from '@ticketdesk/contract'
import * as z from 'zod'
import type { Actor } from '../../domain/actor'
import type { CaseState, FollowId } from '../../domain/case/support-case'
import { Refusal, refusal } from '../../domain/errors'
import type { ChannelRef, PostRef } from '../../domain/refs'
import type { Log } from '../../ports/log'
import type { MessageData, MessageId, Sentence } from '../../text/sentence'
import type { FollowCases, FollowedCase, ReplyToCase } from '../../usecases/case-results'
import type { OwnerOfPost } from '../../usecases/own-post'
import type { CaseAnswers } from '../render/case-answers'
import { DIALOG_LIMITS, shorten } from '../render/dialog'
import { cleanText } from '../render/untrusted'
import type { TellPrivately } from '../tell-privately'
import type { OpenCaseDialog } from './case-dialog'
import type { CaseRefusalSentence } from './case-refusal'
import { createClickReader, createTroubleSentence } from './click'
import type { OpenTicketDialog } from './ticket-dialog'

/**
 * Mattermost's `PostActionIntegrationRequest`, the part we use: the context is our own, kept by the
 * server. Who clicked comes from the door.
 */
export const caseActionClickSchema = z.object({
  channel_id: z.string(),
  post_id: z.string(),
  trigger_id: z.string().default(''),
  context: z.object({
    follow: z.string(),
    action: z.enum(CASE_ACTIONS),
    comment: z.string().optional(),
  }),
})
export type CaseClick = z.infer<typeof caseActionClickSchema>

export interface CaseActionNeeds {
  followCases: FollowCases
  replyToCase: ReplyToCase
  ownerOfPost: OwnerOfPost
  /** The follow with its case and card; whether somebody may see it is not asked. */
  findFollow: (id: FollowId) => Promise<FollowedCase | undefined>
  dialogs: Pick<OpenCaseDialog, 'reply'>
  openTicketDialog: OpenTicketDialog
  answers: CaseAnswers
  refusalSentence: CaseRefusalSentence
  tell: TellPrivately
  sentence: Sentence
  log: Log
}

/** A click on a button of a case’s post. */
export function createCaseClickReader(needs: CaseActionNeeds) {
  return createClickReader({
    schema: caseActionClickSchema,
    act: (actor, click: CaseClick) => act(needs, actor, click),
    troubleSentence: createTroubleSentence(needs, 'a click on a case failed'),
  })
}

/** Undefined when a dialog is open, else what the clicker alone reads. */
async function act(needs: CaseActionNeeds, actor: Actor, click: CaseClick) {
  const { follow, action, comment } = click.context
  const id = follow as FollowId
  switch (action) {
    case 'latestComment':
      return latest(needs, actor, id)
    case 'stopFollowing':
      return stop(needs, actor, id)
    case 'showAll':
      return showAll(needs, actor, { id, commentId: comment ?? '', click })
    case 'reply':
      return openReply(needs, actor, { id, click })
    case 'createTicket':
      return openTicketForm(needs, actor, { id, click })
  }
}

async function latest(needs: CaseActionNeeds, actor: Actor, followId: FollowId): Promise<string> {
  const found = await needs.followCases.latest(actor, await placeOf(needs, followId), { followId })
  if (found.refused) return needs.refusalSentence(actor.locale, found.refused)
  return needs.answers.latest(actor, found)
}

async function stop(needs: CaseActionNeeds, actor: Actor, followId: FollowId): Promise<string> {
  const place = await placeOf(needs, followId)
  const ended = await needs.followCases.untrack(actor, place, { followId })
  if (ended.refused) return needs.refusalSentence(actor.locale, ended.refused)
  const { vendor, state } = ended.supportCase
  const title = needs.answers.title(actor, vendor, state)
  return say(needs, actor, 'case_command.untracked', { title })
}

interface Clicked {
  id: FollowId
  click: CaseClick
}

/**
 * The answer, if one message holds it. Several are told one after the other: what is in an answer
 * Mattermost posts last, and beside Mattermost in another place than what is told.
 */
async function showAll(
  needs: CaseActionNeeds,
  actor: Actor,
  { id, commentId, click }: Clicked & { commentId: string },
): Promise<string> {
  const found = await needs.followCases.comment(actor, id, commentId)
  if (found.refused) return needs.refusalSentence(actor.locale, found.refused)
  const { comment, vendor, state } = found
  const [first = '', ...more] = needs.answers.comment(actor, { vendor, state, comment })
  if (more.length === 0) return first
  const channelId = click.channel_id as ChannelRef
  const { follow, post } = await known(needs, id)
  for (const text of [first, ...more]) {
    await needs.tell(actor, { channelId, rootId: follow.rootId ?? post }, { text })
  }
  return ''
}

async function openReply(needs: CaseActionNeeds, actor: Actor, { id, click }: Clicked) {
  const place = await placeOf(needs, id)
  const may = await needs.replyToCase.ask(actor, place, { followId: id })
  if (may.refused) return needs.refusalSentence(actor.locale, may.refused)
  await needs.dialogs.reply(actor, { place, triggerId: click.trigger_id }, may)
  return undefined
}

/** The form, with number and summary; the ticket will point to the case's post. */
async function openTicketForm(needs: CaseActionNeeds, actor: Actor, { id, click }: Clicked) {
  const { follow, supportCase } = await known(needs, id)
  await mustBeOwn(needs, click.post_id, id)
  await needs
    .openTicketDialog({
      ...{ userId: actor.id, locale: actor.locale, triggerId: click.trigger_id },
      channelId: follow.channelId,
      sourcePostId: click.post_id as PostRef,
      prefill: renderPrefill(supportCase.state, supportCase.vendor),
    })
    .catch((error: unknown) => {
      throw error instanceof Refusal ? error : refusal('mattermost_unavailable')
    })
  return undefined
}

/** A dialog's line is short. */
function renderPrefill({ number, summary }: CaseState, vendor: string): string {
  const text = cleanText(`${vendor} ${number}: ${summary}`).replace(/\s+/g, ' ').trim()
  return shorten(text, DIALOG_LIMITS.text)
}

async function known({ findFollow }: CaseActionNeeds, id: FollowId): Promise<FollowedCase> {
  const found = await findFollow(id)
  if (!found) throw refusal('not_found')
  return found
}

/** Anybody can write a post that names a case. */
async function mustBeOwn({ ownerOfPost }: CaseActionNeeds, postId: string, id: FollowId) {
  if ((await ownerOfPost(postId as PostRef))?.id !== id) throw refusal('not_found')
}

async function placeOf(needs: CaseActionNeeds, id: FollowId) {
  const { channelId, rootId } = (await known(needs, id)).follow
  return { channelId, ...(rootId && { rootId }) }
}

// biome-ignore lint/complexity/useMaxParams: what is said, to whom
function say(needs: CaseActionNeeds, { locale }: Actor, id: MessageId, data: MessageData): string {
  return needs.sentence(locale, id, data)
}

/** From the web app's card; the post has to be the case's own. */
export function createActOnCase(needs: CaseActionNeeds) {
  return async function actOnCase(
    actor: Actor,
    { followId, postId, action }: CaseActionRequest,
  ): Promise<CaseActionResponse> {
    const id = followId as FollowId
    await mustBeOwn(needs, postId, id)
    if (action === 'latestComment') return { done: true, message: await latest(needs, actor, id) }
    if (action === 'reply') return mayReply(needs, actor, id)
    const message = await stop(needs, actor, id)
    const now = await needs.findFollow(id)
    return { done: now?.follow.stoppedAt !== undefined, message }
  }
}

/** Only what Mattermost itself reports has a trigger for a dialog: the page presses the button then. */
async function mayReply(
  needs: CaseActionNeeds,
  actor: Actor,
  followId: FollowId,
): Promise<CaseActionResponse> {
  const may = await needs.replyToCase.ask(actor, await placeOf(needs, followId), { followId })
  if (!may.refused) return { done: true }
  return { done: false, message: needs.refusalSentence(actor.locale, may.refused) }
}
