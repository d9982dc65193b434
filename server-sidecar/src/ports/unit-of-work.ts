import type { Accounts } from './accounts'
import type { Alerts } from './alerts'
import type { Cases } from './cases'
import type { Inbox } from './inbox'
import type { Messages } from './messages'
import type { Outbox } from './outbox'
import type { Sources } from './sources'
import type { Storms } from './storms'
import type { Tickets } from './tickets'

/** What one transaction can touch. */
export interface Rooms {
  tickets: Tickets
  alerts: Alerts
  messages: Messages
  storms: Storms
  sources: Sources
  accounts: Accounts
  cases: Cases
  inbox: Inbox
  outbox: Outbox
}

/**
 * Runs the work in one transaction: all of it is kept or none. Rejects with
 * `Refusal('storage_unavailable')` when the database cannot be reached.
 */
export type InTransaction = <T>(work: (rooms: Rooms) => Promise<T>) => Promise<T>
