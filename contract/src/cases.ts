/** Requests and answers about followed cases. Ticket Desk's own format. */
import * as z from 'zod'

/** What a reply to a vendor may have, characters. */
export const CASE_REPLY_LIMIT = 3000

export const caseActionSchema = z.strictObject({
  /** The card's `id`. */
  followId: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/),
  /** The post it was asked from, which has to be the case's own. */
  postId: z.string().regex(/^[a-z0-9]{26}$/),
  /** `reply` asks whether one may: the post's own button of this name opens the dialog. */
  action: z.enum(['latestComment', 'stopFollowing', 'reply']),
})
/** Body of `POST /api/v1/cases/actions`. */
export type CaseActionRequest = z.infer<typeof caseActionSchema>

/** Answer, 200. */
export interface CaseActionResponse {
  /** For `reply`: yes, the caller may. */
  done: boolean
  /** For the caller alone, in their language; Markdown. */
  message?: string
}
