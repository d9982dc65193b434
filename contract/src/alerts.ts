/** Requests and answers about alerts. Ticket Desk's own format. */
import * as z from 'zod'

/** A comment goes into monitoring commands and pages: one line, and not a long one. */
export const ALERT_COMMENT_LIMIT = 500
/** 30 days, in milliseconds. */
export const ALERT_EXPIRY_LIMIT = 30 * 24 * 60 * 60 * 1000

export const alertActionSchema = z.strictObject({
  alertId: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/),
  /** The post it was asked from, which has to be the alert's own. */
  postId: z.string().regex(/^[a-z0-9]{26}$/),
  action: z.enum(['acknowledge', 'unacknowledge', 'retry']),
  comment: z.string().max(ALERT_COMMENT_LIMIT).optional(),
  /** The acknowledgement is taken back after this many milliseconds. */
  expiresIn: z.number().int().min(60_000).max(ALERT_EXPIRY_LIMIT).optional(),
})
/** Body of `POST /api/v1/alerts/actions`. */
export type AlertActionRequest = z.infer<typeof alertActionSchema>

/** Answer, 200: what was asked is kept (`done`), or somebody else was first (`message` says who). */
export interface AlertActionResponse {
  done: boolean
  /** The first revision of the card that shows it. */
  revision?: number
  /** A sentence for the caller alone, in their language. */
  message?: string
}
