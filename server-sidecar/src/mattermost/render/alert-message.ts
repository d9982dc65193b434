/** An alert in Markdown and as an attachment with buttons. Written for phones, mail and search. */
import type { AlertAction } from '@ticketdesk/contract'
import type { Alert } from '../../domain/alert/alert'
import type { Severity } from '../../domain/alert/signal'
import { safeUrl } from '../../domain/safe-url'
import type { MessageId } from '../../text/sentence'
import { cut, hasMore, stateOf, titleOf, type View } from './alert-view'
import {
  cleanText,
  renderUntrustedCode,
  renderUntrustedLine,
  renderUntrustedLink,
} from './untrusted'

/** Colours live here only. */
const COLOURS: Record<Severity, string> = {
  ok: '#3db887',
  info: '#5d89ea',
  low: '#6ca887',
  warning: '#f0ad4e',
  high: '#e07b39',
  critical: '#d24b4e',
  unknown: '#8d93a5',
}
const SIGNS: Record<Severity, string> = {
  ok: ':white_check_mark:',
  info: ':information_source:',
  low: ':large_green_circle:',
  warning: ':large_yellow_circle:',
  high: ':large_orange_circle:',
  critical: ':red_circle:',
  unknown: ':grey_question:',
}
const BUTTONS: Record<AlertAction, MessageId> = {
  acknowledge: 'alert.button.acknowledge',
  acknowledgeWithComment: 'alert.button.comment',
  unacknowledge: 'alert.button.unacknowledge',
  retry: 'alert.button.retry',
  createTicket: 'alert.button.ticket',
}

export function renderMessage(view: View, mentions: readonly string[]): string {
  const { alert, output, details, say } = view
  const called = mentions.map((name) => `@${name.replace(/[^\w.-]/g, '')}`)
  const links = alert.links.map(({ label, url }) => renderUntrustedLink(label, url)).filter(Boolean)
  const blocks = [
    `#### ${signOf(alert)} ${renderUntrustedLine(stateOf(view), 80)}: ${renderUntrustedLine(titleOf(alert), 400)}`,
    called.join(' '),
    output.first && renderUntrustedCode(output.first),
    hasMore(view) && `*${say('alert.folded')}*`,
    details
      .map(
        ({ name, value }) => `**${renderUntrustedLine(name, 80)}:** ${renderUntrustedLine(value)}`,
      )
      .join('\n'),
    [statusLine(view), links.join(' · ')].filter(Boolean).join('\n'),
  ]
  return blocks.filter(Boolean).join('\n\n')
}

/** `3 times, last 13:05 · in downtime · acknowledged by @jane, 13:02` */
function statusLine(view: View): string {
  const { alert, say, moment, duration } = view
  const { resolvedAt, openedAt, count } = alert
  const took = resolvedAt !== undefined && resolvedAt > openedAt ? resolvedAt - openedAt : undefined
  const parts = [
    alert.state === 'resolved' && took !== undefined
      ? say('alert.resolved_after', { duration: duration(took) })
      : alert.state === 'resolved' && say('alert.resolved'),
    count > 1 && say('alert.count', { count, time: moment(alert.lastSignalAt) }),
    alert.inDowntime && say('alert.downtime'),
    alert.flapping && say('alert.flapping'),
    renderAckText(view),
    renderTicket(view),
  ]
  return parts.filter(Boolean).join(' · ')
}

/** `Ticket: [Ticket-20250309-0042](…) (Resolved)`; an open one needs no word for it. */
function renderTicket({ ticket, say }: View): string {
  if (!ticket) return ''
  const { id, link, state } = ticket
  const name = link ? `[${id}](${link})` : id
  const mark = state && state !== 'open' ? ` (${say(`ticket.state.${state}`)})` : ''
  return `${say('alert.ticket')}: ${name}${mark}`
}

function renderAckText({ ack, say, moment }: View): string {
  const name = safeLineOfPerson(ack.by)
  const time = moment(ack.at ?? 0)
  const until =
    ack.expiresAt === undefined
      ? ''
      : `, ${say('alert.ack.until', { time: moment(ack.expiresAt) })}`
  const comment = ack.comment ? ` (${renderUntrustedLine(ack.comment, 300)})` : ''
  switch (ack.kind) {
    case 'none':
      return ''
    case 'failed':
      return say('alert.ack.failed', { reason: ack.reason ?? '' })
    case 'confirmed':
      return `${say(name ? 'alert.ack.confirmed' : 'alert.ack.confirmed_there', { name, time })}${until}${comment}`
    case 'here':
      return `${say('alert.ack.here', { name, time })}${until}${comment}`
    default:
      return say(`alert.ack.${ack.kind}`, { name, time })
  }
}

/** Our people by their names; those of upstreams are texts like any other. */
function safeLineOfPerson(by: string | undefined): string {
  if (by === undefined) return ''
  return /^@[a-z0-9._-]{1,64}$/.test(by) ? by : renderUntrustedLine(by, 100)
}

export function renderAttachment(view: View, url: string): object {
  const { alert, source, say, moment, actions } = view
  const link = alert.links.map((one) => safeUrl(one.url)).find(Boolean)
  const field = (id: MessageId, value: string) => ({ title: say(id), value, short: true })
  const ack = renderAckText(view)
  const count = { count: alert.count, time: moment(alert.lastSignalAt) }
  return {
    fallback: `${stateOf(view)}: ${cleanText(titleOf(alert))}`.slice(0, 500),
    color: COLOURS[alert.state === 'resolved' ? 'ok' : alert.severity],
    title: cut(cleanText(titleOf(alert)).replace(/\s+/g, ' '), 255),
    ...(link && { title_link: link }),
    fields: [
      field('alert.field.state', renderUntrustedLine(stateOf(view), 80)),
      field('alert.field.since', moment(alert.openedAt)),
      ...(alert.count > 1 ? [field('alert.field.count', say('alert.count', count))] : []),
      ...(ack ? [field('alert.field.ack', ack)] : []),
      field('alert.field.source', renderUntrustedLine(source.name, 100)),
    ],
    actions: actions.map((action) => ({
      // Phones take letters and digits only.
      id: action,
      type: 'button',
      name: say(BUTTONS[action]),
      ...(action === 'acknowledge' && { style: 'primary' }),
      integration: { url, context: { alert: alert.id, action } },
    })),
  }
}

function signOf({ state, severity }: Alert): string {
  if (state === 'noted') return SIGNS.info
  return SIGNS[state === 'resolved' ? 'ok' : severity]
}
