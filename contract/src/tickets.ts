/** Requests and answers about tickets. Ticket Desk's own format; ids are Mattermost's 26 characters. */
import * as z from 'zod'
import type { Form } from './form'
import { TICKET_ACTIONS } from './post-props'

const mattermostId = z.string().regex(/^[a-z0-9]{26}$/)

export const openTicketSchema = z.strictObject({
  /** The client's key for this submit: the same key and author always mean the same ticket. */
  requestId: z.string().regex(/^[A-Za-z0-9_-]{8,64}$/),
  channelId: mattermostId,
  /** The thread the command was typed in, if any. */
  rootId: mattermostId.optional(),
  /** The message the ticket was made from, if any; its permalink is posted. */
  sourcePostId: mattermostId.optional(),
  values: z.record(z.string().max(64), z.union([z.string(), z.boolean()])),
})
/** Body of `POST /api/v1/tickets`. */
export type OpenTicketRequest = z.infer<typeof openTicketSchema>

/** A ticket as the web app sees it. */
export interface TicketView {
  /** `Ticket-YYYYMMDD-XXXX` */
  id: string
  channelId: string
  rootId?: string
  /** Milliseconds since 1970. */
  createdAt: number
  /** The post, once it exists; until then the ticket is kept and will be posted. */
  postId?: string
}
/** Answer of `POST /api/v1/tickets`: 201 when new, 200 when the key was seen before. */
export interface OpenTicketResponse {
  ticket: TicketView
}

export const ticketActionSchema = z.strictObject({
  /** `Ticket-YYYYMMDD-XXXX` */
  ticketId: z.string().regex(/^Ticket-\d{8}-\d{4,9}$/),
  /** The post it was asked from, which has to be the ticket's own. */
  postId: mattermostId,
  action: z.enum(TICKET_ACTIONS),
})
/** Body of `POST /api/v1/tickets/actions`. */
export type TicketActionRequest = z.infer<typeof ticketActionSchema>

/** Answer, 200: what was asked is kept (`done`), or why not (`message`). */
export interface TicketActionResponse {
  done: boolean
  /** The first revision of the card that shows it. */
  revision?: number
  /** A sentence for the caller alone, in their language. */
  message?: string
}

/** Answer of `GET /api/v1/form`: the form in the caller's language. */
export interface FormResponse {
  form: Form
  /** Changes whenever the form changes; lets a cached copy be recognised. */
  revision: string
}
