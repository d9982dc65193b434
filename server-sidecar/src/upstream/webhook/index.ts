import type { Upstream } from '../upstream'

/** Whoever can speak to Mattermost's own incoming webhook: never signals, always a message. */
export const webhook: Upstream = {
  kind: 'webhook',
  capabilities: {
    acknowledge: false,
    recovers: false,
    perContact: false,
    silentWhenAcknowledged: false,
  },
  receive: () => undefined,
}
