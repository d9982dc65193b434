/** What is new about a case, and who hears of it. */
import type { CaseAttachment, CaseComment, CaseId, Side } from './support-case'

export type CaseNews =
  /** `wasPrivate`: it was seen before as a private one, and told where those are told. */
  | { kind: 'comment'; comment: CaseComment; wasPrivate?: true }
  /** The comment as it reads now. */
  | { kind: 'comment_edited'; comment: CaseComment }
  | { kind: 'attachment'; attachment: CaseAttachment }
  | CaseChange
  | { kind: 'closed' | 'reopened'; status: string }

/** The vendor's own words; absent: none. */
export interface CaseChange {
  kind: 'status' | 'severity' | 'owner'
  from?: string
  to?: string
}

/** One line of a case's story, told once in each thread that follows it. */
export interface CaseStoryLine {
  caseId: CaseId
  /** From 1, in the order things happened. */
  sequence: number
  news: CaseNews
  /** When we learned of it. */
  at: number
}

export interface Listener {
  side: Side
  /** An administrator allowed private comments here. */
  hearsPrivate: boolean
}

/** Is this line told to them? */
export function isTold(news: CaseNews, { side, hearsPrivate }: Listener): boolean {
  if (news.kind !== 'comment' && news.kind !== 'comment_edited') return true
  const { comment } = news
  if (comment.isDraft || !isHeard(comment, side)) return false
  if (news.kind === 'comment' && news.wasPrivate && hearsPrivate) return false
  return comment.isPublic || hearsPrivate
}

/** Nobody misses a comment because its author's side is not known. */
export function isHeard({ side: author }: Pick<CaseComment, 'side'>, side: Side): boolean {
  return side === 'both' || author === side || author === 'unknown'
}

/** May it be shown, whether it is news or not? */
export function isVisible(comment: CaseComment, listener: Listener): boolean {
  return isTold({ kind: 'comment', comment }, listener)
}
