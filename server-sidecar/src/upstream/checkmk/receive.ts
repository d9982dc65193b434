import type { Signal } from '../../domain/alert/signal'
import { kindOfType, severityOfState } from '../nagios-words'
import { detailsOf, keyOf, linksOf, present } from '../read-text'
import type { Incoming, Understood } from '../upstream'

const TITLE = /^(Host|Service) ([A-Z]{1,40})(?: \([^()]{1,60}\))? notification$/
const LINES =
  /^Host: (.{1,3000}?)(?: \(IP: ([^()\n]{0,200})\))?\n(?:Service: (.{1,3000})\n)?State: ([A-Z]{1,40})$/
const LINKED = /^<(https?:\/\/[^<>|\s]+)\|([^<>]+)>$/
const CONTACTS = /\n?Please take a look: ((?:@[^\s,]+(?:, )?)+)$/

/** One signal, or undefined when this is not Checkmk speaking. */
export function receiveCheckmk({ message }: Incoming): Understood | undefined {
  const [first, second, ...more] = message.attachments
  if (!first || !second || more.length > 0 || message.text !== '') return undefined
  const title = TITLE.exec(first.title)
  const lines = first.text.length > 8192 ? null : LINES.exec(first.text)
  if (!title || !lines || second.title !== 'Additional Info') return undefined
  const [, host = '', address, service, state = ''] = lines
  if ((title[1] === 'Service') !== (service !== undefined)) return undefined
  const read = { type: title[2] ?? '', host: readName(host), state, address }
  return {
    signals: [signalOf({ ...read, ...(service && { service: readName(service) }) }, second.text)],
  }
}

interface Read {
  type: string
  host: Name
  service?: Name
  address: string | undefined
  state: string
}
interface Name {
  name: string
  url?: string | undefined
}

function signalOf({ type, host, service, address, state }: Read, info: string): Signal {
  const tail = info.slice(-4096)
  const contacts = CONTACTS.exec(tail)
  return present<Signal>({
    kind: kindOfType(type),
    object: {
      kind: service ? 'service' : 'host',
      key: keyOf('checkmk', host.name, service?.name ?? ''),
      host: host.name,
      ...(service && { service: service.name }),
    },
    severity: severityOfState(state),
    stateWord: state,
    output: contacts ? info.slice(0, info.length - contacts[0].length) : info,
    details: detailsOf(['Address', address], ['Contacts', contacts?.[1]?.replaceAll('@', '')]),
    links: linksOf([service?.name ?? '', service?.url], [host.name, host.url]),
  })
}

function readName(text: string): Name {
  const [, url, name = text] = LINKED.exec(text) ?? []
  return { name, url }
}
