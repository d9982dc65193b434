import type { Upstream } from '../upstream'
import { receiveAlertmanager } from './receive'

/** Prometheus Alertmanager's own webhook format, version 4. */
export const alertmanager: Upstream = {
  kind: 'alertmanager',
  capabilities: {
    acknowledge: false,
    recovers: true,
    perContact: false,
    silentWhenAcknowledged: false,
  },
  receive: receiveAlertmanager,
}
