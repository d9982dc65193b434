/** The whole object graph, top to bottom; no logic. One desk a database: another means a new desk. */
import { randomUUID } from 'node:crypto'
import type { RequestListener } from 'node:http'
import { type Locale, routes } from '@ticketdesk/contract'
import { composeAlerts } from './compose/alerts'
import { composeBot } from './compose/bot'
import { CHAT_LANE, composeCases } from './compose/cases'
import { composeCasesChat } from './compose/cases-chat'
import { composeForgetting } from './compose/forgetting'
import { composeMessages } from './compose/messages'
import { composeReceiving } from './compose/receiving'
import { composeOnceRefused } from './compose/refused'
import { sentence } from './compose/sentence'
import { composeSettling } from './compose/settling'
import { composeSources } from './compose/sources'
import type { Storage } from './compose/storage'
import { composeTickets } from './compose/tickets'
import type { LiveConfig } from './config/live'
import { createDeliverByKind } from './delivery/by-kind'
import { countPosts } from './delivery/counted-chat'
import { createDeliveryLoop } from './delivery/deliver'
import { createPostSoon } from './delivery/post-soon'
import { createLinkCase } from './delivery/ticket-of-case'
import { createToChat } from './delivery/to-chat'
import { localizeForm } from './domain/ticket/form'
import { createApp } from './http/app'
import type { CallerOf } from './http/doors/calls'
import type { Identify } from './http/doors/people'
import { createLocaleOf, createLocales } from './http/locale'
import { interaction } from './http/routes/interactions'
import { type MattermostApi, NOT_IN_CHANNEL } from './mattermost/api'
import { createChat } from './mattermost/chat'
import { countCalls } from './mattermost/counted-api'
import type { Heard } from './mattermost/heard'
import { type CommandCall, findCommand } from './mattermost/inbound/command'
import { createDialogReader } from './mattermost/inbound/dialog'
import { createDialogStates } from './mattermost/inbound/dialog-state'
import { createSlashCommand } from './mattermost/inbound/slash-command'
import { createOpenTicketDialog } from './mattermost/inbound/ticket-dialog'
import { createPeople } from './mattermost/people'
import { createCaseRenderer } from './mattermost/render/case-card'
import type { Clock } from './ports/clock'
import type { Log } from './ports/log'
import type { Meter, PostTopic, Standing } from './ports/meter'
import { createDeliveries } from './store/deliveries'
import { createStanding } from './store/standing'
import { countOpened } from './usecases/counted'
import type { ManageSources } from './usecases/manage-sources'
import { createOpenTicket } from './usecases/open-ticket'
import { createOwnerOfPost } from './usecases/own-post'

/** Who is who, at the doors that differ from one way in to the other. */
export interface Doors {
  identify: Identify
  callerOf: CallerOf
}

export interface DeskNeeds {
  api: MattermostApi
  /** The bot's user id; throws a MattermostError while nobody has told it. */
  botId: () => string
  siteUrl: () => string
  /** Where senders post, `<base>/hooks/<key>`; empty when nobody knows. */
  hookBase: () => string
  /** Mattermost's setting "Allow untrusted internal connections to"; undefined when nobody says. */
  allowedInternal: () => Promise<string | undefined>
  live: LiveConfig
  /** The desk's from now on: it closes it. */
  storage: Storage
  doors: Doors
  /** What must be within reach besides the database; rejects while it is not. */
  reach?: () => Promise<void>
  clock: Clock
  /** Outlives the desk. */
  meter: Meter
  log: Log
}

export interface Desk {
  app: RequestListener
  /** The text only the caller sees; empty when a dialog was opened. */
  handleCommand: (call: CommandCall) => Promise<string>
  /**
   * A message or a reaction that may concern the bot: true when it is kept, or no concern of ours,
   * false when that was tried for long enough. Never rejects.
   */
  hear: (heard: Heard) => Promise<boolean>
  /** When the newest thing was said that the bot was asked to do; ms, undefined when there is none. */
  lastHeardAt: () => Promise<number | undefined>
  /** The bot may have been let into a channel: what waited for that is tried now. */
  invited(): void
  manageSources: ManageSources
  /** Rejects when the database cannot serve. */
  standing: () => Promise<Standing>
  /** What is declared in the configuration is made true at once, if it can be. */
  settle(): void
  /** Begins to deliver what is kept, and makes the declared sources true. */
  start(): void
  /** Lets go of everything; deliveries under way have so many milliseconds. */
  close(limitMs: number): Promise<void>
}

// biome-ignore lint/complexity/noExcessiveLinesPerFunction: the object graph on one screen, no logic
export function createDesk(needs: DeskNeeds): Desk {
  const { botId, siteUrl, live, doors, clock, meter, log } = needs
  const api = countCalls(needs.api, meter)
  const language = () => live.current().language
  const form = (locale: Locale) => localizeForm(live.current().form, locale)

  const { database, secrets, inTransaction } = needs.storage
  const deliveries = createDeliveries(database, CHAT_LANE)
  const { signingKey } = secrets

  const people = createPeople(api)
  const chat = createChat({ api, botId, siteUrl, log: log.room('mattermost') })
  const about = (topic: PostTopic) => ({ chat: countPosts(chat, topic, meter) })
  const locales = createLocales({ people, clock, language })
  const states = createDialogStates({ signingKey, clock })
  const check = () => database.check()

  const settings = live.current
  const deliveryLog = log.room('delivery')
  const ownerOfPost = createOwnerOfPost({ inTransaction, chat })
  const reached = { people, deliveries, inTransaction, ownerOfPost }
  const common = { ...reached, clock, settings, sentence, meter, log }
  const shared = { ...common, ...about('bot') }
  const tickets = composeTickets({ ...shared, ...about('ticket'), wake: () => loop.wake() })
  const { renderTicket } = tickets
  const toChat = { ...shared, ...about('ticket'), renderTicket }
  const openTicketDialog = createOpenTicketDialog({
    ...{ api, states, form, check, sentence, newRequestId: randomUUID },
  })
  const alerts = composeAlerts({
    ...{ ...shared, ...about('alert'), api, signingKey, openTicketDialog },
    wake: () => loop.wake(),
  })
  const { linkAlert } = alerts
  const cases = composeCases({
    ...{ ...shared, ...about('case'), database, wake: () => loop.wake() },
    render: createCaseRenderer({ sentence, settings, actionUrl: routes.caseAction }),
  })
  const linkCase = createLinkCase({ ...shared, ...about('case') })
  const onceRefused = composeOnceRefused({ ...shared, onGivenUp: cases.stopWithoutPlace })
  const loop = createDeliveryLoop({
    deliveries,
    deliver: onceRefused(
      createDeliverByKind({
        ...alerts.delivers,
        ...tickets.delivers,
        ...cases.delivers,
        errand_heard: (delivery, signal) => bot.deliver(delivery, signal),
        ticket_opened: createToChat({ ...toChat, linkAlert, linkCase, log: deliveryLog }),
        message_received: composeMessages({ ...shared, ...about('message') }),
      }),
    ),
    log: deliveryLog,
    onDone: (delivery) => postSoon.onDone(delivery),
  })
  const postSoon = createPostSoon({ inTransaction, wake: loop.wake })

  const openTicket = countOpened(createOpenTicket(shared), meter)
  const forgetting = composeForgetting({ database, settings, log })
  const settling = composeSettling({ ...needs.storage, live, people, cases, clock, log })
  const inbound = { states, form, sentence, log: log.room('mattermost') }
  const ticketCommand = createSlashCommand({
    ...{ ...inbound, openTicketDialog, tickets: tickets.commands },
    localeOf: locales.ofPerson,
  })
  const sources = composeSources({
    ...{ api, botId, people, inTransaction, signingKey, clock },
    ...{ hookBase: needs.hookBase, allowedInternal: needs.allowedInternal },
    ...{ settings, sentence, log, localeOf: locales.ofPerson },
    upstreamOf: alerts.upstreamOf,
    postOf: postSoon.waitForMessage,
    permalink: chat.permalink,
  })
  const casesChat = composeCasesChat({
    ...{ api, botId, ...about('case'), people, inTransaction, ownerOfPost, cases },
    ...{ openTicketDialog, signingKey },
    ...{ clock, settings, sentence, log, localeOf: locales.ofPerson },
  })
  const commands = [ticketCommand, sources.command, casesChat.command]
  const bot = composeBot({
    ...{ ...shared, api, botId, commands, signingKey, localeOf: locales.ofPerson },
    ...{ acknowledge: alerts.acknowledge, alertRefusal: alerts.refusalSentence },
    ...{ moveTicket: tickets.moveTicket, ticketRefusal: tickets.refusalSentence },
    wake: loop.wake,
  })
  const ticketDialog = createDialogReader({ ...inbound, openTicket, onOpened: loop.wake })
  const app = createApp({
    ...doors,
    localeOf: createLocaleOf({ ...doors, locales, language }),
    localeOfPerson: locales.ofPerson,
    form: (locale) => ({ form: form(locale), revision: live.current().formRevision }),
    openTicket,
    postSoon: postSoon.wait,
    actOnTicket: tickets.actOnTicket,
    actOnAlert: alerts.actOnAlert,
    actOnCase: casesChat.actOnCase,
    interactions: [
      interaction(routes.ticketDialog, ticketDialog),
      ...tickets.interactions,
      ...alerts.interactions,
      ...sources.interactions,
      ...casesChat.interactions,
      ...bot.interactions,
    ],
    webhooks: composeReceiving({ ...shared, wake: loop.wake }),
    check: async () => {
      await Promise.all([check(), needs.reach?.()])
    },
    sentence,
    log: log.room('http'),
  })

  return {
    app,
    async handleCommand(call) {
      const command = findCommand(commands, call.command) ?? ticketCommand
      return (await command.answer(call)).text
    },
    hear: bot.hear,
    lastHeardAt: bot.lastHeardAt,
    invited: () => loop.hurry(NOT_IN_CHANNEL),
    settle: settling.apply,
    manageSources: sources.manageSources,
    standing: createStanding(database, clock),
    start() {
      loop.start()
      cases.start()
      settling.apply()
      forgetting.start()
    },
    async close(limitMs) {
      settling.close()
      bot.close()
      await Promise.all([loop.close(limitMs), cases.close(limitMs), forgetting.close()])
      await database.close()
    },
  }
}
