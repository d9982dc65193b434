/** A submitted dialog about a source → what administrators do with sources, and the answer to it. */
import { routes } from '@ticketdesk/contract'
import * as z from 'zod'
import type { Actor } from '../../domain/actor'
import type { SourceId } from '../../domain/alert/alert'
import { Refusal, refusal } from '../../domain/errors'
import type { ChannelRef } from '../../domain/refs'
import { canTalkBack } from '../../domain/source/access'
import type { SourceField } from '../../domain/source/check'
import type { Source } from '../../domain/source/source'
import type { Log } from '../../ports/log'
import { errorSentence, type Sentence } from '../../text/sentence'
import type { ManageSources, SourceRefusal } from '../../usecases/manage-sources'
import type { MattermostApi } from '../api'
import type { PrivateAnswer, SourceAnswers } from '../render/source-answers'
import { renderAccessDialog, type SourceElement } from '../render/source-dialog'
import type { TellPrivately } from '../tell-privately'
import { createClickReader } from './click'
import { type DialogAnswer, type Submission, submissionSchema } from './dialog'
import { type Problems, readAccess, readBasics, type Typed } from './source-input'
import type { SourceState, SourceStates } from './source-state'

export interface SourceDialogNeeds {
  api: Pick<MattermostApi, 'openInteractiveDialog'>
  states: SourceStates
  sources: ManageSources
  /** Is an API key kept for it? */
  hasKey: (id: SourceId) => Promise<boolean>
  /** A channel that can be posted in. */
  isChannel: (id: ChannelRef) => Promise<boolean>
  isCertificates: (pem: string) => boolean
  answers: SourceAnswers
  tell: TellPrivately
  sentence: Sentence
  log: Log
}

/** What went wrong: sentences by field, or one for all. */
type Outcome = { answer: PrivateAnswer } | { problems: Problems } | { refused: SourceRefusal }

interface Submitted {
  actor: Actor
  state: SourceState
  typed: Typed
}

export function createSourceDialogReader(needs: SourceDialogNeeds) {
  const { states, tell } = needs

  async function handle(actor: Actor, submission: Submission): Promise<DialogAnswer> {
    if (submission.cancelled) return {}
    try {
      const state = await states.open(submission.state, actor.id)
      const submitted = { actor, state, typed: submission.submission ?? {} }
      const outcome = await carryOut(needs, submitted)
      if ('problems' in outcome) return showProblems(needs, actor, outcome.problems)
      if ('refused' in outcome) return showRefusal(needs, actor, outcome.refused)
      await tell(actor, state, outcome.answer)
      return {}
    } catch (error) {
      return refuse(actor, error)
    }
  }

  function refuse(actor: Actor, error: unknown): DialogAnswer {
    return { error: troubleSentence(needs, actor, error) }
  }
  return { schema: submissionSchema, handle, refuse }
}

async function carryOut(needs: SourceDialogNeeds, submitted: Submitted): Promise<Outcome> {
  const { sources, answers } = needs
  const { actor, state } = submitted
  if (state.intent === 'add') return add(needs, submitted)
  const known = (await sources.list(actor)).find(({ id }) => id === state.sourceId)
  if (!known) return { refused: { kind: 'not_found' } }
  if (state.intent === 'edit') return edit(needs, submitted, known)
  if (state.intent === 'access') return editAccess(needs, submitted, known)
  const removed = await sources.remove(actor, known.id)
  return removed.refused ? removed : { answer: answers.removed(actor, known) }
}

async function add(needs: SourceDialogNeeds, submitted: Submitted): Promise<Outcome> {
  const { actor, typed, state } = submitted
  const read = await readBasics(typed, { ...needs, usual: state.channelId })
  if ('problems' in read) return read
  const added = await needs.sources.add(actor, { ...read.basics, rules: [] })
  return added.refused ? added : { answer: needs.answers.added(actor, added) }
}

async function edit(needs: SourceDialogNeeds, submitted: Submitted, known: Source) {
  const { actor, typed } = submitted
  const read = await readBasics(typed, { ...needs, usual: known.channelId })
  if ('problems' in read) return read
  // One that nobody can talk back to any more has no use for a key.
  const { rules, upstream, ackGroup } = known
  const kept = { rules, ...(ackGroup !== undefined && { ackGroup }) }
  const access = canTalkBack(read.basics.kind) ? { ...(upstream && { upstream }) } : { apiKey: '' }
  const saved = await needs.sources.edit(actor, known.id, { ...read.basics, ...kept, ...access })
  return saved.refused ? saved : { answer: needs.answers.saved(actor, saved.source) }
}

async function editAccess(needs: SourceDialogNeeds, { actor, typed }: Submitted, known: Source) {
  const read = readAccess(typed, {
    known: known.upstream,
    hasKey: await needs.hasKey(known.id),
    isCertificates: needs.isCertificates,
  })
  if ('problems' in read) return read
  const { upstream: _, ...rest } = known
  const saved = await needs.sources.edit(actor, known.id, { ...rest, ...read.access })
  return saved.refused ? saved : { answer: needs.answers.accessSaved(actor, saved.source) }
}

/** The fields' sentences, and one for all: a client closes a dialog whose fields it does not know. */
function showProblems(
  { sentence }: SourceDialogNeeds,
  { locale }: Actor,
  problems: Problems,
): DialogAnswer {
  const errors = Object.entries(problems).map(([field, id]) => [field, sentence(locale, id)])
  return { error: sentence(locale, 'error.invalid_form'), errors: Object.fromEntries(errors) }
}

/** What the use case calls a field → the elements of the dialogs. */
const ELEMENTS = {
  name: 'name',
  baseUrl: 'baseUrl',
  apiKey: 'apiKey',
  proxyUrl: 'proxyUrl',
  ca: 'ca',
  storm: 'problems',
} as const satisfies Partial<Record<SourceField, SourceElement>>

function showRefusal(needs: SourceDialogNeeds, actor: Actor, refused: SourceRefusal): DialogAnswer {
  const { locale } = actor
  switch (refused.kind) {
    case 'invalid': {
      // The others are in no dialog: what is kept of them was right.
      const named = Object.entries(ELEMENTS).flatMap(([field, element]) =>
        refused.fields.includes(field as SourceField) ? [element] : [],
      )
      const ids = named.map((name) => [name, `sources.problem.${name}` as const])
      return showProblems(needs, actor, Object.fromEntries(ids))
    }
    case 'internal': {
      const ids = refused.fields.map((field) => [field, 'sources.problem.internal'])
      return showProblems(needs, actor, Object.fromEntries(ids))
    }
    case 'name_taken':
      return showProblems(needs, actor, { name: 'sources.problem.name_taken' })
    case 'not_found':
      return { error: needs.sentence(locale, 'sources.refused.gone') }
    default:
      return { error: needs.sentence(locale, `sources.refused.${refused.kind}`) }
  }
}

/** The button below a private answer: its context is ours, the rest of it is not looked at. */
export const sourceClickSchema = z.object({
  trigger_id: z.string(),
  channel_id: z.string().default(''),
  context: z.object({ source: z.string() }),
})
export type SourceClick = z.infer<typeof sourceClickSchema>

/** Opens the dialog about the way back to an upstream. */
export function createSourceClickReader(needs: SourceDialogNeeds) {
  return createClickReader({
    schema: sourceClickSchema,
    act: (actor, click: SourceClick) => openAccess(needs, actor, click),
    troubleSentence: (actor, error) => troubleSentence(needs, actor, error),
  })
}

async function openAccess(needs: SourceDialogNeeds, actor: Actor, click: SourceClick) {
  const own = await needs.sources.list(actor)
  const source = own.find(({ id }) => id === click.context.source)
  if (!source) return needs.sentence(actor.locale, 'sources.refused.not_allowed')
  if (source.declared) return needs.sentence(actor.locale, 'sources.refused.declared')
  const state = await needs.states.sign(actor.id, {
    intent: 'access',
    sourceId: source.id,
    channelId: click.channel_id as ChannelRef,
    rootId: undefined,
  })
  const facts = { source, hasKey: await needs.hasKey(source.id) }
  const dialog = renderAccessDialog(state, facts, (id, data) =>
    needs.sentence(actor.locale, id, data),
  )
  const request = { triggerId: click.trigger_id, url: routes.sourceDialog, dialog }
  await needs.api.openInteractiveDialog(request).catch((error: unknown) => {
    needs.log.error('the dialog could not be opened', { reason: String(error) })
    throw refusal('mattermost_unavailable')
  })
  return ''
}

function troubleSentence(
  { sentence, log }: SourceDialogNeeds,
  { locale }: Actor,
  error: unknown,
): string {
  const refused = error instanceof Refusal ? error : refusal('internal')
  if (refused !== error) log.error('a dialog about a source failed', { reason: String(error) })
  // The sentences of these two send people to another command.
  const isOver = refused.code === 'dialog_state_invalid' || refused.code === 'dialog_expired'
  if (isOver) return sentence(locale, 'sources.refused.form')
  return errorSentence(sentence, locale, refused.code)
}
