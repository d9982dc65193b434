import type { Upstream } from '../upstream'
import { receiveCheckmk } from './receive'

/** Checkmk 1.6 and later, notification method Slack or Mattermost. */
export const checkmk: Upstream = {
  kind: 'checkmk',
  capabilities: {
    acknowledge: false,
    recovers: true,
    perContact: true,
    silentWhenAcknowledged: true,
  },
  receive: receiveCheckmk,
}
