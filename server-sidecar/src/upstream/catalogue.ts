/** The one list of upstreams, and the way of a request through it. */
import type { Signal } from '../domain/alert/signal'
import {
  type Capabilities,
  type Receive,
  type Received,
  UnreadableRequest,
  type UpstreamKind,
} from '../ports/receiver'
import { alertmanager } from './alertmanager'
import { alertmanagerMattermost } from './alertmanager-mattermost'
import { checkmk } from './checkmk'
import { cyphon } from './cyphon'
import { grafana } from './grafana'
import { icinga2 } from './icinga2'
import { nagios } from './nagios'
import { openItCockpit } from './openitcockpit'
import type { Incoming, Upstream } from './upstream'
import { uptimeKuma } from './uptime-kuma'
import { webhook } from './webhook'
import { decodeRequest } from './webhook/decode'
import { parseMessage } from './webhook/schema'
import { translateMessage } from './webhook/slack-text'
import { zabbix } from './zabbix'

/** Each knows its own words only, so their order does not matter. */
export const upstreams: readonly Upstream[] = [
  openItCockpit,
  cyphon,
  alertmanager,
  alertmanagerMattermost,
  grafana,
  zabbix,
  nagios,
  icinga2,
  checkmk,
  uptimeKuma,
  webhook,
]

export function capabilitiesOf(kind: UpstreamKind): Capabilities {
  return (upstreams.find((upstream) => upstream.kind === kind) ?? webhook).capabilities
}

/** What a source of this kind said. A message of another kind than its source's is posted as it is. */
export const receive: Receive = (kind, request): Received => {
  const json = decodeRequest(request)
  const message = parseMessage(json)
  for (const upstream of upstreams.filter((one) => kind === 'detect' || speaks(one, kind))) {
    const found = understand(upstream, { json, message })
    if (found) return found
  }
  if (message.text === '' && message.attachments.length === 0) throw new UnreadableRequest('empty')
  return {
    kind: kind === 'detect' ? 'webhook' : kind,
    signals: [],
    plain: translateMessage(message),
  }
}

/** Alertmanager has two ways to speak, and who set the source up may not know which is used. */
function speaks(upstream: Upstream, kind: UpstreamKind): boolean {
  return upstream.kind === kind || upstream.kind === `${kind}-mattermost`
}

function understand(upstream: Upstream, incoming: Incoming): Received | undefined {
  const understood = upstream.receive(incoming)
  const [first, ...rest] = understood?.signals ?? []
  if (!first) return undefined
  const signals: [Signal, ...Signal[]] = [first, ...rest]
  return { kind: upstream.kind, signals, omitted: understood?.omitted ?? 0 }
}
