/**
 * Ticket ids: `Ticket-YYYYMMDD-XXXX`. The day is the one people have on the wall in the configured
 * time zone; the number counts from 1 each day, in four digits and more when four are not enough.
 */
import type { TicketId } from '../refs'

/** The id of the `number`-th ticket of a day (`YYYYMMDD`). */
export function ticketId(day: string, number: number): TicketId {
  return `Ticket-${day}-${String(number).padStart(4, '0')}` as TicketId
}

/**
 * What somebody may have meant by a typed id, best first: whole ids that name one ticket, and the
 * ending that any id could have. Capitals, a leading `#` and left out zeros do not matter. Empty
 * when it is no id at all.
 */
export function readTicketId(typed: string, today: string): { ids: TicketId[]; ending?: string } {
  const [, day = '', number = ''] =
    /^#?(?:ticket-)?(?:(\d{8})-)?(\d{1,9})$/i.exec(typed.trim()) ?? []
  if (number === '') return { ids: [] }
  const count = Number(number)
  if (day !== '') return { ids: [ticketId(day, count)] }
  return { ids: [ticketId(today, count)], ending: `-${String(count).padStart(4, '0')}` }
}

/** The day (`YYYYMMDD`) of a moment (ms since 1970) in an IANA time zone; throws on an unknown zone. */
export function dayOf(now: number, timeZone: string): string {
  const parts = formatterOf(timeZone).formatToParts(now)
  const part = (type: Intl.DateTimeFormatPartTypes) =>
    parts.find((one) => one.type === type)?.value ?? ''
  return `${part('year').padStart(4, '0')}${part('month')}${part('day')}`
}

// A formatter costs far more to make than to use, and there is one zone at a time.
const formatters = new Map<string, Intl.DateTimeFormat>()

function formatterOf(timeZone: string): Intl.DateTimeFormat {
  const known = formatters.get(timeZone)
  if (known) return known
  const formatter = new Intl.DateTimeFormat('en-u-ca-gregory-nu-latn', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  })
  formatters.set(timeZone, formatter)
  return formatter
}
