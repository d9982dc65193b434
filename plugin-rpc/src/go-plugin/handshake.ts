import { GoPluginError } from './errors'

/** go-plugin's own version, the first field of the line. */
const CORE_VERSION = 1
const PROTOCOL = 'netrpc'

/** A secret that is none: shows a plugin that it was started by a host and not by hand. */
export interface Cookie {
  readonly key: string
  readonly value: string
  /** One sentence for whoever starts the plugin by hand; a general one unless given. */
  readonly explanation?: string
}

/** What the one line on a plugin's stdout says. */
export interface Handshake {
  /** Version of the application's protocol, agreed by plugin and host. */
  readonly protocolVersion: number
  readonly network: 'unix' | 'tcp'
  /** Path of the socket, or host:port. */
  readonly address: string
}

/** No line is longer: five short fields and a socket path of at most 107 bytes. */
export const MAX_HANDSHAKE_LENGTH = 4096

const STARTED_BY_HAND =
  'This program is a plugin: a server starts it and talks to it, it does nothing when started by hand.'

/** The sentence for whoever started a plugin by hand; undefined when a host did. */
export function renderStartedByHand(
  env: Readonly<Record<string, string | undefined>>,
  cookie: Cookie,
): string | undefined {
  if (env[cookie.key] === cookie.value) return undefined
  return `${cookie.explanation ?? STARTED_BY_HAND}\n`
}

/** The line with its newline; the last field, a server certificate, stays empty. */
export function renderHandshake({ protocolVersion, network, address }: Handshake): string {
  return `${CORE_VERSION}|${protocolVersion}|${network}|${address}|${PROTOCOL}|\n`
}

/** Reads a plugin's first line. Throws GoPluginError `bad_handshake` or `incompatible`. */
export function parseHandshake(line: string): Handshake {
  const fields = line.trim().split('|')
  if (fields.length < 4) throw new GoPluginError('bad_handshake', line.slice(0, 200))
  const [core, version, network, address, protocol = PROTOCOL] = fields
  if (core !== String(CORE_VERSION)) throw new GoPluginError('incompatible', `core ${core}`)
  if (protocol !== PROTOCOL) throw new GoPluginError('incompatible', `protocol ${protocol}`)
  const protocolVersion = Number(version)
  if (!Number.isInteger(protocolVersion) || !address) {
    throw new GoPluginError('bad_handshake', line.slice(0, 200))
  }
  if (network !== 'unix' && network !== 'tcp') {
    throw new GoPluginError('incompatible', `network ${network}`)
  }
  return { protocolVersion, network, address }
}
