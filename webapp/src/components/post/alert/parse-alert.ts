/**
 * Reads an alert's card out of a post. Anybody may post our type through the API with any props, so
 * what is not exactly a card is none; the post's message is shown then.
 */
import {
  ALERT_ACTIONS,
  type AlertAction,
  type AlertCard,
  type AlertCardAck,
} from '@ticketdesk/contract/post-props'

type Shape<T> = { [Key in keyof T]-?: (value: unknown) => boolean }

const isText = (value: unknown): value is string => typeof value === 'string'
const isYesOrNo = (value: unknown) => typeof value === 'boolean'
const isCount = (value: unknown) => Number.isSafeInteger(value) && Number(value) >= 0
/** The last moment a `Date` can be. */
const isMoment = (value: unknown) => isCount(value) && Number(value) <= 8.64e15
const optional = (test: (value: unknown) => boolean) => (value: unknown) =>
  value === undefined || test(value)
const oneOf = (words: readonly string[]) => (value: unknown) =>
  isText(value) && words.includes(value)
/** An empty list comes out of Mattermost as null: Go does not tell them apart. */
const listOf = (test: (value: unknown) => boolean) => (value: unknown) =>
  value === null || (Array.isArray(value) && value.every(test))

function has<T>(shape: Shape<T>) {
  const tests = Object.entries(shape) as [string, (value: unknown) => boolean][]
  return (value: unknown): value is T =>
    typeof value === 'object' &&
    value !== null &&
    tests.every(([key, test]) => test((value as Record<string, unknown>)[key]))
}

const isAck = has<AlertCardAck>({
  kind: oneOf(['none', 'pending', 'confirmed', 'here', 'failed', 'removing']),
  by: optional(isText),
  at: optional(isMoment),
  comment: optional(isText),
  expiresAt: optional(isMoment),
  reason: optional(isText),
})

const isCard = has<AlertCard>({
  version: (value) => value === 1,
  id: (value) => isText(value) && /^[A-Za-z0-9_-]{1,64}$/.test(value),
  revision: isCount,
  source: isText,
  state: oneOf(['open', 'resolved', 'noted']),
  severity: oneOf(['ok', 'info', 'low', 'warning', 'high', 'critical', 'unknown']),
  title: (value) => isText(value) && value.trim() !== '',
  host: optional(isText),
  service: optional(isText),
  stateWord: optional(isText),
  output: optional(isText),
  outputContinued: optional(isYesOrNo),
  details: listOf(has<{ name: string; value: string }>({ name: isText, value: isText })),
  links: listOf(has<{ label: string; url: string }>({ label: isText, url: isText })),
  count: isCount,
  openedAt: isMoment,
  lastSignalAt: isMoment,
  resolvedAt: optional(isMoment),
  inDowntime: isYesOrNo,
  flapping: isYesOrNo,
  ack: isAck,
  ticket: optional(has<{ id: string; link?: string }>({ id: isText, link: optional(isText) })),
  actions: listOf(() => true),
})

interface Shown {
  props?: { ticketdesk?: { alert?: unknown } | null } | null
}

/** Actions this page, loaded earlier, does not know are left out. */
export function parseAlert(post: unknown): AlertCard | undefined {
  const card = (post as Shown | null | undefined)?.props?.ticketdesk?.alert
  if (!isCard(card)) return undefined
  const isKnown = (action: unknown) => ALERT_ACTIONS.includes(action as AlertAction)
  const actions = [...new Set((card.actions ?? []).filter(isKnown))]
  return { ...card, details: card.details ?? [], links: card.links ?? [], actions }
}
