import type { PlainAttachment } from '../../domain/alert/plain-message'
import type { Severity, Signal } from '../../domain/alert/signal'
import { safeUrl } from '../../domain/safe-url'
import { detailsOf, present } from '../read-text'
import type { Incoming, Understood } from '../upstream'

const LEVELS: Record<string, Severity> = {
  CRITICAL: 'critical',
  HIGH: 'high',
  MEDIUM: 'warning',
  LOW: 'low',
  INFO: 'info',
}
const COLOURS: Record<string, Severity> = {
  '#c168a6': 'critical',
  '#d6705c': 'high',
  '#ffc578': 'warning',
  '#6ca887': 'low',
  '#80b8d6': 'info',
}
const FIELDS = ['Source', 'Level', 'Status', 'Incidents']
const ALERT_PATH = /\/app\/alerts\/(\d{1,19})\/?$/

/** One signal, or undefined when this is not Cyphon speaking. */
export function receiveCyphon({ message }: Incoming): Understood | undefined {
  const [alert, ...more] = message.attachments
  if (!alert || more.length > 0 || alert.authorName !== 'Cyphon') return undefined
  const fields = new Map(alert.fields.map(({ title, value }) => [title, value]))
  if (!FIELDS.every((name) => fields.has(name))) return undefined
  const url = safeUrl(alert.titleLink)
  const id = url && ALERT_PATH.exec(new URL(url).pathname)?.[1]
  return url && id ? { signals: [signalOf(alert, { fields, url, id })] } : undefined
}

interface Read {
  fields: Map<string, string>
  url: string
  id: string
}

function signalOf(alert: PlainAttachment, { fields, url, id }: Read): Signal {
  const level = said(fields.get('Level'))?.toUpperCase() ?? ''
  const [source, status, incidents] = ['Source', 'Status', 'Incidents'].map((name) =>
    said(fields.get(name)),
  )
  return present<Signal>({
    // An analyst can send an alert again that is done with.
    kind: status?.toUpperCase() === 'DONE' ? 'recovery' : 'problem',
    object: present<Signal['object']>({
      kind: 'alert',
      key: `cyphon|${url}`,
      title: said(alert.title) ?? `Cyphon ${id}`,
    }),
    severity: severityOf(level, alert.color),
    // What tells urgent from idle; that it is new is no news.
    stateWord: said(fields.get('Level')),
    details: detailsOf(['Source', source], ['Status', status], ['Incidents', incidents]),
    links: [{ label: `Cyphon ${id}`, url }],
  })
}

function severityOf(level: string, colour: string): Severity {
  if (Object.hasOwn(LEVELS, level)) return LEVELS[level] ?? 'unknown'
  return Object.hasOwn(COLOURS, colour.toLowerCase())
    ? (COLOURS[colour.toLowerCase()] ?? 'unknown')
    : 'unknown'
}

/** Python's word for nothing is nothing. */
function said(text: string | undefined): string | undefined {
  const trimmed = text?.trim()
  return trimmed === '' || trimmed === 'None' ? undefined : trimmed
}
