/** What a person may have got wrong about a source; the same bounds as in configuration. */
import { parseHours } from '../alert/route'
import { safeUrl } from '../safe-url'
import type { RoutingRule, Source } from './source'

export type SourceField =
  | 'name'
  | 'baseUrl'
  | 'apiKey'
  | 'proxyUrl'
  | 'ca'
  | 'storm'
  | 'rules'
  | 'ackGroup'

export interface SourceDraft
  extends Pick<Source, 'name' | 'kind' | 'channelId' | 'replies' | 'storm' | 'rules'> {
  upstream?: Source['upstream']
  ackGroup?: string
}

/** The fields that cannot stay as they are. */
export function checkSource(draft: SourceDraft): SourceField[] {
  const { name, upstream, storm, rules, ackGroup } = draft
  const wrong: Record<SourceField, boolean> = {
    name: name.trim() === '' || name.length > 64 || /\p{Cc}/u.test(name),
    baseUrl: upstream !== undefined && safeUrl(upstream.baseUrl) === undefined,
    apiKey: false,
    proxyUrl: upstream?.proxyUrl !== undefined && safeUrl(upstream.proxyUrl) === undefined,
    ca: upstream?.ca !== undefined && !upstream.ca.includes('-----BEGIN CERTIFICATE-----'),
    storm: !isCount(storm.problems, 100_000) || !isCount(storm.seconds, 86_400),
    rules: rules.length > 200 || !rules.every(isRule),
    ackGroup: ackGroup !== undefined && !/^[a-z0-9._-]{1,64}$/i.test(ackGroup),
  }
  return (Object.keys(wrong) as SourceField[]).filter((field) => wrong[field])
}

function isCount(value: number, most: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= most
}

function isRule({ host = '*', service = '*', hours, mentions = [] }: RoutingRule): boolean {
  return (
    Math.max(host.length, service.length) <= 500 &&
    (hours === undefined || parseHours(hours) !== undefined) &&
    mentions.length <= 20 &&
    mentions.every((name) => /^[a-z0-9._-]{1,64}$/.test(name))
  )
}
