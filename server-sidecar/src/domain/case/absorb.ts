/** What a vendor says of a case against what is known of it: what is new, each thing once. */
import type { CaseNews } from './news'
import type {
  AccountId,
  CaseAttachment,
  CaseComment,
  CaseId,
  CaseSaid,
  CaseState,
  SeenComment,
  SupportCase,
} from './support-case'

export interface KnownCase {
  supportCase: SupportCase
  seen: ReadonlyMap<string, SeenComment>
}

export interface AbsorbedCase {
  next: SupportCase
  /** In the order things happened. */
  news: CaseNews[]
  /** Comments to be remembered, or remembered otherwise than before. */
  seen: SeenComment[]
}

/** More may happen in the second of the last change, and the vendor's clocks differ a little. */
const SETTLED_MS = 10_000

/** A case nobody followed until now. What it holds already is no news. */
export function beginCase(
  said: CaseSaid,
  { now, ...of }: { id: CaseId; accountId: AccountId; vendor: string; now: number },
): AbsorbedCase {
  const comments = (said.comments ?? []).filter(({ isDraft }) => !isDraft)
  const next: SupportCase = {
    ...of,
    state: said.state,
    ...(said.attachments && { attachments: said.attachments.map((one) => one.id) }),
    revision: 1,
    lookedAt: now,
    unsettled: !isSettled(said),
    dropped: false,
    ...(said.state.isClosed && { closedAt: now }),
  }
  return { next, news: [], seen: comments.map(seenOf) }
}

/** A case after another look. An answer older than what is known changes no state. */
export function absorbCase(known: KnownCase, said: CaseSaid, now: number): AbsorbedCase {
  const before = known.supportCase
  const isStale = (said.state.modifiedAt ?? Infinity) < (before.state.modifiedAt ?? 0)
  const state = isStale ? before.state : said.state
  const comments = readComments(known.seen, said.comments ?? [])
  const attachments = readAttachments(before.attachments, said.attachments)
  const { lost: _, closedAt, ...rest } = before
  const isMoved = state.modifiedAt !== before.state.modifiedAt
  const changed =
    before.lost !== undefined || JSON.stringify(state) !== JSON.stringify(before.state)
  const next: SupportCase = {
    ...rest,
    state,
    ...(attachments.ids && { attachments: attachments.ids }),
    revision: before.revision + (changed ? 1 : 0),
    lookedAt: now,
    // Where nobody says what time it is, another look has to do.
    unsettled: !isSettled(said) && (isMoved || said.saidAt !== undefined),
    dropped: before.dropped && state.isClosed,
    ...(state.isClosed && { closedAt: closedAt ?? now }),
  }
  const dated = [...comments.news, ...attachments.news].sort((one, other) => one.at - other.at)
  const { first, last } = readState(before.state, state)
  const news = [...first, ...dated.map((one) => one.news), ...last]
  return { next, news, seen: comments.seen }
}

/** Tells one text from another; no secret, and no more than it needs. */
export function digestOf(text: string): string {
  const clean = text.replace(/\r\n?/g, '\n').trim()
  let [one, other] = [0x811c9dc5, 0x1b873593]
  for (let at = 0; at < clean.length; at += 1) {
    const code = clean.charCodeAt(at)
    one = Math.imul(one ^ code, 0x01000193)
    other = Math.imul(other ^ code, 0x85ebca6b) ^ (other >>> 13)
  }
  return [clean.length, one >>> 0, other >>> 0].map((part) => part.toString(36)).join('.')
}

interface Dated {
  at: number
  news: CaseNews
}

function readComments(known: KnownCase['seen'], comments: readonly CaseComment[]) {
  const news: Dated[] = []
  const seen: SeenComment[] = []
  for (const comment of comments) {
    // A draft is remembered when it is one no more.
    if (comment.isDraft) continue
    const before = known.get(comment.id) ?? seen.find(({ id }) => id === comment.id)
    const told = before ? compare(before, comment) : { kind: 'comment' as const, comment }
    const now = seenOf(comment)
    if (told) news.push({ at: momentOf(told), news: told })
    if (!before || (JSON.stringify(before) !== JSON.stringify(now) && !isOlder(comment, before))) {
      seen.push(now)
    }
  }
  return { news, seen }
}

function compare(
  before: SeenComment,
  comment: CaseComment,
): Extract<CaseNews, { comment: CaseComment }> | undefined {
  if (isOlder(comment, before)) return undefined
  if (!before.isPublic && comment.isPublic) return { kind: 'comment', comment, wasPrivate: true }
  return before.digest === digestOf(comment.body) ? undefined : { kind: 'comment_edited', comment }
}

function isOlder({ modifiedAt }: CaseComment, before: SeenComment): boolean {
  return (modifiedAt ?? Infinity) < (before.modifiedAt ?? 0)
}

function momentOf({ kind, comment }: Extract<CaseNews, { comment: CaseComment }>): number {
  const { publishedAt, createdAt, modifiedAt } = comment
  const written = publishedAt ?? createdAt ?? modifiedAt ?? 0
  return kind === 'comment' ? written : (modifiedAt ?? written)
}

function seenOf({ id, body, modifiedAt, isPublic }: CaseComment): SeenComment {
  return { id, digest: digestOf(body), ...(modifiedAt !== undefined && { modifiedAt }), isPublic }
}

function readAttachments(known: string[] | undefined, said: CaseAttachment[] | undefined) {
  if (!said) return { ids: known, news: [] }
  if (!known) return { ids: said.map(({ id }) => id), news: [] }
  const fresh = said.filter(
    ({ id }, index) => !known.includes(id) && said.findIndex((one) => one.id === id) === index,
  )
  const news = fresh.map((attachment): Dated => {
    return { at: attachment.at ?? 0, news: { kind: 'attachment', attachment } }
  })
  return { ids: [...known, ...fresh.map(({ id }) => id)], news }
}

/** What comes before the comments that came with it, and what comes after. */
function readState(before: CaseState, state: CaseState): { first: CaseNews[]; last: CaseNews[] } {
  const changes: CaseNews[] = []
  for (const kind of ['severity', 'owner', 'status'] as const) {
    const [from, to] = [before[kind], state[kind]]
    // Opening and closing say the status themselves.
    if (from === to || (kind === 'status' && before.isClosed !== state.isClosed)) continue
    changes.push({
      kind,
      ...(from !== undefined && { from }),
      ...(to !== undefined && { to }),
    })
  }
  const { status } = state
  if (before.isClosed === state.isClosed) return { first: [], last: changes }
  if (state.isClosed) return { first: [], last: [...changes, { kind: 'closed', status }] }
  return { first: [{ kind: 'reopened', status }], last: changes }
}

function isSettled({ state: { modifiedAt }, saidAt }: CaseSaid): boolean {
  return modifiedAt !== undefined && saidAt !== undefined && saidAt - modifiedAt > SETTLED_MS
}
