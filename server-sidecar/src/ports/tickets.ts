import type { ChannelRef, PostRef, TicketId, UserRef } from '../domain/refs'
import type { TicketEvent } from '../domain/ticket/lifecycle'
import type { Ticket, TicketState } from '../domain/ticket/ticket'

/** A step in a ticket's life, told once in its thread. */
export interface TicketStep {
  /** The revision it led to. */
  revision: number
  event: TicketEvent
  by: UserRef
  /** Who has had the ticket since, if anybody. */
  assigneeId?: UserRef
  /** Milliseconds since 1970. */
  at: number
}

/** What the channel has been told of a ticket. */
export interface TicketShown {
  /** Its first post; undefined when there is none (yet). */
  postId: PostRef | undefined
  /** Its first post is still to come, or not complete. */
  isComing: boolean
  /** The revision that the post and the thread have got to; 0 at first. */
  revision: number
}

/** Which tickets; what is left out does not matter. */
export interface TicketQuery {
  states?: readonly TicketState[]
  /** Whose: opened by them, or given to them. */
  of?: UserRef
  /** All of them are in what was filled in, or in the id; see domain/ticket/search.ts. */
  words?: readonly string[]
  /** What the id ends with. */
  ending?: string
  /** Opened in this thread, or its own post heads it. */
  thread?: PostRef
  /** In none of these channels. */
  notIn?: readonly ChannelRef[]
}

/** The kept tickets, inside a transaction. */
export interface Tickets {
  find(id: TicketId): Promise<Ticket | undefined>
  /** Like find, and nobody else changes it until the transaction ends. */
  lock(id: TicketId): Promise<Ticket | undefined>
  findByRequest(authorId: UserRef, requestId: string): Promise<Ticket | undefined>
  /**
   * Keeps the ticket. False when this author already used the request key (the other submit won
   * the race); nothing is kept then.
   */
  insert(ticket: Ticket): Promise<boolean>
  /** The next number of a day (`YYYYMMDD`), from 1: one atomic statement, never the same twice. */
  nextNumber(day: string): Promise<number>
  /** State, assignee and revision of a locked ticket, and the step that led there. */
  keepStep(ticket: Ticket, step: Omit<TicketStep, 'revision' | 'assigneeId'>): Promise<void>
  /** The steps that led beyond a revision, in order. */
  stepsAfter(id: TicketId, revision: number): Promise<TicketStep[]>
  /** Newest first, at most `limit`; `after`: those that follow this one. */
  list(query: TicketQuery, limit: number, after?: Ticket): Promise<Ticket[]>
  /** The ticket's first post, once it exists. */
  findPost(id: TicketId): Promise<PostRef | undefined>
  /** The ticket whose first post this is; its replies are none. */
  findByPost(post: PostRef): Promise<Ticket | undefined>
  shown(id: TicketId): Promise<TicketShown>
  keepShown(id: TicketId, revision: number): Promise<void>
}
