import type { PlainMessage } from '../../domain/alert/plain-message'
import type { Severity, Signal, SignalKind } from '../../domain/alert/signal'
import { detailsOf, keyOf, linksOf, parseMoment, present } from '../read-text'
import type { Incoming, Understood } from '../upstream'
import { type Notice, parseNotice, STATUS } from './schema'

const TITLE = /^(.{1,500}) service went (down\.|up!)$/s
const COLOURS: Record<string, string> = { 'down.': '#FF0000', 'up!': '#32CD32' }

const MEANING: Record<(typeof STATUS)[number], readonly [SignalKind, Severity | undefined]> = {
  down: ['problem', 'critical'],
  up: ['recovery', 'ok'],
  pending: ['note', undefined],
  maintenance: ['downtime_start', undefined],
}

/** One signal, or undefined when this is not Uptime Kuma speaking of a monitor. */
export function receiveUptimeKuma({ json, message }: Incoming): Understood | undefined {
  const notice = parseNotice(json)
  const signal = notice ? signalOfNotice(notice) : signalOfMessage(message)
  return signal && { signals: [signal] }
}

function signalOfNotice({ heartbeat, monitor }: Notice): Signal {
  const status = STATUS[heartbeat.status] ?? 'pending'
  const [kind, severity] = MEANING[status]
  return present<Signal>({
    kind,
    object: {
      kind: 'service',
      key: keyOf('uptime-kuma', 'id', String(monitor.id)),
      service: monitor.pathName || monitor.name,
    },
    severity,
    stateWord: status,
    output: heartbeat.msg,
    details: detailsOf(['Type', monitor.type]),
    links: linksOf([monitor.name, monitor.url]),
    at: parseMoment(heartbeat.time.replace(/^([\d-]{10}) ([\d:.]+)$/, '$1T$2Z')),
  })
}

function signalOfMessage({ text, attachments }: PlainMessage): Signal | undefined {
  const [only, ...more] = attachments
  const match = TITLE.exec(only?.title ?? '')
  if (!only || !match || more.length > 0 || text !== '') return undefined
  const [, path = '', word = ''] = match
  if (only.color.toUpperCase() !== COLOURS[word]) return undefined
  const isDown = word === 'down.'
  const [said, ...others] = only.fields
  return present<Signal>({
    kind: isDown ? 'problem' : 'recovery',
    object: { kind: 'service', key: keyOf('uptime-kuma', 'path', path), service: path },
    severity: isDown ? 'critical' : 'ok',
    stateWord: isDown ? 'down' : 'up',
    output: said?.value,
    details: detailsOf(...others.map(({ title, value }) => [title, value] as const)),
    links: linksOf([path, only.titleLink]),
  })
}
