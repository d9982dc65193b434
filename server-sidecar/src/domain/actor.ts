import type { Locale } from '@ticketdesk/contract'
import type { UserRef } from './refs'

/** Who acts, as the door vouched for it; never taken from a body. */
export interface Actor {
  id: UserRef
  locale: Locale
}
