/**
 * An alert as a post: complete in Markdown and an attachment with buttons, for phones, mail and
 * search, and once more in props for the card in the web app.
 */
import { createHash } from 'node:crypto'
import {
  ALERT_POST_TYPE,
  type AlertAction,
  type AlertCard,
  type AlertCardAck,
  type Locale,
} from '@ticketdesk/contract'
import type { AckState, Alert } from '../../domain/alert/alert'
import { route } from '../../domain/alert/route'
import type { TicketId } from '../../domain/refs'
import { safeUrl } from '../../domain/safe-url'
import type { Source } from '../../domain/source/source'
import type { People } from '../../ports/people'
import type { MessageId, Sentence } from '../../text/sentence'
import { renderAttachment, renderMessage } from './alert-message'
import { fold, pieces } from './alert-text'
import { type AlertTicket, hasMore, titleOf, type View } from './alert-view'
import { renderDuration, renderMoment } from './moments'
import { cleanText, renderUntrustedCode } from './untrusted'

export interface AlertCardNeeds {
  people: Pick<People, 'person'>
  sentence: Sentence
  /** The language and the clocks of posts. */
  settings: () => { language: Locale; timeZone: string }
  /** Where Mattermost reports clicks to. */
  actionUrl: string
  /** What else is known of an alert's ticket. */
  ticketOf?: (id: TicketId) => Promise<Omit<AlertTicket, 'id'> | undefined>
}

/** A post without its place and key, and what does not fit into it. */
export interface AlertWords {
  message: string
  type: string
  card: AlertCard
  attachments: object[]
  priority?: 'important' | 'urgent'
  /** Messages for the thread, with the name that the post remembers them by. */
  folded: { name: string; messages: string[] } | undefined
}

const SHOWN = { lines: 10, length: 1500 }
/** A message of the thread holds so much; fences and Mattermost's limit are beyond it. */
const PIECE = 12_000
const MAX_DETAILS = 20
const DETAIL_LENGTH = 300

export function createAlertRenderer(needs: AlertCardNeeds) {
  return async function renderAlert(alert: Alert, source: Source): Promise<AlertWords> {
    const { timeZone } = needs.settings()
    // The hours are those of its beginning: an edit must not call other people.
    const begun = { now: alert.openedAt, timeZone, channelId: source.channelId }
    const { mentions, priority } = route(source.rules, alert, begun)
    const view = await viewOf(needs, alert, source)
    return {
      message: renderMessage(view, mentions),
      type: ALERT_POST_TYPE,
      card: renderCard(view),
      attachments: [renderAttachment(view, needs.actionUrl)],
      ...(priority && { priority }),
      folded: renderFolded(view),
    }
  }
}
export type RenderAlert = ReturnType<typeof createAlertRenderer>

async function viewOf(needs: AlertCardNeeds, alert: Alert, source: Source): Promise<View> {
  const { language, timeZone } = needs.settings()
  const say: View['say'] = (id, data) => needs.sentence(language, id, data)
  const details = alert.details.map(({ name, value }) => ({
    name: cleanText(name),
    value: cleanText(value),
  }))
  const isShort = ({ value }: { value: string }) => [...value].length <= DETAIL_LENGTH
  const shown = details.filter(isShort).slice(0, MAX_DETAILS)
  const { ticketId: id } = alert
  const ticket = id && { id, ...(await needs.ticketOf?.(id)) }
  return {
    alert,
    source,
    ack: await renderAck(needs.people, alert.ack, say),
    output: fold(cleanText(alert.output ?? '').trimEnd(), SHOWN),
    details: shown,
    moreDetails: details.filter((detail) => !shown.includes(detail)),
    actions: actionsOf(alert),
    ...(ticket && { ticket }),
    say,
    moment: (at) => renderMoment(at, language, timeZone),
    duration: (ms) => renderDuration(ms, language),
  }
}

/** What may be tried in this state. */
export function actionsOf({ state, ack, ticketId }: Alert): AlertAction[] {
  const ticket: AlertAction[] = ticketId ? [] : ['createTicket']
  if (state !== 'open') return []
  switch (ack.kind) {
    case 'none':
      return ['acknowledge', 'acknowledgeWithComment', ...ticket]
    case 'failed':
      return ['retry', ...ticket]
    case 'confirmed':
    case 'here':
      return ['unacknowledge', ...ticket]
    default:
      return ticket
  }
}

async function renderAck(
  people: AlertCardNeeds['people'],
  ack: AckState,
  say: View['say'],
): Promise<AlertCardAck> {
  if (ack.kind === 'none') return { kind: 'none' }
  const by = typeof ack.by === 'string' ? { user: ack.by } : ack.by
  const name =
    'user' in by ? `@${(await people.person(by.user))?.username ?? by.user}` : by.name || undefined
  return {
    kind: ack.kind,
    ...(name && { by: cleanText(name) }),
    at: ack.at,
    ...('comment' in ack && ack.comment && { comment: cleanText(ack.comment) }),
    ...('expiresAt' in ack && ack.expiresAt !== undefined && { expiresAt: ack.expiresAt }),
    ...(ack.kind === 'failed' && {
      reason: reasonText(ack.reason, say),
    }),
  }
}

export function reasonText(reason: string, say: (id: MessageId) => string): string {
  const known = `alert.reason.${reason}` as MessageId
  return say(known in REASONS ? known : 'alert.reason.unexpected_answer')
}
const REASONS: Partial<Record<MessageId, true>> = {
  'alert.reason.unreachable': true,
  'alert.reason.timed_out': true,
  'alert.reason.tls_failed': true,
  'alert.reason.login_refused': true,
  'alert.reason.forbidden': true,
  'alert.reason.not_found': true,
  'alert.reason.server_error': true,
  'alert.reason.not_configured': true,
  'alert.reason.no_problem': true,
  'alert.reason.not_in_force': true,
}

function renderCard(view: View): AlertCard {
  const { alert, source, ack, output, details, actions, ticket } = view
  const { host, service } = alert.object
  return {
    version: 1,
    id: alert.id,
    revision: alert.revision,
    source: source.name,
    title: cleanText(titleOf(alert)),
    ...(host && { host: cleanText(host) }),
    ...(service && { service: cleanText(service) }),
    state: alert.state,
    severity: alert.severity,
    ...(alert.stateWord && { stateWord: cleanText(alert.stateWord) }),
    ...(output.first && { output: output.first }),
    ...(hasMore(view) && { outputContinued: true }),
    details,
    links: alert.links.filter(({ url }) => safeUrl(url) !== undefined),
    count: alert.count,
    openedAt: alert.openedAt,
    lastSignalAt: alert.lastSignalAt,
    ...(alert.resolvedAt !== undefined && { resolvedAt: alert.resolvedAt }),
    inDowntime: alert.inDowntime,
    flapping: alert.flapping,
    ack,
    actions,
    ...(ticket && { ticket }),
  }
}

function renderFolded(view: View): AlertWords['folded'] {
  if (!hasMore(view)) return undefined
  const details = view.moreDetails.map(({ name, value }) => `${name}: ${value}`).join('\n')
  const text = [view.output.rest, details].filter(Boolean).join('\n\n')
  const name = createHash('sha256').update(text).digest('hex').slice(0, 16)
  return { name, messages: pieces(text, PIECE).map(renderUntrustedCode) }
}
