/** Cases of a vendor that configuration describes: dotted names lead to what is meant. */
import type { GenericVendor } from '../../domain/case/account'
import {
  type AuthorSide,
  type CaseAttachment,
  type CaseComment,
  type CaseState,
  rankOf,
} from '../../domain/case/support-case'
import { safeUrl } from '../../domain/safe-url'
import { flagAt, isLoose, type Loose, listIn, momentAt, textAt } from '../loose-json'
import { present } from '../read-text'

/** `a.b[0].c`; the empty path is the value itself. */
export function valueAt(value: unknown, path: string): unknown {
  const steps = path.split(/[.[\]]+/).filter(Boolean)
  return steps.reduce<unknown>((inside, step) => {
    if (Array.isArray(inside)) return inside[Number(step)]
    return isLoose(inside) && Object.hasOwn(inside, step) ? inside[step] : undefined
  }, value)
}

/** The configured fields of an object, by our names. */
function pick(said: unknown, fields: Readonly<Record<string, string>>): Loose {
  const entries = Object.entries(fields).map(([name, path]) => [name, valueAt(said, path)])
  return Object.fromEntries(entries)
}

export function readCase(said: unknown, { fields, words }: GenericVendor): CaseState | undefined {
  const given = pick(said, fields.case)
  const [number, status] = [textAt(given, 'number'), textAt(given, 'status')]
  if (!number || !status) return undefined
  const severity = textAt(given, 'severity')
  const rest = present<Omit<CaseState, 'summary'>>({
    ...{ number, status, severity },
    isClosed: words.closed.includes(status.toLowerCase()),
    rank: rankOf(severity),
    owner: textAt(given, 'owner'),
    product: textAt(given, 'product'),
    version: textAt(given, 'version'),
    groupNumber: textAt(given, 'groupNumber'),
    groupName: textAt(given, 'groupName'),
    accountNumber: textAt(given, 'accountNumber'),
    contact: textAt(given, 'contact'),
    link: safeUrl(textAt(given, 'link') ?? ''),
    createdAt: momentAt(given, 'createdAt'),
    modifiedAt: momentAt(given, 'modifiedAt'),
  })
  return { ...rest, summary: textAt(given, 'summary') ?? '' }
}

export function readCases(json: unknown, generic: GenericVendor): CaseState[] | undefined {
  const list = listIn(valueAt(json, generic.lists.cases))
  return list?.flatMap((said) => readCase(said, generic) ?? [])
}

/** Oldest first. */
export function readComments(json: unknown, generic: GenericVendor): CaseComment[] | undefined {
  const list = listIn(valueAt(json, generic.lists.comments))
  const comments = list?.flatMap((said) => readComment(said, generic) ?? [])
  return comments?.sort((one, other) => (one.createdAt ?? 0) - (other.createdAt ?? 0))
}

export function readComment(
  said: unknown,
  { fields, words }: GenericVendor,
): CaseComment | undefined {
  const given = pick(said, fields.comment)
  const id = textAt(given, 'id')
  if (!id) return undefined
  const rest = present<Omit<CaseComment, 'body'>>({
    id,
    author: textAt(given, 'author'),
    side: sideOf(textAt(given, 'side'), words),
    isPublic: flagAt(given, 'public') ?? true,
    isDraft: flagAt(given, 'draft') ?? false,
    createdAt: momentAt(given, 'createdAt'),
    publishedAt: momentAt(given, 'publishedAt'),
    modifiedAt: momentAt(given, 'modifiedAt'),
  })
  return { ...rest, body: textAt(given, 'body') ?? '' }
}

function sideOf(type: string | undefined, words: GenericVendor['words']): AuthorSide {
  const word = type?.toLowerCase()
  if (word === undefined) return 'unknown'
  if (words.associate.includes(word)) return 'associate'
  return words.customer.includes(word) ? 'customer' : 'system'
}

export function readAttachments(
  json: unknown,
  { lists, fields }: GenericVendor,
): CaseAttachment[] | undefined {
  return listIn(valueAt(json, lists.attachments))?.flatMap((said) => {
    const given = pick(said, fields.attachment)
    const name = textAt(given, 'name')
    if (!name) return []
    const at = momentAt(given, 'at')
    const id = textAt(given, 'id') ?? `${name}/${at ?? ''}`
    return [present<CaseAttachment>({ id, name, author: textAt(given, 'author'), at })]
  })
}
