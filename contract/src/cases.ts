/** Requests and answers about followed cases. Ticket Desk's own format. */
import * as z from 'zod'

/** What a reply to a vendor may have, characters. */
export const CASE_REPLY_LIMIT = 3000

export const caseActionSchema = z.strictObject({
  /** The card's `id`. */
  followId: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/),
  /** The post it was asked from, which has to be the case's own. */
  postId: z.string().regex(/^[a-z0-9]{26}$/),
  action: z.enum(['latestComment', 'stopFollowing']),
})
/** Body of `POST /api/v1/cases/actions`. */
export type CaseActionRequest = z.infer<typeof caseActionSchema>

/** Answer, 200. */
export interface CaseActionResponse {
  done: boolean
  /** For the caller alone, in their language; Markdown. */
  message?: string
}
