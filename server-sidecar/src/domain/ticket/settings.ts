import type { ConfiguredForm, Locale } from '@ticketdesk/contract'

/** What an administrator decides about tickets. */
export interface TicketSettings {
  form: ConfiguredForm
  /** IANA name; decides which day a ticket belongs to. */
  timeZone: string
  /** The language of posts. */
  language: Locale
}
