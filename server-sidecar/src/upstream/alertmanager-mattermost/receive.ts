import type { PlainAttachment } from '../../domain/alert/plain-message'
import type { Signal } from '../../domain/alert/signal'
import { signalOf } from '../alertmanager/receive'
import type { Incoming, Understood } from '../upstream'

const TITLE = /^\[(?:FIRING:(\d{1,6})|RESOLVED)\] /
const SECTION = /^# Alerts (Firing|Resolved):$/
const PAIR = /^ {2}- ([^\s=]{1,200}) = (.*)$/

interface Listed {
  resolved: boolean
  labels: Map<string, string>
  annotations: Map<string, string>
  source: string
}

/** A signal for each listed alert, or undefined when this is not the default template. */
export function receiveAlertmanagerMattermost({ message }: Incoming): Understood | undefined {
  if (message.text !== '' || message.attachments.length === 0) return undefined
  const signals: Signal[] = []
  for (const attachment of message.attachments) {
    const listed = readAlerts(attachment)
    if (!listed) return undefined
    signals.push(...listed.map((alert) => listedSignal(alert, attachment.titleLink)))
  }
  return { signals }
}

/** The alerts in the text, when they are as many as the title says. */
function readAlerts({ title, text, color }: PlainAttachment): Listed[] | undefined {
  const head = TITLE.exec(title)
  if (!head || !/^(?:danger|good)$/.test(color)) return undefined
  const alerts = readList(text)
  if (!alerts || alerts.length === 0) return undefined
  const firing = alerts.filter(({ resolved }) => !resolved).length
  return firing === Number(head[1] ?? 0) ? alerts : undefined
}

/** Undefined when a line is none of the template's. */
function readList(text: string): Listed[] | undefined {
  const alerts: Listed[] = []
  let resolved: boolean | undefined
  let current: Listed | undefined
  let into: Map<string, string> | undefined
  for (const line of text.split('\n')) {
    const section = SECTION.exec(line)?.[1]
    const pair = PAIR.exec(line)
    if (section) resolved = section === 'Resolved'
    else if (line === 'Labels:' && resolved !== undefined) {
      current = { resolved, labels: new Map(), annotations: new Map(), source: '' }
      into = current.labels
      alerts.push(current)
    } else if (line === 'Annotations:' && current) into = current.annotations
    else if (line.startsWith('Source: ') && current) current.source = line.slice('Source: '.length)
    else if (pair && into) into.set(pair[1] ?? '', pair[2] ?? '')
    else if (line.trim() !== '') return undefined
  }
  return alerts
}

function listedSignal(listed: Listed, externalURL: string): Signal {
  const alert = {
    ...listed,
    status: listed.resolved ? 'resolved' : 'firing',
    generatorURL: listed.source,
    fingerprint: '',
    startsAt: '',
    endsAt: '',
    dashboardURL: '',
    panelURL: '',
    silenceURL: '',
    values: {},
  }
  const group = { version: '', groupKey: '', alerts: [alert], truncatedAlerts: 0, externalURL }
  return signalOf(alert, group, 'alertmanager-mattermost')
}
