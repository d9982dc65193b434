import type { Upstream } from '../upstream'
import { receiveIcinga2 } from './receive'

/** Icinga 2 with one of the common shell scripts. */
export const icinga2: Upstream = {
  kind: 'icinga2',
  capabilities: {
    acknowledge: false,
    recovers: true,
    perContact: true,
    silentWhenAcknowledged: true,
  },
  receive: receiveIcinga2,
}
