/** The whole object graph, top to bottom; no logic. One desk a database: another means a new desk. */
import { randomUUID } from 'node:crypto'
import type { RequestListener } from 'node:http'
import type { Locale } from '@ticketdesk/contract'
import german from '../../assets/i18n/de.json'
import english from '../../assets/i18n/en.json'
import french from '../../assets/i18n/fr.json'
import russian from '../../assets/i18n/ru.json'
import type { LiveConfig } from './config/live'
import { createDeliveryLoop } from './delivery/deliver'
import { createPostSoon } from './delivery/post-soon'
import { createToChat } from './delivery/to-chat'
import type { UserRef } from './domain/refs'
import { localizeForm } from './domain/ticket/form'
import { createApp } from './http/app'
import type { Identify } from './http/doors/people'
import { createLocaleOf, createLocales } from './http/locale'
import type { MattermostApi } from './mattermost/api'
import { createChat } from './mattermost/chat'
import { createDialogReader } from './mattermost/inbound/dialog'
import { createDialogStates } from './mattermost/inbound/dialog-state'
import { type CommandCall, createSlashCommand } from './mattermost/inbound/slash-command'
import { isFromMattermost } from './mattermost/native/serve-http'
import { createPeople } from './mattermost/people'
import { createTicketRenderer } from './mattermost/render/ticket-card'
import type { Clock } from './ports/clock'
import type { Log } from './ports/log'
import { type DatabaseAt, openDatabase } from './store/database'
import { createDeliveries } from './store/deliveries'
import { createSecrets } from './store/secrets'
import { createUnitOfWork } from './store/unit-of-work'
import { createSentence } from './text/sentence'
import { createOpenTicket } from './usecases/open-ticket'

export const sentence = createSentence({ en: english, de: german, fr: french, ru: russian })

/** In native mode the user is Mattermost's word; the header means nothing on any other socket. */
export const identifyNative: Identify = (request) => {
  const id = request.headers['mattermost-user-id']
  return isFromMattermost(request) && typeof id === 'string' && id !== ''
    ? (id as UserRef)
    : undefined
}

export interface DeskNeeds {
  api: MattermostApi
  botId: string
  siteUrl: () => string
  live: LiveConfig
  /** Throws DataSourceError when it cannot be read. */
  databaseAt: DatabaseAt
  identify: Identify
  clock: Clock
  log: Log
}

export interface Desk {
  app: RequestListener
  /** The text only the caller sees; empty when a dialog was opened. */
  handleCommand: (call: CommandCall) => Promise<string>
  /** Begins to deliver what is kept. */
  start(): void
  /** Lets go of everything; deliveries under way have so many milliseconds. */
  close(limitMs: number): Promise<void>
}

// biome-ignore lint/complexity/noExcessiveLinesPerFunction: the object graph on one screen, no logic
export function createDesk(needs: DeskNeeds): Desk {
  const { api, botId, siteUrl, live, identify, clock, log } = needs
  const language = () => live.current().language
  const form = (locale: Locale) => localizeForm(live.current().form, locale)

  const database = openDatabase(needs.databaseAt, { log: log.room('store') })
  const inTransaction = createUnitOfWork(database)
  const deliveries = createDeliveries(database)
  const { signingKey } = createSecrets(database)

  const people = createPeople(api)
  const chat = createChat({ api, botId, siteUrl, log: log.room('mattermost') })
  const locales = createLocales({ people, clock, language })
  const states = createDialogStates({ signingKey, clock })
  const check = () => database.check()

  const renderTicket = createTicketRenderer({
    people,
    permalink: chat.permalink,
    maxMessageLength: chat.maxMessageLength,
    texts: () => ({
      yes: sentence(language(), 'card.yes'),
      no: sentence(language(), 'card.no'),
      source: sentence(language(), 'card.source'),
      continues: sentence(language(), 'card.continues'),
      continued: sentence(language(), 'card.continued'),
    }),
  })
  const settings = live.current
  const deliveryLog = log.room('delivery')
  const toChat = { chat, people, deliveries, inTransaction, renderTicket, sentence, settings }
  const loop = createDeliveryLoop({
    deliveries,
    deliver: createToChat({ ...toChat, log: deliveryLog }),
    log: deliveryLog,
    onDone: (delivery) => postSoon.onDone(delivery),
  })
  const postSoon = createPostSoon({ inTransaction, wake: loop.wake })

  const openTicket = createOpenTicket({ inTransaction, people, clock, settings })
  const inbound = { states, form, sentence, log: log.room('mattermost') }
  const handleCommand = createSlashCommand({
    ...inbound,
    api,
    check,
    localeOf: locales.ofPerson,
    newRequestId: randomUUID,
  })
  const app = createApp({
    identify,
    localeOf: createLocaleOf({ identify, locales, language }),
    form: (locale) => ({ form: form(locale), revision: live.current().formRevision }),
    openTicket,
    postSoon: postSoon.wait,
    ticketDialog: createDialogReader({ ...inbound, openTicket, onOpened: loop.wake }),
    check,
    sentence,
    log: log.room('http'),
  })

  return {
    app,
    handleCommand,
    start: loop.start,
    async close(limitMs) {
      await loop.close(limitMs)
      await database.close()
    },
  }
}
