/** What the renderings of an alert look at, and the words they share. */
import type { AlertAction, AlertCardAck } from '@ticketdesk/contract'
import type { Alert } from '../../domain/alert/alert'
import type { TicketId } from '../../domain/refs'
import type { Source } from '../../domain/source/source'
import type { TicketState } from '../../domain/ticket/ticket'
import type { MessageId } from '../../text/sentence'
import type { Folded } from './alert-text'

/** The ticket made from an alert, as far as it is known. */
export interface AlertTicket {
  id: TicketId
  /** To its post, once it exists. */
  link?: string
  state?: TicketState
}

export interface View {
  alert: Alert
  source: Source
  ack: AlertCardAck
  output: Folded
  details: { name: string; value: string }[]
  moreDetails: { name: string; value: string }[]
  actions: AlertAction[]
  ticket?: AlertTicket
  say: (id: MessageId, data?: Record<string, string | number>) => string
  moment: (at: number) => string
  duration: (ms: number) => string
}

export function stateOf({ alert, say }: View): string {
  if (alert.state === 'noted') return alert.stateWord ?? say('alert.noted')
  return alert.stateWord ?? say(`alert.severity.${alert.severity}`)
}

/** `Disk usage /var · srv-db-01` */
export function titleOf({ object: { host, service, title, kind } }: Alert): string {
  return [service, host].filter(Boolean).join(' · ') || title || kind
}

export function cut(text: string, length: number): string {
  const points = [...text]
  return points.length <= length ? text : `${points.slice(0, length - 1).join('')}…`
}

export function hasMore({ output, moreDetails }: View): boolean {
  return output.rest.trim() !== '' || moreDetails.length > 0
}
