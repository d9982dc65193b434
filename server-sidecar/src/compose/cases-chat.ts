/** Vendors' cases as people meet them: the command, its dialogs, and the buttons of posts. */
import { type Locale, routes } from '@ticketdesk/contract'
import { after } from '../delivery/after'
import type { UserRef } from '../domain/refs'
import { interaction } from '../http/routes/interactions'
import type { MattermostApi } from '../mattermost/api'
import { createActOnCase, createCaseClickReader } from '../mattermost/inbound/case-action'
import { createCaseCommand } from '../mattermost/inbound/case-command'
import { createCaseDialogReader, createOpenCaseDialog } from '../mattermost/inbound/case-dialog'
import { createCaseRefusalSentence } from '../mattermost/inbound/case-refusal'
import { createCaseStates } from '../mattermost/inbound/case-state'
import { answerInTime } from '../mattermost/inbound/in-time'
import type { OpenTicketDialog } from '../mattermost/inbound/ticket-dialog'
import { createCaseAnswers } from '../mattermost/render/case-answers'
import { createTellPrivately } from '../mattermost/tell-privately'
import type { Chat } from '../ports/chat'
import type { Clock } from '../ports/clock'
import type { Log } from '../ports/log'
import type { People } from '../ports/people'
import type { InTransaction } from '../ports/unit-of-work'
import type { Sentence } from '../text/sentence'
import { findFollow } from '../usecases/case-reach'
import type { OwnerOfPost } from '../usecases/own-post'
import type { ComposedCases } from './cases'

export interface CasesChatNeeds {
  api: MattermostApi
  botId: () => string
  chat: Pick<Chat, 'permalink'>
  people: People
  inTransaction: InTransaction
  ownerOfPost: OwnerOfPost
  cases: Pick<ComposedCases, 'followCases' | 'filterCases' | 'manageAccounts' | 'replyToCase'>
  openTicketDialog: OpenTicketDialog
  localeOf: (userId: UserRef) => Promise<Locale>
  settings: () => { timeZone: string }
  signingKey: () => Promise<Buffer>
  clock: Clock
  sentence: Sentence
  log: Log
}

export function composeCasesChat({ cases, ...needs }: CasesChatNeeds) {
  const log = needs.log.room('cases')
  const { permalink } = needs.chat
  const shared = {
    ...{ ...needs, ...cases, log },
    states: createCaseStates(needs),
    answers: createCaseAnswers({ ...needs, permalink }),
    refusalSentence: createCaseRefusalSentence({ ...needs, permalink }),
    tell: createTellPrivately({ ...needs, log }),
  }
  const dialogs = createOpenCaseDialog(shared)
  const acting = {
    ...{ ...shared, dialogs },
    findFollow: (id: Parameters<typeof findFollow>[1]) => findFollow(needs, id),
  }
  return {
    command: answerInTime(createCaseCommand({ ...shared, dialogs }), { ...shared, after }),
    actOnCase: createActOnCase(acting),
    interactions: [
      interaction(routes.caseAction, createCaseClickReader(acting)),
      interaction(routes.caseDialog, createCaseDialogReader(shared)),
    ],
  }
}
