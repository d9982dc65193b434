import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { GoPluginError } from './errors'

/** sockaddr_un holds 108 bytes including the closing zero. */
const MAX_PATH_BYTES = 107
const PREFIX = 'plugin-'
const SOCKET_NAME = 's'
/** mkdtemp appends six characters. */
const UNIQUE_LENGTH = 6

/** A place for one unix socket that only this user can reach. */
export interface SocketPlace {
  readonly path: string
  /** Call when the socket is bound. */
  makePrivate(): void
  /** Removes the socket and its directory; harmless when repeated. */
  remove(): void
}

function fits(directory: string): boolean {
  const path = join(directory, `${PREFIX}${'x'.repeat(UNIQUE_LENGTH)}`, SOCKET_NAME)
  // The handshake line separates its fields with bars and ends with a newline.
  return Buffer.byteLength(path) <= MAX_PATH_BYTES && !/[|\r\n]/.test(path)
}

/**
 * Creates a private directory for the socket: in PLUGIN_UNIX_SOCKET_DIR if the host asks for that,
 * else in the temporary directory, else in /tmp. Throws GoPluginError `no_socket_path`.
 */
export function createSocketPlace(env: Readonly<Record<string, string | undefined>>): SocketPlace {
  const asked = env['PLUGIN_UNIX_SOCKET_DIR']
  const parent = (asked ? [asked] : [env['TMPDIR'] || tmpdir(), '/tmp']).find(fits)
  if (!parent) throw new GoPluginError('no_socket_path', asked ?? '')
  // mkdtemp creates it with mode 0700, so there is no moment in which others could connect.
  const directory = mkdtempSync(join(parent, PREFIX))
  const path = join(directory, SOCKET_NAME)
  return {
    path,
    makePrivate: () => chmodSync(path, 0o600),
    remove: () => rmSync(directory, { recursive: true, force: true }),
  }
}
