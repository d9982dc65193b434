import type { Upstream } from '../upstream'
import { receiveZabbix } from './receive'

/** Zabbix 7 and 8, media type Mattermost. */
export const zabbix: Upstream = {
  kind: 'zabbix',
  capabilities: {
    acknowledge: false,
    recovers: true,
    perContact: true,
    silentWhenAcknowledged: false,
  },
  receive: receiveZabbix,
}
