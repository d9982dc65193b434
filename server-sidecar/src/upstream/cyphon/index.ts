import type { Upstream } from '../upstream'
import { receiveCyphon } from './receive'

/** Cyphon's Mattermost handler (branch dev). */
export const cyphon: Upstream = {
  kind: 'cyphon',
  capabilities: {
    acknowledge: false,
    recovers: false,
    perContact: false,
    silentWhenAcknowledged: false,
  },
  receive: receiveCyphon,
}
