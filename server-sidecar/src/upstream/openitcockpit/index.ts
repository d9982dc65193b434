import type { Upstream } from '../upstream'
import { receiveOpenItCockpit } from './receive'

/** openITCOCKPIT's Mattermost module, 4.8 to 5.3. */
export const openItCockpit: Upstream = {
  kind: 'openitcockpit',
  capabilities: {
    acknowledge: true,
    recovers: true,
    perContact: true,
    silentWhenAcknowledged: true,
  },
  receive: receiveOpenItCockpit,
}
