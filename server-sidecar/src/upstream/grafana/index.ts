import type { Upstream } from '../upstream'
import { receiveGrafana } from './receive'

/** Grafana's own alerting, contact point webhook. */
export const grafana: Upstream = {
  kind: 'grafana',
  capabilities: {
    acknowledge: false,
    recovers: true,
    perContact: false,
    silentWhenAcknowledged: false,
  },
  receive: receiveGrafana,
}
