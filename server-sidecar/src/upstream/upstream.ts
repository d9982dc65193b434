import type { PlainMessage } from '../domain/alert/plain-message'
import type { Signal } from '../domain/alert/signal'
import type { Capabilities, UpstreamKind } from '../ports/receiver'

/** One product that can speak to us: the shape of every folder here. */
export interface Upstream {
  kind: UpstreamKind
  capabilities: Capabilities
  /** The signals in it, or undefined when this is not how the product speaks. Never throws. */
  receive: (incoming: Incoming) => Understood | undefined
}

export interface Understood {
  signals: Signal[]
  /** Alerts the upstream itself left out. */
  omitted?: number
}

/** A body, decoded and free of secrets. */
export interface Incoming {
  json: Readonly<Record<string, unknown>>
  /** The same read as a message for Mattermost; texts as sent, in Slack's markup. */
  message: PlainMessage
}
