/**
 * What the case API of Red Hat says (`/support/v1`, `hydra/rest`), as public clients of 2015 to 2026
 * have met it: absent values are left out, lists come bare or wrapped, listings name things
 * otherwise than details do. A case without number or status is none.
 */
import {
  type AuthorSide,
  type CaseAttachment,
  type CaseComment,
  type CaseState,
  rankOf,
} from '../../domain/case/support-case'
import { VendorTrouble } from '../../ports/vendor'
import { flagAt, isLoose, type Loose, listIn, momentAt, textAt } from '../loose-json'
import { present } from '../read-text'

/** Where people read a case, below the portal's address. */
export type LinkOf = (number: string) => string

export function parseCase(json: unknown, linkOf: LinkOf): CaseState {
  const state = isLoose(json) ? stateOf(json, linkOf) : undefined
  if (!state) throw new VendorTrouble('unexpected_answer', true)
  return state
}

/** A detail, a line of a listing, or one of the search index (`case_…`). */
export function stateOf(said: Loose, linkOf: LinkOf): CaseState | undefined {
  const text = (...names: string[]) =>
    textAt(said, ...names, ...names.map((name) => `case_${name}`))
  const moment = (name: string) => momentAt(said, name, `case_${name}`)
  const number = text('caseNumber', 'number')
  const status = text('status')
  if (!number || !status) return undefined
  const severity = text('severity')
  const rest = present<Omit<CaseState, 'summary'>>({
    number,
    status,
    isClosed: flagAt(said, 'isClosed', 'closed') ?? /^closed\b/i.test(status),
    severity,
    rank: rankOf(severity),
    owner: text('owner', 'ownerId'),
    product: text('product'),
    version: text('version'),
    groupNumber: text('groupNumber', 'folderNumber'),
    groupName: text('groupName', 'folderName'),
    accountNumber: text('accountNumber', 'accountNumberRef'),
    contact: text('contactName'),
    link: linkOf(number),
    createdAt: moment('createdDate'),
    modifiedAt: moment('lastModifiedDate'),
  })
  return { ...rest, summary: text('summary', 'title') ?? '' }
}

/** Oldest first; undefined when the answer says nothing of comments. */
export function parseComments(json: unknown): CaseComment[] | undefined {
  const list = listIn(json, 'comments', 'comment', 'items')
  return list && oldestFirst(list.flatMap((one) => commentOf(one) ?? []))
}

export function commentOf(said: Loose): CaseComment | undefined {
  const id = textAt(said, 'id')
  if (!id) return undefined
  const isPrivate = /private|internal/i.test(textAt(said, 'visibility') ?? '')
  const rest = present<Omit<CaseComment, 'body'>>({
    id,
    author: textAt(said, 'createdBy', 'lastModifiedBy'),
    side: sideOf(textAt(said, 'createdByType')),
    isPublic: (flagAt(said, 'isPublic', 'public') ?? true) && !isPrivate,
    isDraft: flagAt(said, 'isDraft', 'draft') ?? false,
    createdAt: momentAt(said, 'createdDate'),
    publishedAt: momentAt(said, 'publishedDate'),
    modifiedAt: momentAt(said, 'lastModifiedDate'),
  })
  return { ...rest, body: textAt(said, 'commentBody', 'text') ?? '' }
}

/** `Associate`, `ASSOCIATE`; every other word is a machine's. */
function sideOf(type: string | undefined): AuthorSide {
  const word = type?.toLowerCase()
  if (word === undefined) return 'unknown'
  return word === 'associate' || word === 'customer' ? word : 'system'
}

/** The service lists newest first, unless it is seen to do otherwise; `sort` keeps what is alike. */
function oldestFirst(comments: readonly CaseComment[]): CaseComment[] {
  const at = ({ createdAt = 0 }: CaseComment) => createdAt
  const [first, last] = [comments.at(0), comments.at(-1)]
  const isOldestFirst = first !== undefined && last !== undefined && at(first) < at(last)
  const ordered = isOldestFirst ? [...comments] : [...comments].reverse()
  return ordered.sort((one, other) => at(one) - at(other))
}

export function parseAttachments(json: unknown): CaseAttachment[] | undefined {
  return listIn(json, 'attachments', 'attachment', 'items')?.flatMap((said) => {
    const name = textAt(said, 'fileName', 'filename', 'name')
    if (!name || flagAt(said, 'isPrivate', 'private') || flagAt(said, 'isDeleted', 'deleted')) {
      return []
    }
    const at = momentAt(said, 'createdDate', 'lastModifiedDate')
    const id = textAt(said, 'uuid', 'id', 'attachmentId') ?? `${name}/${at ?? ''}`
    const author = textAt(said, 'createdBy', 'lastModifiedBy')
    return [present<CaseAttachment>({ id, name, author, at })]
  })
}

export interface Listed {
  cases: CaseState[]
  /** How many there are in all, where somebody says. */
  total: number | undefined
}

/** The answer of `cases/filter`. */
export function parseListing(json: unknown, linkOf: LinkOf): Listed {
  const list = listIn(json, 'cases', 'case', 'items')
  if (!list) throw new VendorTrouble('unexpected_answer', true)
  const total = isLoose(json)
    ? Number(json['totalCount'] ?? json['count'] ?? Number.NaN)
    : Number.NaN
  return {
    cases: list.flatMap((one) => stateOf(one, linkOf) ?? []),
    total: Number.isFinite(total) ? total : undefined,
  }
}

/** The answer of the search index (`search/v2/cases`), in the shape of Solr. */
export function parseSearch(json: unknown, linkOf: LinkOf): Listed {
  const response = isLoose(json) ? json['response'] : undefined
  const list = listIn(response, 'docs')
  if (!list || !isLoose(response)) throw new VendorTrouble('unexpected_answer', true)
  const total = Number(response['numFound'])
  return {
    cases: list.flatMap((one) => stateOf(one, linkOf) ?? []),
    total: Number.isFinite(total) ? total : undefined,
  }
}

/** The answer of `accounts/casegroups`. */
export function parseGroups(json: unknown): { number: string; name: string }[] {
  return (listIn(json, 'groups', 'group', 'caseGroups') ?? []).flatMap((said) => {
    const number = textAt(said, 'number', 'groupNumber', 'groupNum')
    const name = textAt(said, 'name', 'groupName')
    return number ? [{ number, name: name ?? number }] : []
  })
}
