import type { CaseFilter, CaseFollow } from '../domain/case/follow'
import type { CaseNews, CaseStoryLine } from '../domain/case/news'
import type {
  AccountId,
  CaseId,
  FilterId,
  FollowId,
  SeenComment,
  SupportCase,
} from '../domain/case/support-case'
import type { ChannelRef, PostRef } from '../domain/refs'

/** What a place has been told of its case. */
export interface CaseShown {
  /** The card. */
  postId: PostRef
  /** The revision that the card shows. */
  revision: number
  /** The last line of the story that was told or passed over. */
  sequence: number
}

/** A case a filter has met: `told` by its own root, or only named in a summary. */
export interface FilterMark {
  number: string
  how: 'followed' | 'summed'
  /** The vendor's time of its last change then. */
  modifiedAt?: number
}

/** The kept cases, who follows them, and what they were told; inside a transaction. */
export interface Cases {
  find(id: CaseId): Promise<SupportCase | undefined>
  findByNumber(account: AccountId, number: string): Promise<SupportCase | undefined>
  /** Like find, and nobody else changes it until the transaction ends. */
  lock(id: CaseId): Promise<SupportCase | undefined>
  /** False when the account has it already. */
  insert(supportCase: SupportCase): Promise<boolean>
  save(supportCase: SupportCase): Promise<void>
  /** Those of an account that somebody follows, whatever their state. */
  followed(account: AccountId): Promise<SupportCase[]>

  seen(id: CaseId): Promise<Map<string, SeenComment>>
  keepSeen(id: CaseId, comments: readonly SeenComment[]): Promise<void>
  /** In the order given, after those there are. The case is locked. */
  addNews(id: CaseId, news: readonly CaseNews[], at: number): Promise<void>
  newsAfter(id: CaseId, sequence: number): Promise<CaseStoryLine[]>
  /** The story is nobody's any more: what people wrote is not kept. Its numbers begin anew. */
  forgetStory(id: CaseId): Promise<void>
  /** 0 before the first line. */
  lastSequence(id: CaseId): Promise<number>

  findFollow(id: FollowId): Promise<CaseFollow | undefined>
  /** Those that go on. */
  followsOf(id: CaseId): Promise<CaseFollow[]>
  followsIn(channel: ChannelRef): Promise<CaseFollow[]>
  /** The one that goes on in this place, if there is one. */
  followAt(
    place: Pick<CaseFollow, 'caseId' | 'channelId' | 'rootId'>,
  ): Promise<CaseFollow | undefined>
  /** False when the place follows the case already. Nothing before `sequence` is told there. */
  insertFollow(follow: CaseFollow, sequence: number): Promise<boolean>
  saveFollow(follow: CaseFollow): Promise<void>
  findFollowByPost(post: PostRef): Promise<CaseFollow | undefined>

  /** The post is absent until there is one. */
  shown(id: FollowId): Promise<(Omit<CaseShown, 'postId'> & { postId?: PostRef }) | undefined>
  keepShown(id: FollowId, shown: CaseShown): Promise<void>
  /** The post a comment became in this place. */
  commentPost(id: FollowId, commentId: string): Promise<PostRef | undefined>
  keepCommentPost(id: FollowId, commentId: string, post: PostRef): Promise<void>

  findFilter(id: FilterId): Promise<CaseFilter | undefined>
  filtersOf(account: AccountId): Promise<CaseFilter[]>
  filtersIn(channel: ChannelRef): Promise<CaseFilter[]>
  insertFilter(filter: CaseFilter): Promise<void>
  removeFilter(id: FilterId): Promise<void>
  marks(id: FilterId): Promise<Map<string, FilterMark>>
  keepMarks(id: FilterId, marks: readonly FilterMark[]): Promise<void>
}
