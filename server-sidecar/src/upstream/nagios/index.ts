import type { Upstream } from '../upstream'
import { receiveNagios } from './receive'

/** Nagios with NDrive's notification script. */
export const nagios: Upstream = {
  kind: 'nagios',
  capabilities: {
    acknowledge: false,
    recovers: true,
    perContact: true,
    silentWhenAcknowledged: true,
  },
  receive: receiveNagios,
}
