/** What operators count and watch. Labels are of small, fixed sets: no ids, nothing people wrote. */
import type { SignalOutcome } from '../domain/alert/signal-outcome'
import type { TicketEvent } from '../domain/ticket/lifecycle'
import type { UpstreamKind } from './receiver'

/** Of requests to `/hooks/…`: taken, or why not. */
export const WEBHOOK_OUTCOMES = [
  'taken',
  'too_large',
  'not_json',
  'bad_form',
  'bad_multipart',
  'empty',
  'unknown_key',
  'source_removed',
  'too_many',
  'not_stored',
] as const
/** What a post is about, or for. */
export const POST_TOPICS = ['ticket', 'alert', 'message', 'case', 'bot'] as const
export type PostTopic = (typeof POST_TOPICS)[number]
/** `failed` is tried again, `refused` is for good. */
export const POST_OUTCOMES = ['posted', 'edited', 'failed', 'refused'] as const
/** `here`: no upstream hears of it. `moot`: the problem was over before. */
export const ACK_OUTCOMES = ['done', 'here', 'failed', 'moot'] as const
/** `refused`: below 500; `no_answer`: nobody answered in time. */
export const CALL_OUTCOMES = ['ok', 'refused', 'failed', 'no_answer'] as const

/** What is counted, and what tells one of it from another. */
export interface Counted {
  webhook_requests: { outcome: (typeof WEBHOOK_OUTCOMES)[number] }
  /** What senders said of things; `message`: what is no alert and posted as it is. */
  alerts_received: { kind: UpstreamKind; outcome: SignalOutcome | 'message' }
  /** Those of them that began nothing and changed nothing. */
  alerts_deduplicated: { kind: UpstreamKind }
  posts: { topic: PostTopic; outcome: (typeof POST_OUTCOMES)[number] }
  tickets_opened: object
  tickets_moved: { step: TicketEvent }
  acknowledgements_asked: object
  acknowledgements_settled: { outcome: (typeof ACK_OUTCOMES)[number] }
  mattermost_calls: { call: string; outcome: (typeof CALL_OUTCOMES)[number] }
  /** By the vendor's configured name and the class of the status, `2xx`; `none`: no answer. */
  vendor_requests: { vendor: string; status: string }
}

/** Cheap, and never fails. */
export interface Meter {
  count<Name extends keyof Counted>(name: Name, labels: Counted[Name]): void
  /** An acknowledgement is true where the alert comes from, so long after somebody asked for it. */
  acknowledged(afterMs: number): void
}

/** How things stand in the database, whoever asks. */
export interface Standing {
  /** What is to be told; without what waits for a time of its own. */
  deliveries: { waiting: number; oldestMs: number }
  vendors: {
    vendor: string
    logins: { working: number; broken: number }
    /** Since it answered any of the logins; absent when it never did. */
    answeredMsAgo?: number
  }[]
}
