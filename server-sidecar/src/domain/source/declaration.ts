import type { RoutingRule, Source, UpstreamAccess } from './source'

/** A source as an administrator describes it: places by name, secrets in clear. */
export interface SourceDeclaration
  extends Pick<Source, 'name' | 'kind' | 'replies' | 'storm' | 'ackGroup'> {
  key: string
  /** A channel's id, or `team/channel`. */
  channel: string
  rules: DeclaredRule[]
  upstream?: UpstreamAccess & { apiKey?: string }
}

export interface DeclaredRule extends Omit<RoutingRule, 'channelId'> {
  channel?: string
}

/** Where nobody says otherwise. */
export const SOURCE_DEFAULTS = {
  kind: 'detect',
  replies: 'changes',
  storm: { problems: 20, seconds: 60 },
} as const satisfies Partial<Source>

/** Long enough that nobody guesses it; Mattermost's own keys have 26 characters. */
export const MIN_KEY = 16
/** How long the key before goes on being valid: time to change every upstream. */
export const KEY_OVERLAP_MS = 24 * 60 * 60_000
