import type { Upstream } from '../upstream'
import { receiveUptimeKuma } from './receive'

/** Uptime Kuma 2.x, notification types Mattermost and Webhook. */
export const uptimeKuma: Upstream = {
  kind: 'uptime-kuma',
  capabilities: {
    acknowledge: false,
    recovers: true,
    perContact: false,
    silentWhenAcknowledged: false,
  },
  receive: receiveUptimeKuma,
}
