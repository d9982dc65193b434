/** The lines to paste into an upstream's own configuration, so that only the address changes there. */
import type { SourceKind } from '../../domain/source/source'

export interface Hook {
  /** Where senders reach us, without a slash at the end. */
  base: string
  key: string
}

/** The whole address; what comes before `/hooks/` is a server address of its own to some upstreams. */
export function hookUrl(hook: Hook): string {
  return `${hook.base}/hooks/${hook.key}`
}

/** A fenced block, or nothing where the address is all there is to paste. */
export function renderSetup(kind: SourceKind, hook: Hook): string {
  const lines = SETUP[kind]?.(hook)
  return lines === undefined ? '' : `\`\`\`${lines.language}\n${lines.text}\n\`\`\``
}

interface Lines {
  language: string
  text: string
}

const SETUP: Partial<Record<SourceKind, (hook: Hook) => Lines>> = {
  cyphon: (hook) => ({
    language: 'python',
    text: `MATTERMOST = {
    'SERVER': '${hook.base}',
    'GENERATED_KEY': '${hook.key}',
    'DISPLAYED_USERNAME': 'Cyphon',
}`,
  }),
  alertmanager: (hook) => ({
    language: 'yaml',
    text: `receivers:
  - name: ticketdesk
    webhook_configs:
      - url: '${hookUrl(hook)}'
        send_resolved: true`,
  }),
  'alertmanager-mattermost': (hook) => ({
    language: 'yaml',
    text: `receivers:
  - name: ticketdesk
    mattermost_configs:
      - webhook_url: '${hookUrl(hook)}'
        send_resolved: true`,
  }),
  grafana: (hook) => ({
    language: 'yaml',
    text: `apiVersion: 1
contactPoints:
  - orgId: 1
    name: Ticket Desk
    receivers:
      - uid: ticketdesk
        type: webhook
        settings:
          url: '${hookUrl(hook)}'
          httpMethod: POST`,
  }),
  zabbix: (hook) => ({
    language: 'javascript',
    text: `// Parameters: Subject {ALERT.SUBJECT}, Message {ALERT.MESSAGE}, Host {HOST.NAME}, Severity {EVENT.SEVERITY},
// Link {$ZABBIX.URL}/tr_events.php?triggerid={TRIGGER.ID}&eventid={EVENT.ID}
var p = JSON.parse(value), http = new HttpRequest();
http.addHeader('Content-Type: application/json');
http.post('${hookUrl(hook)}', JSON.stringify({props: {attachments: [{
  title: p.Subject, title_link: p.Link, fields: [
    {title: 'Host', value: p.Host}, {title: 'Severity', value: p.Severity}, {title: 'Details', value: p.Message}
  ]
}]}}));
if (http.getStatus() !== 200) throw 'Ticket Desk answered ' + http.getStatus();
return 'OK';`,
  }),
  nagios: (hook) => ({
    language: 'sh',
    text: `mattermost.py --url '${hookUrl(hook)}'`,
  }),
  icinga2: (hook) => ({
    language: 'sh',
    text: `MATTERMOST_WEBHOOK='${hookUrl(hook)}'`,
  }),
  webhook: (hook) => ({
    language: 'sh',
    text: `curl --json '{"text": "Hello"}' '${hookUrl(hook)}'`,
  }),
  detect: (hook) => ({
    language: 'sh',
    text: `curl --json '{"text": "Hello"}' '${hookUrl(hook)}'`,
  }),
}
