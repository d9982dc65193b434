/** Opens the dialogs about cases, and reads what was submitted. */
import { type Locale, routes } from '@ticketdesk/contract'
import type { Actor } from '../../domain/actor'
import { LOGIN_WAYS, type VendorAccount } from '../../domain/case/account'
import type { AccountId, CaseState, FollowId } from '../../domain/case/support-case'
import { Refusal, refusal } from '../../domain/errors'
import type { Log } from '../../ports/log'
import type { People } from '../../ports/people'
import { errorSentence, type Sentence } from '../../text/sentence'
import type {
  AccountInput,
  CaseRefusal,
  ManageAccounts,
  Place,
  ReplyToCase,
} from '../../usecases/case-results'
import type { Dialog, MattermostApi } from '../api'
import type { CaseAnswers } from '../render/case-answers'
import {
  renderAccountDialog,
  renderRemoveAccountDialog,
  renderReplyDialog,
  type VendorChoice,
} from '../render/case-dialog'
import type { SayCase } from '../render/case-view'
import { renderUntrustedLine } from '../render/untrusted'
import type { TellPrivately } from '../tell-privately'
import type { CaseRefusalSentence } from './case-refusal'
import type { CaseDialogState, CaseStates } from './case-state'
import { type DialogAnswer, type Submission, submissionSchema } from './dialog'

export interface CaseDialogNeeds {
  api: Pick<MattermostApi, 'openInteractiveDialog'>
  states: CaseStates
  people: Pick<People, 'isSystemAdmin'>
  manageAccounts: ManageAccounts
  replyToCase: ReplyToCase
  answers: Pick<CaseAnswers, 'title'>
  refusalSentence: CaseRefusalSentence
  tell: TellPrivately
  sentence: Sentence
  log: Log
}

interface Opening {
  place: Place
  triggerId: string
}

/** All reject with a Refusal when no dialog was opened. */
export interface OpenCaseDialog {
  account(actor: Actor, opening: Opening, vendors: readonly VendorChoice[]): Promise<void>
  remove(actor: Actor, opening: Opening, account: VendorAccount): Promise<void>
  reply(
    actor: Actor,
    opening: Opening,
    may: { state: CaseState; followId: FollowId; as: string; vendor: string },
  ): Promise<void>
}

export function createOpenCaseDialog(needs: CaseDialogNeeds): OpenCaseDialog {
  const { api, states, people, answers, log } = needs
  const sayTo =
    ({ locale }: Actor): SayCase =>
    (id, data) =>
      needs.sentence(locale, id, data)

  async function open(triggerId: string, dialog: Dialog): Promise<void> {
    const request = { triggerId, url: routes.caseDialog, dialog }
    await api.openInteractiveDialog(request).catch((error: unknown) => {
      log.error('the dialog could not be opened', { reason: String(error) })
      throw refusal('mattermost_unavailable')
    })
  }
  return {
    async account(actor, { place, triggerId }, vendors) {
      const state = await states.sign(actor.id, { intent: 'account', id: '', place })
      const mayTeam = await people.isSystemAdmin(actor.id)
      await open(triggerId, renderAccountDialog(state, { vendors, mayTeam }, sayTo(actor)))
    },
    async remove(actor, { place, triggerId }, account) {
      const state = await states.sign(actor.id, { intent: 'remove', id: account.id, place })
      await open(triggerId, renderRemoveAccountDialog(state, account, sayTo(actor)))
    },
    async reply(actor, { place, triggerId }, { state: of, followId: id, as, vendor }) {
      const state = await states.sign(actor.id, { intent: 'reply', id, place })
      const title = answers.title(actor, vendor, of)
      await open(triggerId, renderReplyDialog(state, { title, as }, sayTo(actor)))
    },
  }
}

type Typed = NonNullable<Submission['submission']>
interface Submitted {
  actor: Actor
  state: CaseDialogState
  typed: Typed
}
/** What to tell, or why not; by field where it is one's fault. */
type Outcome = { told: string } | { refused: CaseRefusal } | { errors: Record<string, string> }

/** Never rejects: a dialog shows only what is in the answer. */
export function createCaseDialogReader(needs: CaseDialogNeeds) {
  async function handle(actor: Actor, submission: Submission): Promise<DialogAnswer> {
    if (submission.cancelled) return {}
    try {
      const state = await needs.states.open(submission.state, actor.id)
      const typed = submission.submission ?? {}
      const outcome = await carryOut(needs, { actor, state, typed })
      if ('refused' in outcome) return showRefusal(needs, actor.locale, outcome.refused)
      if ('errors' in outcome) {
        return { error: needs.sentence(actor.locale, 'error.invalid_form'), ...outcome }
      }
      const { channelId, rootId } = state.place
      await needs.tell(actor, { channelId, rootId }, { text: outcome.told })
      return {}
    } catch (error) {
      return refuse(actor, error)
    }
  }
  function refuse({ locale }: Actor, error: unknown): DialogAnswer {
    const refused = error instanceof Refusal ? error : refusal('internal')
    if (refused !== error) {
      needs.log.error('a dialog about cases failed', { reason: nameOf(error) })
    }
    const isOver = refused.code === 'dialog_state_invalid' || refused.code === 'dialog_expired'
    return isOver
      ? { error: needs.sentence(locale, 'case.refused.form') }
      : { error: errorSentence(needs.sentence, locale, refused) }
  }
  return { schema: submissionSchema, handle, refuse }
}

/** Not its message: what was submitted may stand in it. */
function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error
}

async function carryOut(needs: CaseDialogNeeds, submitted: Submitted): Promise<Outcome> {
  switch (submitted.state.intent) {
    case 'account':
      return keepAccount(needs, submitted)
    case 'remove':
      return removeAccount(needs, submitted)
    case 'reply':
      return sendReply(needs, submitted)
  }
}

async function keepAccount(needs: CaseDialogNeeds, { actor, typed }: Submitted): Promise<Outcome> {
  const input = readAccount(typed)
  if (!input) return { refused: { kind: 'unknown_vendor' } }
  const set = await needs.manageAccounts.set(actor, input)
  if (set.refused) return set
  const account = renderUntrustedLine(set.account.name, 64)
  return { told: needs.sentence(actor.locale, 'case_command.account_set', { account }) }
}

function readAccount(typed: Typed): AccountInput | undefined {
  const [, word, vendor] = /^(\S+) (.+)$/s.exec(textOf(typed, 'way')) ?? []
  const way = LOGIN_WAYS.find((known) => known === word)
  if (!way || vendor === undefined) return undefined
  const [name, login] = [textOf(typed, 'name'), textOf(typed, 'login')]
  return {
    ...{ vendor, way, secret: textOf(typed, 'secret'), team: isTicked(typed['team']) },
    ...(name && { name }),
    ...(login && { login }),
  }
}

async function removeAccount(
  { manageAccounts, sentence }: CaseDialogNeeds,
  { actor, state }: Submitted,
): Promise<Outcome> {
  const removed = await manageAccounts.remove(actor, state.id as AccountId)
  if (removed.refused) return removed
  const account = renderUntrustedLine(removed.account.name, 64)
  return { told: sentence(actor.locale, 'case_command.account_removed', { account }) }
}

async function sendReply(needs: CaseDialogNeeds, submitted: Submitted): Promise<Outcome> {
  const { actor, state, typed } = submitted
  const { locale } = actor
  if (!isTicked(typed['confirm'])) {
    return { errors: { confirm: needs.sentence(locale, 'field.required') } }
  }
  const id = state.id as FollowId
  const sent = await needs.replyToCase.send(actor, id, textOf(typed, 'text'))
  if (sent.refused) return sent
  const title = needs.answers.title(actor, sent.vendor, sent.state)
  return { told: needs.sentence(locale, 'case_command.replied', { title }) }
}

function showRefusal(
  { refusalSentence }: CaseDialogNeeds,
  locale: Locale,
  refused: CaseRefusal,
): DialogAnswer {
  const error = refusalSentence(locale, refused)
  return refused.kind === 'invalid' ? { error, errors: { [refused.field]: error } } : { error }
}

/** Clients send numbers for some texts, and nothing as null. */
function textOf(typed: Typed, name: string): string {
  const value = typed[name]
  return value === null || value === undefined ? '' : String(value).trim()
}

function isTicked(value: Typed[string] | undefined): boolean {
  return value === true || value === 'true'
}
