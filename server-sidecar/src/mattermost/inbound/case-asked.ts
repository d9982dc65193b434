/** What the words behind `/case` are carried out with. */
import type { Locale } from '@ticketdesk/contract'
import type { Actor } from '../../domain/actor'
import { botMissing } from '../../domain/errors'
import type { UserRef } from '../../domain/refs'
import type { Log } from '../../ports/log'
import type { Sentence } from '../../text/sentence'
import type {
  CaseRefusal,
  FilterCases,
  FollowCases,
  ManageAccounts,
  Place,
  ReplyToCase,
} from '../../usecases/case-results'
import type { OwnerOfPost } from '../../usecases/own-post'
import type { MattermostApi } from '../api'
import type { CaseAnswers } from '../render/case-answers'
import type { SayCase } from '../render/case-view'
import type { OpenCaseDialog } from './case-dialog'
import type { CaseRefusalSentence } from './case-refusal'
import { type CommandAnswer, type CommandCall, privately } from './command'

export interface CaseCommandNeeds {
  api: Pick<MattermostApi, 'missingBot'>
  followCases: FollowCases
  ownerOfPost: OwnerOfPost
  filterCases: FilterCases
  manageAccounts: ManageAccounts
  replyToCase: ReplyToCase
  dialogs: OpenCaseDialog
  answers: CaseAnswers
  refusalSentence: CaseRefusalSentence
  localeOf: (userId: UserRef) => Promise<Locale>
  sentence: Sentence
  log: Log
}

export interface CaseAsked {
  actor: Actor
  call: CommandCall
  place: Place
  /** What follows the verb. */
  rest: string
  say: SayCase
}
/** It knows nobody's rights where it is not. */
export async function refuse(
  { api, refusalSentence }: Pick<CaseCommandNeeds, 'api' | 'refusalSentence'>,
  { actor, place }: CaseAsked,
  refused: CaseRefusal,
): Promise<CommandAnswer> {
  const isNot = refused.kind === 'not_allowed' || refused.kind === 'thread_not_found'
  const bot = isNot ? await api.missingBot(place.channelId) : undefined
  if (bot !== undefined) throw botMissing(bot)
  return privately(refusalSentence(actor.locale, refused))
}
