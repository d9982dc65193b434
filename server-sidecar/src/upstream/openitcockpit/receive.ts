import type { PlainAttachment } from '../../domain/alert/plain-message'
import type { Severity, Signal } from '../../domain/alert/signal'
import { severityOfState } from '../nagios-words'
import { linksOf, present } from '../read-text'
import type { Incoming, Understood } from '../upstream'
import { type AckTarget, readAckUrl } from './links'
import { readAnnouncement, readStatement, type Title } from './title'

const ANNOUNCEMENT_COLOUR = '#1895f5'
const STATE_COLOURS: Record<string, Severity> = {
  '#5cb85c': 'ok',
  '#f0ad4e': 'warning',
  '#d9534f': 'critical',
  '#adadad': 'unknown',
}

/** One signal, or undefined when this is not its module speaking. */
export function receiveOpenItCockpit({ json, message }: Incoming): Understood | undefined {
  const [first, second, ...more] = message.attachments
  if (!first || more.length > 0 || message.text !== '') return undefined
  const button = second && readButton(json)
  if (second && !button) return undefined
  const title = readTitle(first, button)
  return title && { signals: [signalOf(title, first.color.toLowerCase())] }
}

function readTitle({ color, text }: PlainAttachment, button: AckTarget | undefined) {
  const colour = color.toLowerCase()
  if (colour === ANNOUNCEMENT_COLOUR) return button ? undefined : readAnnouncement(text)
  return Object.hasOwn(STATE_COLOURS, colour) ? readStatement(text, button) : undefined
}

function signalOf(title: Title, colour: string): Signal {
  const { kind, host, service, stateWord, output } = title
  return present<Signal>({
    kind,
    object: {
      kind: service ? 'service' : 'host',
      key: ['oitc', host.uuid, ...(service ? [service.uuid] : [])].join('|'),
      host: host.name,
      ...(service && { service: service.name }),
    },
    severity: STATE_COLOURS[colour] ?? severityOfState(stateWord ?? ''),
    stateWord,
    output,
    details: [],
    links: linksOf([service?.name ?? '', service?.url], [host.name, host.url]),
    ack: { hostUuid: host.uuid, ...(service && { serviceUuid: service.uuid }) },
  })
}

/**
 * Whom the second attachment's only button is for. Read from the body itself: the message has no
 * button any more, because a key was taken out of its address.
 */
function readButton(json: Incoming['json']): AckTarget | undefined {
  const attachments = json['attachments']
  const second = Array.isArray(attachments) ? attachments.filter(Boolean)[1] : undefined
  const actions: unknown = second?.actions
  if (!Array.isArray(actions) || actions.length !== 1) return undefined
  const url: unknown = actions[0]?.integration?.url
  return typeof url === 'string' ? readAckUrl(url) : undefined
}
