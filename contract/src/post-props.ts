/**
 * What a ticket post carries in `post.props`. `is_ticket` and `ticket_id` are for other tools; the
 * rest lives under our own name. Everything here is public to the channel, and anybody may forge
 * it: the card shows it, nothing is decided by it.
 */
import type { FieldType } from './form'

/** Mattermost wants custom types to begin with `custom_`. */
export const TICKET_POST_TYPE = 'custom_ticketdesk_ticket'

export interface TicketCardField {
  name: string
  type: FieldType
  label: string
  /** What people read: an option's label, `@name`, `~channel`, Yes/No, a date; Markdown-safe only in `message`. */
  text: string
  /** The stored value where it differs from the text (an option's value, an id). */
  value?: string | boolean
  /** True when the rest of this text continues in the thread. */
  continued?: boolean
}

export const TICKET_STATES = ['open', 'in_progress', 'resolved'] as const

/** What a button of a ticket does; ids of buttons, so letters and digits only. */
export const TICKET_ACTIONS = ['take', 'release', 'resolve', 'reopen'] as const
export type TicketAction = (typeof TICKET_ACTIONS)[number]

/** Where a ticket stands. */
export interface TicketCardLife {
  state: (typeof TICKET_STATES)[number]
  /** Grows with every move. */
  revision: number
  /** Who has it, or had it when it was resolved; absent for nobody. */
  assigneeId?: string
  /** Without the at sign; empty when nobody knows. */
  assigneeName?: string
  /** What the state allows; who may is decided when somebody does. */
  actions: TicketAction[]
}

export interface TicketCard {
  version: 1
  id: string
  authorId: string
  authorName: string
  /** Milliseconds since 1970. */
  createdAt: number
  fields: TicketCardField[]
  /** The message it was made from. */
  sourceLink?: string
  /** Absent in posts from before tickets could be moved. */
  life?: TicketCardLife
}

export interface TicketPostProps {
  is_ticket: true
  ticket_id: string
  ticketdesk: {
    /** The delivery this post came from; a delivery that is not sure looks for it. */
    delivery: string
    ticket?: TicketCard
  }
}

export const ALERT_POST_TYPE = 'custom_ticketdesk_alert'

/** What may be asked of an alert; ids of buttons, so letters and digits only. */
export const ALERT_ACTIONS = [
  'acknowledge',
  'acknowledgeWithComment',
  'unacknowledge',
  'retry',
  'createTicket',
] as const
export type AlertAction = (typeof ALERT_ACTIONS)[number]

/** `pending`, `removing`: asked, and not yet in force at the upstream. `here`: no upstream knows. */
export type AlertCardAckKind = 'none' | 'pending' | 'confirmed' | 'here' | 'failed' | 'removing'

export interface AlertCardAck {
  kind: AlertCardAckKind
  /** `@name` of a user of ours, else a name as the upstream says it; absent when nobody says. */
  by?: string
  /** Milliseconds since 1970. */
  at?: number
  comment?: string
  /** When it is taken back by itself. */
  expiresAt?: number
  /** failed: why, a whole sentence in the language of the post. */
  reason?: string
}

/** A problem as its post shows it. Texts are untrusted and unescaped; times milliseconds since 1970. */
export interface AlertCard {
  version: 1
  id: string
  /** Grows with every change. */
  revision: number
  source: string
  state: 'open' | 'resolved' | 'noted'
  severity: 'ok' | 'info' | 'low' | 'warning' | 'high' | 'critical' | 'unknown'
  /** What it is about: `service on host`, or the title. Always there. */
  title: string
  host?: string
  service?: string
  /** The upstream's own word for the state. */
  stateWord?: string
  /** Whole, or as far as the props carry it. */
  output?: string
  /** True when the rest of the output continues in the thread. */
  outputContinued?: boolean
  details: { name: string; value: string }[]
  links: { label: string; url: string }[]
  count: number
  openedAt: number
  lastSignalAt: number
  resolvedAt?: number
  inDowntime: boolean
  flapping: boolean
  ack: AlertCardAck
  /** `Ticket-YYYYMMDD-XXXX`, and the way to its post. */
  ticket?: { id: string; link?: string; state?: (typeof TICKET_STATES)[number] }
  /** What the state allows; who may is decided when somebody does. */
  actions: AlertAction[]
}

export interface AlertPostProps {
  ticketdesk: {
    /** The delivery this post came from. */
    delivery: string
    alert?: AlertCard
  }
}

export const CASE_POST_TYPE = 'custom_ticketdesk_case'

/** What may be asked of a followed case; ids of buttons, so letters and digits only. */
export const CASE_ACTIONS = [
  'latestComment',
  'stopFollowing',
  'createTicket',
  'showAll',
  'reply',
] as const
export type CaseAction = (typeof CASE_ACTIONS)[number]

/** A vendor's case as its post shows it. Texts are untrusted and unescaped; times ms since 1970. */
export interface CaseCard {
  version: 1
  /** The place's follow of the case; what an action names. */
  id: string
  /** Grows with every change. */
  revision: number
  /** The vendor as configured, such as `Red Hat`. */
  vendor: string
  number: string
  summary: string
  /** The vendor's own word. */
  status: string
  isClosed: boolean
  /** The vendor's own word, and how bad it is: 1 is the worst. */
  severity?: string
  rank?: 1 | 2 | 3 | 4
  owner?: string
  product?: string
  productVersion?: string
  group?: string
  contact?: string
  link?: string
  openedAt?: number
  modifiedAt?: number
  /** Whose comments are told here. */
  side: 'associate' | 'customer' | 'both'
  /** Nothing is told here any more. */
  stopped: boolean
  /** The vendor does not show it any more. */
  lost?: 'forbidden' | 'not_found'
  /** What the state allows; who may is decided when somebody does. */
  actions: CaseAction[]
}

export interface CasePostProps {
  ticketdesk: {
    /** The delivery this post came from. */
    delivery: string
    case?: CaseCard
  }
}
