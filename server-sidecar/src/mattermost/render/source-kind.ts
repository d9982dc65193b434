import type { SourceKind } from '../../domain/source/source'
import type { MessageId } from '../../text/sentence'

/** Names of products are the same in every language. */
const NAMES: Record<Exclude<SourceKind, 'detect' | 'webhook'>, string> = {
  cyphon: 'Cyphon',
  openitcockpit: 'openITCOCKPIT',
  alertmanager: 'Alertmanager',
  'alertmanager-mattermost': 'Alertmanager (mattermost_configs)',
  grafana: 'Grafana',
  zabbix: 'Zabbix',
  nagios: 'Nagios',
  icinga2: 'Icinga 2',
  checkmk: 'Checkmk',
  'uptime-kuma': 'Uptime Kuma',
}

export function kindName(kind: SourceKind, say: (id: MessageId) => string): string {
  return kind === 'detect' || kind === 'webhook' ? say(`sources.kind.${kind}`) : NAMES[kind]
}
