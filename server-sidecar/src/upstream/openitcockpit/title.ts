/**
 * The title of a notification. Read from its end: a name may look like any part of a title, but
 * what follows the last name cannot be forged by it.
 */
import type { SignalKind } from '../../domain/alert/signal'
import { kindOfType, severityOfState } from '../nagios-words'
import { type AckTarget, type PageLink, readLinkAtEnd } from './links'

export interface Title {
  kind: SignalKind
  host: Named
  service?: Named
  stateWord?: string
  output?: string
}
export interface Named {
  name: string
  uuid: string
  url: string
}

/** Names of 255 and 1,500 characters with their links; beyond, it is no title. */
const LONGEST_TITLE = 8192
const EMOJI = /^\p{Extended_Pictographic}\ufe0f? /u
const STATEMENT = /^([A-Z][A-Z ]{0,40}): \[/
const IS_STATE = /\) is ([^()[\]\n!]{1,80})!$/
const STATE_IN_BRACKETS = / \(([^()[\]\n]{1,80})\)$/
/** Of a host only: without a button, a title ending so is about no service. */
const HOST_STATES = /^(?:Up|Down|Unreachable)$/

const ANNOUNCEMENTS: readonly (readonly [opening: string, SignalKind])[] = [
  ['Acknowledgement for service [', 'acknowledgement'],
  ['Acknowledgement for [', 'acknowledgement'],
  ['Downtime start for service [', 'downtime_start'],
  ['Downtime started for [', 'downtime_start'],
  ['Downtime end for service [', 'downtime_end'],
  ['Downtime end for [', 'downtime_end'],
  ['Downtime cancelled for service [', 'downtime_cancelled'],
  ['Downtime cancelled for [', 'downtime_cancelled'],
  ['Flapping started on [', 'flapping_start'],
  ['Flapping stopped on [', 'flapping_stop'],
  ['Disabled flap detection for [', 'flapping_disabled'],
]

/** `TYPE: [service](…) on [host](…) is Critical!`, a line break, the output. */
export function readStatement(text: string, button?: AckTarget): Title | undefined {
  const words = text.replace(EMOJI, '')
  const opening = STATEMENT.exec(words)
  if (!opening) return undefined
  const start = opening[0].length
  const kind = kindOfType(opening[1] ?? '')
  const end = start + LONGEST_TITLE
  for (let at = words.lastIndexOf('\n'); at >= start; at = words.lastIndexOf('\n', at - 1)) {
    if (at > end) at = words.lastIndexOf('\n', end)
    const found = at < start ? undefined : readObjectAndState(words.slice(start, at), button)
    if (found) return { kind, ...found, output: words.slice(at + 1) }
  }
  const whole = words.length > end ? undefined : readObjectAndState(words.slice(start), button)
  return whole && { kind, ...whole }
}

function readObjectAndState(text: string, button: AckTarget | undefined) {
  const state = IS_STATE.exec(text.slice(-100))
  if (!state) return undefined
  const stateWord = state[1] ?? ''
  const host = readLinkAtEnd(text.slice(0, 1 + text.length - state[0].length))
  if (host?.page !== 'hosts' || (button && button.hostUuid !== host.uuid)) return undefined
  const isHost = button ? !button.serviceUuid : HOST_STATES.test(stateWord)
  const service = isHost ? undefined : lastLinkBefore(host, ') on [', button?.serviceUuid)
  if (button?.serviceUuid && !service) return undefined
  // `Critical` is no state of a host.
  const isServiceState = severityOfState(stateWord) && !HOST_STATES.test(stateWord)
  if (!service && isServiceState) return undefined
  return { ...objectOf(host, service), stateWord }
}

/** `Downtime end for service [host](…)/[service](…)` and its like: no output, no state. */
export function readAnnouncement(text: string): Title | undefined {
  if (text.length > LONGEST_TITLE) return undefined
  const words = text.replace(EMOJI, '')
  const [opening, kind] = ANNOUNCEMENTS.find(([start]) => words.startsWith(start)) ?? []
  if (!opening || !kind) return undefined
  const state = kind === 'acknowledgement' ? STATE_IN_BRACKETS.exec(words.slice(-100)) : null
  if (kind === 'acknowledgement' && !state) return undefined
  const last = readLinkAtEnd(
    words.slice(opening.length, state ? words.length - state[0].length : undefined),
  )
  if (!last) return undefined
  const host = last.page === 'hosts' ? last : undefined
  // Flapping says `service` by its second link only.
  if (host && opening.endsWith('service [')) return undefined
  const stateWord = state?.[1] ?? ''
  const named = host ? objectOf(host, undefined) : readPair(last)
  return named && { kind, ...named, ...(state && { stateWord }) }
}

/** `host](…)/[service](…)`, given by its last link. */
function readPair(service: PageLink) {
  const host = lastLinkBefore(service, ')/[')
  return host && { host: nameOf(host), service: named(service, host.rest) }
}

interface LinkBefore extends PageLink {
  /** What stands between this link and the one after it: that one's name. */
  rest: string
}

/** The nearest link of the other kind, of the same system, that this mark parts from the name. */
function lastLinkBefore(link: PageLink, mark: string, uuid?: string): LinkBefore | undefined {
  const { before } = link
  for (let at = before.lastIndexOf(mark); at > 0; at = before.lastIndexOf(mark, at - 1)) {
    const found = readLinkAtEnd(before.slice(0, at + 1))
    const fits = found && found.page !== link.page && found.base === link.base
    if (fits && (uuid === undefined || found.uuid === uuid)) {
      return { ...found, rest: before.slice(at + mark.length) }
    }
  }
  return undefined
}

function objectOf(host: PageLink, service: LinkBefore | undefined) {
  if (!service) return { host: nameOf(host) }
  return { host: named(host, service.rest), service: nameOf(service) }
}

/** The first name of a title follows its opening, so what stands before the link is the name. */
function nameOf(link: PageLink): Named {
  return named(link, link.before)
}

function named({ uuid, url }: PageLink, name: string): Named {
  return { name, uuid, url }
}
