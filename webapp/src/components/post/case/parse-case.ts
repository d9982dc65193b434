/**
 * Reads a case's card out of a post. Anybody may post our type through the API with any props, so
 * what is not exactly a card is none; the post's message is shown then.
 */
import { CASE_ACTIONS, type CaseAction, type CaseCard } from '@ticketdesk/contract/post-props'
import { has, isCount, isMoment, isText, isYesOrNo, listOf, oneOf, optional } from '../shape'

const isFilled = (value: unknown) => isText(value) && value.trim() !== ''

const isCard = has<CaseCard>({
  version: (value) => value === 1,
  id: (value) => isText(value) && /^[A-Za-z0-9_-]{1,64}$/.test(value),
  revision: isCount,
  vendor: isText,
  number: isFilled,
  summary: isText,
  status: isText,
  isClosed: isYesOrNo,
  severity: optional(isText),
  rank: optional((value) => [1, 2, 3, 4].includes(Number(value))),
  owner: optional(isText),
  product: optional(isText),
  productVersion: optional(isText),
  group: optional(isText),
  contact: optional(isText),
  link: optional(isText),
  openedAt: optional(isMoment),
  modifiedAt: optional(isMoment),
  side: oneOf(['associate', 'customer', 'both']),
  stopped: isYesOrNo,
  lost: optional(oneOf(['forbidden', 'not_found'])),
  actions: listOf(() => true),
})

interface Shown {
  props?: { ticketdesk?: { case?: unknown } | null } | null
}

/** Actions this page, loaded earlier, does not know are left out. */
export function parseCase(post: unknown): CaseCard | undefined {
  const card = (post as Shown | null | undefined)?.props?.ticketdesk?.case
  if (!isCard(card)) return undefined
  const isKnown = (action: unknown) => CASE_ACTIONS.includes(action as CaseAction)
  return { ...card, actions: [...new Set((card.actions ?? []).filter(isKnown))] }
}
