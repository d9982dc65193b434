/** Sources in the object graph: the command that manages them, its dialogs and their answers. */
import { randomUUID } from 'node:crypto'
import { type Locale, routes } from '@ticketdesk/contract'
import type { Config } from '../config/schema'
import type { SourceId } from '../domain/alert/alert'
import { refusal } from '../domain/errors'
import type { ChannelRef, PostRef, UserRef } from '../domain/refs'
import type { Source } from '../domain/source/source'
import { isOneOf } from '../http/doors/same-secret'
import { interaction } from '../http/routes/interactions'
import type { MattermostApi } from '../mattermost/api'
import { createAlertsCommand } from '../mattermost/inbound/alerts-command'
import {
  createSourceClickReader,
  createSourceDialogReader,
} from '../mattermost/inbound/source-dialog'
import { createSourceStates } from '../mattermost/inbound/source-state'
import { createSourceAnswers } from '../mattermost/render/source-answers'
import { createTellPrivately } from '../mattermost/tell-privately'
import type { Clock } from '../ports/clock'
import type { Log } from '../ports/log'
import type { People } from '../ports/people'
import type { InTransaction } from '../ports/unit-of-work'
import type { Upstream } from '../ports/upstream-client'
import type { Sentence } from '../text/sentence'
import { isCertificates } from '../upstream/certificate'
import { createManageSources } from '../usecases/manage-sources'
import { createShared } from '../usecases/share'
import { createTestSource, type TestSourceNeeds } from '../usecases/test-source'
import { newKey } from './new-key'

export interface SourcesNeeds {
  api: MattermostApi
  botId: () => string
  hookBase: () => string
  /** Mattermost's setting "Allow untrusted internal connections to"; undefined when nobody says. */
  allowedInternal: () => Promise<string | undefined>
  people: People
  inTransaction: InTransaction
  upstreamOf: (source: Source) => Upstream | undefined
  postOf: TestSourceNeeds['postOf']
  permalink: (post: PostRef) => string
  localeOf: (userId: UserRef) => Promise<Locale>
  settings: () => { language: Locale; timeZone: string }
  signingKey: () => Promise<Buffer>
  clock: Clock
  sentence: Sentence
  log: Log
}

/**
 * The source of a key. One that is declared and not known yet (Mattermost has not been asked for its
 * channel) is no stranger: who has its key is to try again, and not to give up.
 */
export function composeFindSource({
  inTransaction,
  settings,
}: {
  inTransaction: InTransaction
  settings: () => Pick<Config, 'sources'>
}) {
  return createShared(async (key: string) => {
    const found = await inTransaction(({ sources }) => sources.findByKey(key))
    if (found) return found
    const declared = settings().sources.map((source) => source.key)
    if (isOneOf(key, declared)) throw refusal('not_ready')
    return undefined
  })
}

export function composeSources(needs: SourcesNeeds) {
  const { api, people, inTransaction, settings, sentence } = needs
  const manageSources = createManageSources({ ...needs, newId: randomUUID, newKey })
  const log = needs.log.room('sources')
  const lastHeard = () => inTransaction(({ sources }) => sources.lastHeard())
  const shared = {
    ...{ api, sentence, log, sources: manageSources },
    states: createSourceStates(needs),
    answers: createSourceAnswers({ ...needs, lastHeard }),
  }
  const test = createTestSource({
    ...needs,
    newId: randomUUID,
    words: ({ name }, username) =>
      sentence(settings().language, 'sources.test.message', { name, person: `@${username}` }),
  })
  const dialogs = {
    ...shared,
    isCertificates,
    hasKey: async (id: SourceId) =>
      (await inTransaction(({ sources }) => sources.secret(id, 'apiKey'))) !== undefined,
    isChannel: async (id: ChannelRef) => (await people.channel(id))?.archived === false,
    tell: createTellPrivately({ ...needs, log }),
  }
  return {
    manageSources,
    command: createAlertsCommand({ ...shared, test, localeOf: needs.localeOf }),
    interactions: [
      interaction(routes.sourceDialog, createSourceDialogReader(dialogs)),
      interaction(routes.sourceAction, createSourceClickReader(dialogs)),
    ],
  }
}
