import type { PlainAttachment } from '../../domain/alert/plain-message'
import type { Severity, Signal, SignalKind } from '../../domain/alert/signal'
import { safeUrl } from '../../domain/safe-url'
import { detailsOf, keyOf, present } from '../read-text'
import type { Incoming, Understood } from '../upstream'

const TITLE = /^(Problem|Updated problem|Resolved)(?: in [^:]{1,60})?: (.+)$/s
const SEVERITIES: Record<string, Severity> = {
  'Not classified': 'info',
  Information: 'info',
  Warning: 'warning',
  Average: 'warning',
  High: 'high',
  Disaster: 'critical',
}
/** The name is free text, so it is read up to the last word that can follow it. */
const UPDATE = /^(.{1,300}?) (acknowledged|unacknowledged)\b[^\n]*\n?/
const UPDATE_END = /\n*Current problem status is [^\n]*$/

/** One signal, or undefined when this is not Zabbix speaking of a problem. */
export function receiveZabbix({ message }: Incoming): Understood | undefined {
  const [only, ...more] = message.attachments
  const title = TITLE.exec(only?.title ?? '')
  const url = safeUrl(only?.titleLink ?? '')
  const eventId = url && new URL(url).searchParams.get('eventid')
  if (!only || !title || !eventId || more.length > 0 || message.text !== '') return undefined
  const [, state = '', name = ''] = title
  return { signals: [signalOf(only, { state, name, url, eventId })] }
}

interface Read {
  state: string
  name: string
  url: string
  eventId: string
}

function signalOf(attachment: PlainAttachment, { state, name, url, eventId }: Read): Signal {
  const fields = new Map(attachment.fields.map(({ title, value }) => [title, value]))
  const word = fields.get('Severity') ?? ''
  const resolved = state === 'Resolved'
  const update = state === 'Updated problem' ? readUpdate(fields.get('Details') ?? '') : undefined
  const others = [...fields].filter(([title]) => !['Host', 'Severity', 'Details'].includes(title))
  return present<Signal>({
    kind: resolved ? 'recovery' : (update?.kind ?? 'problem'),
    object: present<Signal['object']>({
      kind: 'service',
      key: keyOf('zabbix', new URL(url).origin, eventId),
      host: fields.get('Host')?.replace(/ \[[^[\]]*\]$/, ''),
      service: name,
    }),
    severity: resolved ? 'ok' : Object.hasOwn(SEVERITIES, word) ? SEVERITIES[word] : undefined,
    stateWord: word,
    output: update?.text,
    details: detailsOf(...others),
    links: [{ label: 'Zabbix', url }],
    actor: update?.actor,
    comment: update?.comment,
  })
}

function readUpdate(details: string): {
  kind: SignalKind
  actor?: string
  comment?: string
  text?: string
} {
  const match = UPDATE.exec(details)
  if (!match) return { kind: 'note', text: details }
  const comment = details.slice(match[0].length).replace(UPDATE_END, '').trim()
  return {
    kind: match[2] === 'acknowledged' ? 'acknowledgement' : 'acknowledgement_removed',
    actor: match[1] ?? '',
    ...(comment !== '' && { comment }),
  }
}
