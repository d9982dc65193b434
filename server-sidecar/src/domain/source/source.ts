import type { SourceId } from '../alert/alert'
import type { Severity } from '../alert/signal'
import type { ChannelRef, UserRef } from '../refs'

/** What a source sends. `detect` looks at every request; the others are believed. */
export const SOURCE_KINDS = [
  'detect',
  'cyphon',
  'openitcockpit',
  'alertmanager',
  'alertmanager-mattermost',
  'grafana',
  'zabbix',
  'nagios',
  'icinga2',
  'checkmk',
  'uptime-kuma',
  'webhook',
] as const
export type SourceKind = (typeof SOURCE_KINDS)[number]

/** One rule of a source, tried in order; the first that fits decides. Absent conditions fit all. */
export interface RoutingRule {
  /** Glob with `*` and `?`, upper and lower case alike. */
  host?: string
  service?: string
  /** This severity or worse. */
  atLeast?: Severity
  /** `HH:MM-HH:MM` in the configured time zone; may cross midnight. */
  hours?: string
  channelId?: ChannelRef
  /** `channel`, `here`, `all` or user names, without `@`. */
  mentions?: string[]
  priority?: 'important' | 'urgent'
}

/** How we talk back to an upstream. Secrets are kept beside, encrypted, never in here. */
export interface UpstreamAccess {
  /** Requests go here and nowhere else, whatever a payload says. */
  baseUrl: string
  twoWay: boolean
  /** openITCOCKPIT: the endpoint of its Mattermost module, or the command API. */
  way: 'module' | 'command'
  proxyUrl?: string
  /** PEM of a CA of one's own. */
  ca?: string
  /** Accept a self-signed certificate. */
  insecure: boolean
}

/** Who sends alerts, how they are read, and where they go. */
export interface Source {
  id: SourceId
  name: string
  kind: SourceKind
  channelId: ChannelRef
  /** Declared in configuration: cannot be edited in chat. */
  declared: boolean
  /** What happened along the way, as replies. */
  replies: 'all' | 'changes' | 'none'
  /** More than `problems` in `seconds` for a channel is a storm. */
  storm: { problems: number; seconds: number }
  rules: RoutingRule[]
  upstream?: UpstreamAccess
  /** Who may acknowledge besides channel members being allowed: a group's members only. */
  ackGroup?: string
  createdBy?: UserRef
  createdAt: number
}
