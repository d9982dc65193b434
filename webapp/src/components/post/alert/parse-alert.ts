/**
 * Reads an alert's card out of a post. Anybody may post our type through the API with any props, so
 * what is not exactly a card is none; the post's message is shown then.
 */
import {
  ALERT_ACTIONS,
  type AlertAction,
  type AlertCard,
  type AlertCardAck,
  TICKET_STATES,
} from '@ticketdesk/contract/post-props'
import { has, isCount, isMoment, isText, isYesOrNo, listOf, oneOf, optional } from '../shape'

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
  ticket: optional(
    has<NonNullable<AlertCard['ticket']>>({
      id: isText,
      link: optional(isText),
      state: optional(oneOf(TICKET_STATES)),
    }),
  ),
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
