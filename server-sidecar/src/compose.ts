/** The whole object graph, top to bottom; no logic. One desk a database: another means a new desk. */
import { randomBytes, randomUUID } from 'node:crypto'
import type { RequestListener } from 'node:http'
import { type Locale, routes } from '@ticketdesk/contract'
import german from '../../assets/i18n/de.json'
import english from '../../assets/i18n/en.json'
import french from '../../assets/i18n/fr.json'
import russian from '../../assets/i18n/ru.json'
import { composeAlerts } from './compose/alerts'
import { composeSources } from './compose/sources'
import type { LiveConfig } from './config/live'
import { createApplySoon } from './delivery/apply-soon'
import { createDeliverByKind } from './delivery/by-kind'
import { createDeliveryLoop } from './delivery/deliver'
import { createMessageToChat } from './delivery/message-to-chat'
import { createPostSoon } from './delivery/post-soon'
import { createToChat } from './delivery/to-chat'
import { createWantedChannel } from './delivery/wanted-channel'
import type { UserRef } from './domain/refs'
import { localizeForm } from './domain/ticket/form'
import { createApp } from './http/app'
import type { Identify } from './http/doors/people'
import { createLocaleOf, createLocales } from './http/locale'
import { createRateLimit } from './http/rate-limit'
import { interaction } from './http/routes/interactions'
import type { MattermostApi } from './mattermost/api'
import { createChat } from './mattermost/chat'
import { isAlertsCommand } from './mattermost/inbound/alerts-command'
import { createDialogReader } from './mattermost/inbound/dialog'
import { createDialogStates } from './mattermost/inbound/dialog-state'
import { type CommandCall, createSlashCommand } from './mattermost/inbound/slash-command'
import { createOpenTicketDialog } from './mattermost/inbound/ticket-dialog'
import { isFromMattermost } from './mattermost/native/serve-http'
import { createPeople } from './mattermost/people'
import { renderBare } from './mattermost/render/bare-post'
import { createMessageRenderer } from './mattermost/render/plain-message'
import { createTicketRenderer } from './mattermost/render/ticket-card'
import type { Clock } from './ports/clock'
import type { Log } from './ports/log'
import { type DatabaseAt, openDatabase } from './store/database'
import { createDeliveries } from './store/deliveries'
import { createSecrets } from './store/secrets'
import { createSecretsUpkeep } from './store/secrets-upkeep'
import { createUnitOfWork } from './store/unit-of-work'
import { createSentence } from './text/sentence'
import { capabilitiesOf, receive } from './upstream/catalogue'
import { createDeclareSources } from './usecases/declare-sources'
import { createManageSources, type ManageSources } from './usecases/manage-sources'
import { createOpenTicket } from './usecases/open-ticket'
import { createReceiveMany } from './usecases/receive-signals'
import { createReceiveTogether } from './usecases/receive-together'
import { createShared } from './usecases/share'

export const sentence = createSentence({ en: english, de: german, fr: french, ru: russian })

/** In native mode the user is Mattermost's word; the header means nothing on any other socket. */
export const identifyNative: Identify = (request) => {
  const id = request.headers['mattermost-user-id']
  return isFromMattermost(request) && typeof id === 'string' && id !== ''
    ? (id as UserRef)
    : undefined
}

/** Of one source: a storm gets through, a loop in a script does not. */
const RATE = { rate: 50, burst: 1000 }
/** openITCOCKPIT gives up after half a minute. */
const TOGETHER = { atMost: 50, patienceMs: 20_000 }
const LETTERS = 'abcdefghijklmnopqrstuvwxyz234567'

/** 130 bits, in the letters that Mattermost's own webhook keys have. */
const newKey = () => [...randomBytes(26)].map((byte) => LETTERS[byte % 32]).join('')

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
  manageSources: ManageSources
  /** Begins to deliver what is kept, and makes the declared sources true. */
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
  const secrets = createSecrets(database, { encryptionKeys: () => live.current().encryptionKeys })
  const inTransaction = createUnitOfWork(database, secrets)
  const deliveries = createDeliveries(database)
  const { signingKey } = secrets

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
  const openTicketDialog = createOpenTicketDialog({
    ...{ api, states, form, check, sentence, newRequestId: randomUUID },
  })
  const alerts = composeAlerts({
    ...{ api, chat, people, deliveries, inTransaction, clock, settings, sentence, signingKey },
    ...{ openTicketDialog, wake: () => loop.wake(), log },
  })
  const { linkAlert } = alerts
  const loop = createDeliveryLoop({
    deliveries,
    deliver: createDeliverByKind({
      ...alerts.delivers,
      ticket_opened: createToChat({ ...toChat, linkAlert, log: deliveryLog }),
      message_received: createMessageToChat({
        ...{ chat, deliveries, inTransaction, log: deliveryLog },
        renderMessage: createMessageRenderer(chat),
        renderBare,
        wantedChannel: createWantedChannel(people),
      }),
    }),
    log: deliveryLog,
    onDone: (delivery) => postSoon.onDone(delivery),
  })
  const postSoon = createPostSoon({ inTransaction, wake: loop.wake })

  const openTicket = createOpenTicket({ inTransaction, people, clock, settings })
  const sourceNeeds = { inTransaction, people, clock, newId: randomUUID }
  const manageSources = createManageSources({ ...sourceNeeds, newKey })
  const declareSources = createDeclareSources(sourceNeeds)
  const upkeep = createSecretsUpkeep({ database, secrets, log: log.room('store') })
  const settling = createApplySoon({
    what: 'settling the sources',
    log: log.room('sources'),
    async work() {
      await upkeep.reseal()
      const problems = await declareSources(live.current().sources)
      for (const problem of problems) {
        log.room('sources').error('a declared source is not as declared', { ...problem })
      }
    },
  })
  const unsubscribe = live.subscribe((next, previous) => {
    upkeep.remember(previous.encryptionKeys)
    const watched = ({ sources, encryptionKeys }: typeof next) =>
      JSON.stringify([sources, encryptionKeys])
    if (watched(next) !== watched(previous)) settling.apply()
  })
  const receiveSignals = createReceiveTogether({
    receiveMany: createReceiveMany({
      ...{ inTransaction, clock, capabilitiesOf, settings, newId: randomUUID },
    }),
    clock,
    options: TOGETHER,
  })
  const inbound = { states, form, sentence, log: log.room('mattermost') }
  const handleTicketCommand = createSlashCommand({
    ...inbound,
    openTicketDialog,
    localeOf: locales.ofPerson,
  })
  const sources = composeSources({
    ...{ api, botId, siteUrl, people, inTransaction, manageSources, signingKey, clock },
    ...{ settings, sentence, log, localeOf: locales.ofPerson },
    upstreamOf: alerts.upstreamOf,
    postOf: postSoon.waitForMessage,
    permalink: chat.permalink,
  })
  const ticketDialog = createDialogReader({ ...inbound, openTicket, onOpened: loop.wake })
  const app = createApp({
    identify,
    localeOf: createLocaleOf({ identify, locales, language }),
    form: (locale) => ({ form: form(locale), revision: live.current().formRevision }),
    openTicket,
    postSoon: postSoon.wait,
    actOnAlert: alerts.actOnAlert,
    interactions: [
      interaction(routes.ticketDialog, ticketDialog),
      ...alerts.interactions,
      ...sources.interactions,
    ],
    webhooks: {
      findSource: createShared((key) => inTransaction(({ sources }) => sources.findByKey(key))),
      rateLimit: createRateLimit(clock, RATE),
      receive,
      receiveSignals,
      onReceived: loop.wake,
    },
    check,
    sentence,
    log: log.room('http'),
  })

  return {
    app,
    handleCommand: (call) =>
      isAlertsCommand(call) ? sources.handleCommand(call) : handleTicketCommand(call),
    manageSources,
    start() {
      loop.start()
      settling.apply()
    },
    async close(limitMs) {
      unsubscribe()
      settling.close()
      await loop.close(limitMs)
      await database.close()
    },
  }
}
