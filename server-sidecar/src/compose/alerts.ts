/** Alerts in the object graph: how they are shown, acted on, and talked back about. */
import { type Locale, routes } from '@ticketdesk/contract'
import { createAlertToChat } from '../delivery/alert-to-chat'
import { createStormPlace, createStormToChat, noteInStorm } from '../delivery/storm'
import { createLinkAlert, createNoteRecovery } from '../delivery/ticket-of-alert'
import { createToUpstream } from '../delivery/to-upstream'
import type { AlertId } from '../domain/alert/alert'
import type { TicketId } from '../domain/refs'
import type { Source } from '../domain/source/source'
import { interaction } from '../http/routes/interactions'
import type { MattermostApi } from '../mattermost/api'
import {
  createActOnAlert,
  createAlertClickReader,
  createAlertDialogReader,
} from '../mattermost/inbound/alert-action'
import { createAlertRefusalSentence } from '../mattermost/inbound/alert-refusal'
import { submissionSchema } from '../mattermost/inbound/dialog'
import { createSignedStates } from '../mattermost/inbound/signed-state'
import type { OpenTicketDialog } from '../mattermost/inbound/ticket-dialog'
import { createAlertRenderer } from '../mattermost/render/alert-card'
import { createAlertReplyRenderer } from '../mattermost/render/alert-reply'
import { renderDuration } from '../mattermost/render/moments'
import type { Chat } from '../ports/chat'
import type { Clock } from '../ports/clock'
import type { Log } from '../ports/log'
import type { Meter } from '../ports/meter'
import type { Deliveries } from '../ports/outbox'
import type { People } from '../ports/people'
import type { InTransaction } from '../ports/unit-of-work'
import type { Upstream } from '../ports/upstream-client'
import type { Sentence } from '../text/sentence'
import { createHttpClient } from '../upstream/http-client'
import { createOpenItCockpitClient } from '../upstream/openitcockpit/client'
import { createAcknowledgeAlert, createUnacknowledgeAlert } from '../usecases/acknowledge-alert'
import { countAsked } from '../usecases/counted'
import type { OwnerOfPost } from '../usecases/own-post'

export interface AlertsNeeds {
  api: MattermostApi
  chat: Chat
  people: People
  deliveries: Deliveries
  inTransaction: InTransaction
  ownerOfPost: OwnerOfPost
  clock: Clock
  settings: () => { language: Locale; timeZone: string }
  sentence: Sentence
  signingKey: () => Promise<Buffer>
  openTicketDialog: OpenTicketDialog
  /** Something was kept that is to be delivered. */
  wake: () => void
  meter: Meter
  log: Log
}

export function composeAlerts(needs: AlertsNeeds) {
  const { people, sentence, settings, wake, log } = needs
  const upstreamOf = composeUpstreams(needs)
  const ticketOf = (id: TicketId) =>
    needs.inTransaction(async ({ tickets }) => {
      const [ticket, post] = [await tickets.find(id), await tickets.findPost(id)]
      const link = post && needs.chat.permalink(post)
      return { ...(ticket && { state: ticket.state }), ...(link && { link }) }
    })
  const rendering = { people, sentence, settings, ticketOf, actionUrl: routes.alertAction }
  const duration = (ms: number) => renderDuration(ms, settings().language)
  const storm = { ...needs, duration }
  const alertToChat = createAlertToChat({
    ...needs,
    renderAlert: createAlertRenderer(rendering),
    renderReply: createAlertReplyRenderer(rendering),
    tellTicket: createNoteRecovery(needs),
    ...{ place: createStormPlace(storm), noteInStorm },
    log: log.room('delivery'),
  })
  const toUpstream = createToUpstream({
    ...needs,
    upstreamOf,
    onChanged: wake,
    log: log.room('upstream'),
  })
  const acting = composeActing(needs)
  return {
    upstreamOf,
    linkAlert: createLinkAlert(needs),
    acknowledge: acting.acknowledge,
    refusalSentence: acting.refusalSentence,
    actOnAlert: createActOnAlert(acting),
    delivers: {
      alert_changed: alertToChat,
      storm_begun: createStormToChat(storm),
      ack_requested: toUpstream,
      ack_removal_requested: toUpstream,
      ack_limited: toUpstream,
      ack_seen: toUpstream,
    },
    interactions: [
      interaction(routes.alertAction, createAlertClickReader(acting)),
      interaction(routes.alertDialog, createAlertDialogReader(acting, submissionSchema)),
    ],
  }
}

/** What people do with an alert, from its buttons and dialogs or from the web app. */
function composeActing(needs: AlertsNeeds) {
  const { people, sentence, inTransaction, ownerOfPost, clock, wake, log } = needs
  const acknowledging = { inTransaction, ownerOfPost, people, clock, inGroup: people.isInGroup }
  return {
    ...needs,
    states: createSignedStates({ ...needs, purpose: 'ticketdesk alert dialog' }),
    acknowledge: countAsked(createAcknowledgeAlert(acknowledging), needs.meter),
    unacknowledge: createUnacknowledgeAlert(acknowledging),
    findAlert: (id: AlertId) => inTransaction(({ alerts }) => alerts.find(id)),
    refusalSentence: createAlertRefusalSentence({ people, sentence }),
    onChanged: wake,
    log: log.room('mattermost'),
  }
}

/** Who can be talked back to. A source that detects has an upstream only if it is this one. */
function composeUpstreams({ inTransaction }: AlertsNeeds) {
  const openItCockpit = createOpenItCockpitClient({
    http: createHttpClient(),
    apiKey: (id) => inTransaction(({ sources }) => sources.secret(id, 'apiKey')),
  })
  return ({ kind }: Source): Upstream | undefined =>
    kind === 'openitcockpit' || kind === 'detect' ? openItCockpit : undefined
}
