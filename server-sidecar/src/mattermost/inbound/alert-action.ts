/** A click on a button of an alert's post, and the dialog it may open. */
import {
  ALERT_COMMENT_LIMIT,
  type AlertAction,
  type AlertActionRequest,
  type AlertActionResponse,
  type Locale,
  routes,
} from '@ticketdesk/contract'
import * as z from 'zod'
import type { Actor } from '../../domain/actor'
import type { Alert, AlertId } from '../../domain/alert/alert'
import { Refusal, refusal } from '../../domain/errors'
import type { PostRef } from '../../domain/refs'
import type { Clock } from '../../ports/clock'
import type { Log } from '../../ports/log'
import type { MessageId, Sentence } from '../../text/sentence'
import type { OwnerOfPost } from '../../usecases/own-post'
import type { MattermostApi } from '../api'
import { ALERT_TERMS, renderAlertDialog } from '../render/alert-dialog'
import { DIALOG_LIMITS, shorten } from '../render/dialog'
import { cleanText } from '../render/untrusted'
import type { AlertRefusal } from './alert-refusal'
import { createClickReader, createTroubleSentence } from './click'
import type { DialogAnswer, Submission } from './dialog'
import type { SignedStates } from './signed-state'
import type { OpenTicketDialog } from './ticket-dialog'

/**
 * Mattermost's `PostActionIntegrationRequest`, the part we use: the context is our own, kept by the
 * server. Who clicked comes from the door.
 */
export const alertActionSchema = z.object({
  channel_id: z.string(),
  post_id: z.string(),
  trigger_id: z.string().default(''),
  context: z.object({ alert: z.string(), action: z.string() }),
})
export type AlertClick = z.infer<typeof alertActionSchema>

/** The alert, and its own post: any other that names it is a forgery. */
interface Clicked {
  alertId: AlertId
  postId: PostRef
}
type Result = { alert: Alert } | { alert?: never; refused: AlertRefusal }
export interface AlertActionNeeds {
  api: Pick<MattermostApi, 'openInteractiveDialog'>
  states: SignedStates
  acknowledge: (
    actor: Actor,
    wish: Clicked & { comment?: string; expiresAt?: number },
  ) => Promise<Result>
  unacknowledge: (actor: Actor, wish: Clicked) => Promise<Result>
  ownerOfPost: OwnerOfPost
  findAlert: (id: AlertId) => Promise<Alert | undefined>
  openTicketDialog: OpenTicketDialog
  refusalSentence: (locale: Locale, refused: AlertRefusal) => Promise<string>
  /** The alert and its facts are kept. */
  onChanged: () => void
  clock: Clock
  sentence: Sentence
  log: Log
}

/** Forgotten since, or never one of ours. */
const NOT_FOUND: AlertRefusal = { kind: 'not_found' }

/** A click on a button of an alert’s post. */
export function createAlertClickReader(needs: AlertActionNeeds) {
  return createClickReader({
    schema: alertActionSchema,
    act: (actor, click: AlertClick) => act(needs, actor, click),
    troubleSentence: troubleOf(needs),
  })
}

/** Undefined when the post itself will tell, else the sentence for the clicker alone. */
async function act(needs: AlertActionNeeds, actor: Actor, click: AlertClick) {
  const alertId = click.context.alert as AlertId
  const postId = click.post_id as PostRef
  switch (click.context.action as AlertAction) {
    case 'acknowledge':
    case 'retry':
      return answer(needs, actor, await needs.acknowledge(actor, { alertId, postId }))
    case 'unacknowledge':
      return answer(needs, actor, await needs.unacknowledge(actor, { alertId, postId }))
    case 'acknowledgeWithComment': {
      const say = (id: MessageId) => needs.sentence(actor.locale, id)
      const state = await needs.states.sign(actor.id, [alertId, postId])
      const dialog = renderAlertDialog({ say, locale: actor.locale }, state)
      await openDialog(needs, { triggerId: click.trigger_id, url: routes.alertDialog, dialog })
      return undefined
    }
    case 'createTicket':
      return openTicketForm(needs, actor, click)
    default:
      throw refusal('not_found')
  }
}

/** The form, with what the alert says; the ticket will point to its post. */
async function openTicketForm(needs: AlertActionNeeds, actor: Actor, click: AlertClick) {
  const alert = await needs.findAlert(click.context.alert as AlertId)
  const owner = await needs.ownerOfPost(click.post_id as PostRef)
  if (!alert || owner?.id !== alert.id) return needs.refusalSentence(actor.locale, NOT_FOUND)
  await needs
    .openTicketDialog({
      ...{ userId: actor.id, locale: actor.locale, triggerId: click.trigger_id },
      channelId: alert.channelId,
      sourcePostId: click.post_id as PostRef,
      prefill: renderPrefill(alert),
    })
    .catch((error: unknown) => {
      throw error instanceof Refusal ? error : refusal('mattermost_unavailable')
    })
  return undefined
}

/** Its title and the first words of its output; a dialog's line is short. */
function renderPrefill({ object, stateWord, severity, output = '' }: Alert): string {
  const title = [object.service, object.host].filter(Boolean).join(' · ') || object.title || ''
  const text = cleanText(`${stateWord ?? severity}: ${title} – ${output}`).replace(/\s+/g, ' ')
  return shorten(text.replace(/ – $/, ''), DIALOG_LIMITS.text)
}

async function openDialog(
  { api }: AlertActionNeeds,
  request: Parameters<MattermostApi['openInteractiveDialog']>[0],
): Promise<void> {
  await api.openInteractiveDialog(request).catch((error: unknown) => {
    throw Object.assign(refusal('mattermost_unavailable'), { cause: error })
  })
}

async function answer(needs: AlertActionNeeds, actor: Actor, result: Result) {
  if (!result.alert) return needs.refusalSentence(actor.locale, result.refused)
  needs.onChanged()
  return undefined
}

function troubleOf(needs: AlertActionNeeds) {
  return createTroubleSentence(needs, 'an alert action failed')
}

/** The submitted comment and end. */
export function createAlertDialogReader(needs: AlertActionNeeds, schema: z.ZodType<Submission>) {
  async function handle(actor: Actor, submission: Submission): Promise<DialogAnswer> {
    if (submission.cancelled) return {}
    try {
      const [alertId, postId] = await needs.states.open(submission.state, actor.id)
      const { comment, term } = submission.submission ?? {}
      const chosen = ALERT_TERMS.find((one) => one > 0 && String(one) === String(term))
      const text = await answer(
        needs,
        actor,
        await needs.acknowledge(actor, {
          alertId: alertId as AlertId,
          postId: postId as PostRef,
          ...(typeof comment === 'string' &&
            comment.trim() && { comment: comment.trim().slice(0, ALERT_COMMENT_LIMIT) }),
          ...(chosen !== undefined && { expiresAt: needs.clock.now() + chosen }),
        }),
      )
      return text === undefined ? {} : { error: text }
    } catch (error) {
      return refuse(actor, error)
    }
  }
  function refuse(actor: Actor, error: unknown): DialogAnswer {
    return { error: troubleOf(needs)(actor, error) }
  }
  return { schema, handle, refuse }
}

/** The same from the web app's card. */
export function createActOnAlert(needs: AlertActionNeeds) {
  return async function actOnAlert(
    actor: Actor,
    { action, comment, expiresIn, ...ids }: AlertActionRequest,
  ): Promise<AlertActionResponse> {
    const clicked = { alertId: ids.alertId as AlertId, postId: ids.postId as PostRef }
    const result =
      action === 'unacknowledge'
        ? await needs.unacknowledge(actor, clicked)
        : await needs.acknowledge(actor, {
            ...clicked,
            ...(comment?.trim() && { comment: comment.trim() }),
            ...(expiresIn !== undefined && { expiresAt: needs.clock.now() + expiresIn }),
          })
    const message = await answer(needs, actor, result)
    return message === undefined
      ? { done: true, ...(result.alert && { revision: result.alert.revision }) }
      : { done: false, message }
  }
}
