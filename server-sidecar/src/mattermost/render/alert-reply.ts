/** A line of an alert's story as a short sentence for its thread. */
import type { Locale } from '@ticketdesk/contract'
import type { UserRef } from '../../domain/refs'
import type { AlertEvent } from '../../ports/alerts'
import type { People } from '../../ports/people'
import type { MessageData, MessageId, Sentence } from '../../text/sentence'
import { reasonText } from './alert-card'
import { fold } from './alert-text'
import { renderDuration } from './moments'
import { cleanText, renderUntrustedCode, renderUntrustedLine } from './untrusted'

export interface AlertReplyNeeds {
  people: Pick<People, 'person'>
  sentence: Sentence
  settings: () => { language: Locale }
}

/** Said by the post itself, or by its counter. */
const SILENT = new Set(['alert.opened', 'alert.repeated'])
/** What an upstream's note may take of a thread. */
const NOTE = { lines: 40, length: 8000 }

/** Undefined for what needs no words of its own, or what a newer version kept. */
export function createAlertReplyRenderer({ people, sentence, settings }: AlertReplyNeeds) {
  return async function renderReply(event: AlertEvent): Promise<string | undefined> {
    if (SILENT.has(event.message)) return undefined
    const { language } = settings()
    const say = (id: MessageId, data?: MessageData) => sentence(language, id, data)
    const id = idOf(event)
    if (id === undefined) return undefined
    const said = say(id, await dataOf(event, { people, language, say }))
    const { comment, text } = event.data
    if (typeof text === 'string')
      return `${said}:\n${renderUntrustedCode(fold(cleanText(text), NOTE).first)}`
    return typeof comment === 'string' && comment !== ''
      ? `${said}\n> ${renderUntrustedLine(comment, 1000)}`
      : said
  }
}
export type RenderReply = ReturnType<typeof createAlertReplyRenderer>

/** Some stories have a second wording for when somebody or some time is known. */
const RICHER: Record<string, readonly [data: string, id: MessageId]> = {
  'alert.recovered': ['durationMs', 'alert.recovered_after'],
  'alert.acknowledged': ['name', 'alert.acknowledged_by'],
  'alert.ack_removed': ['name', 'alert.ack_removed_by'],
  'alert.noted': ['name', 'alert.noted_by'],
}
const PLAIN = [
  'alert.severity_changed',
  'alert.recovered',
  'alert.acknowledged',
  'alert.ack_confirmed',
  'alert.ack_in_force',
  'alert.ack_here',
  'alert.ack_failed',
  'alert.ack_removed',
  'alert.ack_taken_back',
  'alert.ack_expired',
  'alert.removal_failed',
  'alert.downtime_started',
  'alert.downtime_ended',
  'alert.downtime_cancelled',
  'alert.flapping_started',
  'alert.flapping_stopped',
  'alert.flapping_disabled',
  'alert.noted',
  'alert.ticket_opened',
  'alert.ticket_resolved',
  'alert.ticket_reopened',
  'alert.omitted',
] as const satisfies readonly MessageId[]

function idOf({ message, data }: AlertEvent): MessageId | undefined {
  const [wanted = '', id] = RICHER[message] ?? []
  return id && data[wanted] !== undefined ? id : PLAIN.find((plain) => plain === message)
}

async function dataOf(
  { data }: AlertEvent,
  given: {
    people: AlertReplyNeeds['people']
    language: Locale
    say: (id: MessageId) => string
  },
): Promise<MessageData> {
  const { people, language, say } = given
  const severity = (value: unknown) => say(`alert.severity.${value}` as MessageId)
  const user = data['user'] as UserRef | undefined
  const person = user && (await people.person(user))
  const { durationMs, name, reason, from, to, ticket, link, count } = data
  return {
    ...(typeof count === 'number' && { count }),
    ...(typeof durationMs === 'number' && { duration: renderDuration(durationMs, language) }),
    ...(name !== undefined && { name: renderUntrustedLine(String(name), 100) }),
    ...(user && { name: person ? `@${person.username}` : user }),
    ...(reason !== undefined && { reason: reasonText(String(reason), say) }),
    ...(from !== undefined && { from: severity(from), to: severity(to) }),
    ...(ticket !== undefined && { ticket, link: link ?? '' }),
  }
}
