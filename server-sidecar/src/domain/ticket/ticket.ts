import type { Form, FormValues } from '@ticketdesk/contract'
import type { ChannelRef, PostRef, TicketId, UserRef } from '../refs'

/** Nobody has it; somebody has it; done. */
export type TicketState = 'open' | 'in_progress' | 'resolved'

/** Our promise to act on something, with the form as it stood when it was opened. */
export interface Ticket {
  id: TicketId
  /** The client's key of the submit; one author's key means one ticket. */
  requestId: string
  authorId: UserRef
  channelId: ChannelRef
  /** The thread it was opened in. */
  rootId?: PostRef
  /** The message it was made from. */
  sourcePostId?: PostRef
  /** The form in the language of posts. */
  form: Form
  values: FormValues
  /** Milliseconds since 1970. */
  createdAt: number
  state: TicketState
  /** Who has it, or had it when it was resolved. */
  assigneeId?: UserRef
  /** How often it was moved; a post shows one revision. */
  revision: number
}
