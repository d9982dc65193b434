import type { Signal } from '../../domain/alert/signal'
import { kindOfType, severityOfState } from '../nagios-words'
import { keyOf, linksOf, present, splitAt } from '../read-text'
import type { Incoming, Understood } from '../upstream'

const TITLE =
  /^(?::[a-z0-9_+-]{1,60}: )?__([A-Z]{1,40})__ (.{1,2000}) is (UP|DOWN|UNREACHABLE|OK|WARNING|CRITICAL|UNKNOWN)$/
const SERVICE = /^(.{1,500}?) at ([^\s/]{1,300})\/(.+)$/
const VIEW = / ?\[View :link:\]\((https?:\/\/[^()\n]{1,2000})\)$/

/** One signal, or undefined when this is not the script speaking. */
export function receiveNagios({ message }: Incoming): Understood | undefined {
  if (message.attachments.length > 0) return undefined
  const [title, rest] = splitAt(message.text, '\n')
  const match = title.length > 4096 ? null : TITLE.exec(title)
  if (!match) return undefined
  const [, type = '', name = '', state = ''] = match
  return { signals: [signalOf({ type, name, state }, rest)] }
}

interface Read {
  type: string
  name: string
  state: string
}

function signalOf({ type, name, state }: Read, rest: string): Signal {
  const view = VIEW.exec(rest.slice(-3000))
  const [, host = name, address, service] = SERVICE.exec(name) ?? []
  return present<Signal>({
    kind: kindOfType(type),
    object: {
      kind: service ? 'service' : 'host',
      key: keyOf('nagios', host, service ?? ''),
      host,
      ...(service && { service }),
    },
    severity: severityOfState(state),
    stateWord: state,
    output: view ? rest.slice(0, rest.length - view[0].length) : rest,
    details: address ? [{ name: 'Address', value: address }] : [],
    links: linksOf(['Nagios', view?.[1]]),
  })
}
