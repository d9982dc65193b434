import type { Severity, Signal } from '../../domain/alert/signal'
import { detailsOf, keyOf, linksOf, parseMoment, present } from '../read-text'
import type { Incoming, Understood } from '../upstream'
import { type Alert, type Group, parseGroup } from './schema'

const VERSION = '4'
const HOST_LABELS = ['instance', 'host', 'hostname', 'node', 'pod']
const TEXTS = ['summary', 'message', 'description']
const LINKS = ['runbook_url', 'dashboard_url']

const SEVERITIES: [Severity, RegExp][] = [
  ['critical', /^(?:critical|crit|page|emergency|fatal|disaster|p1|sev-?1)$/i],
  ['high', /^(?:high|error|major|p2|sev-?2)$/i],
  ['warning', /^(?:warning|warn|medium|average|p3|sev-?3)$/i],
  ['low', /^(?:low|minor|p4|sev-?4)$/i],
  ['info', /^(?:info|information|informational|notice|none|p5|sev-?5)$/i],
]

/** A signal for each alert of the group, or undefined when this is no group of version 4. */
export function receiveAlertmanager({ json }: Incoming): Understood | undefined {
  const group = parseGroup(json, VERSION)
  return (
    group && {
      signals: group.alerts.map((alert) => signalOf(alert, group, 'alertmanager')),
      omitted: group.truncatedAlerts,
    }
  )
}

/** What both Alertmanager and Grafana say of an alert. */
export function signalOf(alert: Alert, group: Group, upstream: string): Signal {
  const { labels, annotations } = alert
  const resolved = alert.status === 'resolved'
  const hostLabel = HOST_LABELS.find((name) => labels.get(name))
  const host = labels.get(hostLabel ?? '')
  const service = labels.get('alertname')
  const level = labels.get('severity')
  return present<Signal>({
    kind: resolved ? 'recovery' : 'problem',
    object: present<Signal['object']>({
      kind: host && service ? 'service' : 'alert',
      key: keyOf(upstream, identityOf(alert), alert.startsAt),
      host,
      service,
    }),
    severity: resolved ? 'ok' : severityOf(level),
    stateWord: level,
    output: outputOf(annotations),
    details: [
      ...without(labels, ['alertname', 'severity', hostLabel ?? '']),
      ...without(annotations, [...TEXTS, ...LINKS]),
    ],
    links: linksOf(
      ['Source', alert.generatorURL],
      ['Runbook', annotations.get('runbook_url')],
      ['Dashboard', alert.dashboardURL || annotations.get('dashboard_url')],
      ['Panel', alert.panelURL],
      ['Silence', alert.silenceURL],
      [upstream === 'grafana' ? 'Grafana' : 'Alertmanager', group.externalURL],
    ),
    since: parseMoment(alert.startsAt),
    at: resolved ? parseMoment(alert.endsAt) : undefined,
  })
}

/** The level people mean by a word; undefined for none of the usual ones. */
export function severityOf(word: string | undefined): Severity | undefined {
  return SEVERITIES.find(([, words]) => words.test(word ?? ''))?.[0]
}

/** The fingerprint, which is a hash of the labels; those themselves where it is missing. */
function identityOf({ fingerprint, labels }: Alert): string {
  return fingerprint || JSON.stringify([...labels].sort())
}

function outputOf(annotations: ReadonlyMap<string, string>): string | undefined {
  const texts = TEXTS.map((name) => annotations.get(name)?.trim()).filter(Boolean)
  return [...new Set(texts)].join('\n') || undefined
}

function without(texts: ReadonlyMap<string, string>, names: readonly string[]) {
  return detailsOf(...[...texts].filter(([name]) => !names.includes(name)))
}
