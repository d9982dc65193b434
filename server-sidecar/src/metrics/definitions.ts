/** Every metric of ours: its name, what it says, and the labels that part it. */

import { TICKET_EVENTS } from '../domain/ticket/lifecycle'
import {
  ACK_OUTCOMES,
  type Counted,
  POST_OUTCOMES,
  POST_TOPICS,
  WEBHOOK_OUTCOMES,
} from '../ports/meter'

/** Values known beforehand begin at 0, so that the first of a kind is seen as an increase. */
export interface Definition<Label extends string = string> {
  name: string
  help: string
  labels: Record<Label, readonly string[]>
}

/** For labels whose values are only known when they come. */
const OPEN: readonly string[] = []

export const COUNTERS: { [Name in keyof Counted]: Definition<keyof Counted[Name] & string> } = {
  webhook_requests: {
    name: 'ticketdesk_webhook_requests_total',
    help: 'Requests of senders of alerts, by what became of them: taken, or why not.',
    labels: { outcome: WEBHOOK_OUTCOMES },
  },
  alerts_received: {
    name: 'ticketdesk_alerts_received_total',
    help: 'What senders said and was kept, by the kind of sender and by what came of it.',
    labels: { kind: OPEN, outcome: OPEN },
  },
  alerts_deduplicated: {
    name: 'ticketdesk_alerts_deduplicated_total',
    help: 'Of what was received: repeats and copies, which made no post of their own.',
    labels: { kind: OPEN },
  },
  posts: {
    name: 'ticketdesk_posts_total',
    help: 'Tries to post or edit in Mattermost, by what the post is about and how it ended.',
    labels: { topic: POST_TOPICS, outcome: POST_OUTCOMES },
  },
  tickets_opened: {
    name: 'ticketdesk_tickets_opened_total',
    help: 'Tickets opened.',
    labels: {},
  },
  tickets_moved: {
    name: 'ticketdesk_tickets_moved_total',
    help: 'Steps in the lives of tickets.',
    labels: { step: TICKET_EVENTS },
  },
  acknowledgements_asked: {
    name: 'ticketdesk_acknowledgements_asked_total',
    help: 'Acknowledgements that people asked for.',
    labels: {},
  },
  acknowledgements_settled: {
    name: 'ticketdesk_acknowledgements_settled_total',
    help: 'How the asking ended: in force, counted here only, failed, or the problem was over.',
    labels: { outcome: ACK_OUTCOMES },
  },
  mattermost_calls: {
    name: 'ticketdesk_mattermost_calls_total',
    help: 'Calls of the API of Mattermost, by call and how it ended.',
    labels: { call: OPEN, outcome: OPEN },
  },
  vendor_requests: {
    name: 'ticketdesk_vendor_requests_total',
    help: 'Requests to vendors of support, by vendor and class of the status; none: no answer.',
    labels: { vendor: OPEN, status: OPEN },
  },
}

/** From the click to the moment it is true at the upstream. */
export const ACKNOWLEDGED = {
  name: 'ticketdesk_acknowledgement_duration_seconds',
  help: 'From the click until the acknowledgement is in force where the alert comes from.',
  labels: {},
  buckets: [1, 2, 5, 10, 20, 30, 60, 120, 300, 900, 3600],
}

export const GAUGES = {
  info: {
    name: 'ticketdesk_build_info',
    help: 'Always 1; which version runs, and in which mode.',
    labels: { version: OPEN, mode: OPEN },
  },
  databaseUp: {
    name: 'ticketdesk_database_up',
    help: '1 when the database answered this scrape, else 0.',
    labels: {},
  },
  waiting: {
    name: 'ticketdesk_deliveries_waiting',
    help: 'Things kept that have yet to be told, in the whole database.',
    labels: {},
  },
  oldest: {
    name: 'ticketdesk_delivery_oldest_age_seconds',
    help: 'How long the oldest of them has waited; 0 when none does.',
    labels: {},
  },
  pollAge: {
    name: 'ticketdesk_vendor_poll_age_seconds',
    help: 'Since a vendor answered a poll of any login last.',
    labels: { vendor: OPEN },
  },
  logins: {
    name: 'ticketdesk_vendor_logins',
    help: 'Logins at vendors: working, or broken until somebody mends them.',
    labels: { vendor: OPEN, state: OPEN },
  },
  listening: {
    name: 'ticketdesk_websocket_connected',
    help: '1 while the WebSocket to Mattermost stands, else 0; beside Mattermost only.',
    labels: {},
  },
} satisfies Record<string, Definition>

/** All of ours. */
export const DEFINITIONS: readonly Definition[] = [
  ...Object.values<Definition>(COUNTERS),
  ACKNOWLEDGED,
  ...Object.values<Definition>(GAUGES),
]
