import type { Signal, SignalLink } from '../../domain/alert/signal'
import { kindOfType, severityOfState } from '../nagios-words'
import { keyOf, linksOf, present, splitAt } from '../read-text'
import type { Incoming, Understood } from '../upstream'

const TITLE =
  /^([A-Z]{1,40}): (Service|Host) (.{1,3000}) is (UP|DOWN|OK|WARNING|CRITICAL|UNKNOWN)!?$/
const LINKED = /^\[([^[\]]{1,500})\]\(([^()\s]{1,1000})\)$/
const LINKED_PAIR =
  /^\[([^[\]]{1,500})\]\(([^()\s]{1,1000})\)@\[([^[\]]{1,500})\]\(([^()\s]{1,1000})\)$/

/** One signal, or undefined when this is none of the scripts. */
export function receiveIcinga2({ message }: Incoming): Understood | undefined {
  if (message.attachments.length > 0) return undefined
  const [title, rest] = splitAt(message.text, '\n')
  const match = title.length > 4096 ? null : TITLE.exec(title)
  if (!match) return undefined
  const [, type = '', object, name = '', state = ''] = match
  const named = object === 'Host' ? readHost(name) : readService(name)
  if (!named) return undefined
  const { host, service, links } = named
  const signal = present<Signal>({
    kind: kindOfType(type),
    object: {
      kind: service ? 'service' : 'host',
      key: keyOf('icinga2', host, service ?? ''),
      host,
      ...(service && { service }),
    },
    severity: severityOfState(state),
    stateWord: state,
    output: rest,
    details: [],
    links,
  })
  return { signals: [signal] }
}

interface Named {
  host: string
  service?: string
  links: SignalLink[]
}

function readHost(name: string): Named {
  const [, host = name, url] = LINKED.exec(name) ?? []
  return { host, links: linksOf([host, url]) }
}

function readService(name: string): Named | undefined {
  const [, linked, serviceUrl, host = '', hostUrl] = LINKED_PAIR.exec(name) ?? []
  if (linked) {
    return { host, service: linked, links: linksOf([linked, serviceUrl], [host, hostUrl]) }
  }
  const at = name.lastIndexOf(' on ')
  return at > 0 && at + 4 < name.length
    ? { host: name.slice(at + 4), service: name.slice(0, at), links: [] }
    : undefined
}
