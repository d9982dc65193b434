import type { Upstream } from '../upstream'
import { receiveAlertmanagerMattermost } from './receive'

/** Alertmanager speaking Mattermost, with its default templates. */
export const alertmanagerMattermost: Upstream = {
  kind: 'alertmanager-mattermost',
  capabilities: {
    acknowledge: false,
    recovers: true,
    perContact: false,
    silentWhenAcknowledged: false,
  },
  receive: receiveAlertmanagerMattermost,
}
