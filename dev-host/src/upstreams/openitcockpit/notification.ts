/**
 * The requests of openITCOCKPIT's Mattermost module, byte for byte: which titles, colours, links and
 * buttons it writes for which notification, in the spelling of PHP's JSON.
 */
import type { Monitored } from './monitoring'

export type NotificationType =
  | 'PROBLEM'
  | 'RECOVERY'
  | 'ACKNOWLEDGEMENT'
  | 'DOWNTIMESTART'
  | 'DOWNTIMEEND'
  | 'DOWNTIMECANCELLED'
  | 'FLAPPINGSTART'
  | 'FLAPPINGSTOP'
  | 'FLAPPINGDISABLED'
  | 'CUSTOM'

export interface Place {
  /** Where its pages are, without a slash at the end. */
  baseUrl: string
  /** Stands in the address of the button; absent when two-way is off. */
  apiKey?: string
}

export const HEADERS = {
  Accept: 'application/json',
  'User-Agent': 'GuzzleHttp/7',
  'Content-Type': 'application/json',
}

interface Look {
  word: string
  emoji: string
  color: string
}
const HOST_LOOKS: Look[] = [
  { word: 'Up', emoji: '✅', color: '#5cb85c' },
  { word: 'Down', emoji: '🚨', color: '#d9534f' },
  { word: 'Unreachable', emoji: '⁉️', color: '#adadad' },
]
const SERVICE_LOOKS: Look[] = [
  { word: 'Ok', emoji: '✅', color: '#5cb85c' },
  { word: 'Warning', emoji: '⚠️', color: '#f0ad4e' },
  { word: 'Critical', emoji: '🚨', color: '#d9534f' },
  { word: 'Unknown', emoji: '⁉️', color: '#adadad' },
]
const NOTE_COLOR = '#1895f5'

export function lookOf({ service, state }: Monitored): Look {
  const looks = service ? SERVICE_LOOKS : HOST_LOOKS
  return looks[state] ?? (looks[looks.length - 1] as Look)
}

/** The body of one notification. */
export function renderNotification(
  type: NotificationType,
  object: Monitored,
  place: Place,
): string {
  const isState = type === 'PROBLEM' || type === 'RECOVERY' || type === 'CUSTOM'
  const attachments = isState
    ? stateAttachments(type, object, place)
    : [attachment(announcement(type, object, place), NOTE_COLOR)]
  return phpJson({ text: '', attachments })
}

function stateAttachments(type: string, object: Monitored, place: Place): object[] {
  const { word, emoji, color } = lookOf(object)
  const title = `${emoji} ${type}: ${subject(object, place)} is ${word}!\n${object.output}`
  const button = place.apiKey && object.state !== 0 ? [ackButton(object, place, color)] : []
  return [attachment(title, color), ...button]
}

function attachment(text: string, color: string): object {
  return { text, mrkdwn_in: ['text'], color, callback_id: 'info', attachment_type: 'default' }
}

function ackButton(object: Monitored, { baseUrl, apiKey }: Place, color: string): object {
  const { host, service } = object
  const path = service
    ? `service.json?hostuuid=${host.uuid}&serviceuuid=${service.uuid}`
    : `host.json?uuid=${host.uuid}`
  const url = `${baseUrl}/mattermost_module/acknowledge/${path}&apikey=${apiKey}`
  return {
    text: 'Click to acknowledge this issue.',
    fallback: 'You are unable to acknowledge this',
    color,
    callback_id: 'ack_host',
    attachment_type: 'default',
    actions: [{ name: 'Acknowledge', integration: { url } }],
  }
}

/** `service on host`, each with a link to its page. */
function subject(object: Monitored, place: Place): string {
  const host = hostLink(object, place)
  return object.service ? `${serviceLink(object, place)} on ${host}` : host
}

function announcement(type: NotificationType, object: Monitored, place: Place): string {
  const { service } = object
  const of = service ? 'service ' : ''
  const host = hostLink(object, place)
  const path = service ? `${host}/${serviceLink(object, place)}` : host
  switch (type) {
    case 'ACKNOWLEDGEMENT':
      return `💬 Acknowledgement for ${of}${path} (${lookOf(object).word})`
    case 'DOWNTIMESTART':
      return `💤 Downtime ${service ? 'start' : 'started'} for ${of}${path}`
    case 'DOWNTIMEEND':
      return `✳️ Downtime end for ${of}${path}`
    case 'DOWNTIMECANCELLED':
      return `🗑️ Downtime cancelled for ${of}${path}`
    case 'FLAPPINGSTART':
      return `Flapping started on ${path}`
    case 'FLAPPINGSTOP':
      return `Flapping stopped on ${path}`
    default:
      return `Disabled flap detection for ${path}`
  }
}

function hostLink({ host }: Monitored, { baseUrl }: Place): string {
  return `[${host.name}](${baseUrl}/a/hosts/browser/${host.uuid})`
}

function serviceLink({ service }: Monitored, { baseUrl }: Place): string {
  return `[${service?.name}](${baseUrl}/a/services/browser/${service?.uuid})`
}

/** PHP escapes slashes, and writes ASCII only. */
function phpJson(value: unknown): string {
  return JSON.stringify(value)
    .replaceAll('/', '\\/')
    .replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
