/**
 * The root folder of the sidecar's image: the executable with its libraries, glibc, certificates,
 * the names of two users, and two folders that can be written. No shell, no package manager,
 * nothing to log in to.
 */
import {
  appendFileSync,
  chmodSync,
  copyFileSync,
  cpSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { rootCertificates } from 'node:tls'
import { listFiles } from '../archive'
import { renderImageNotice } from '../notice'
import type { RuntimeLibraries } from '../runtime-libraries'
import { dataFolder, home, userId } from './image-config'
import { examples } from './sidecar-folder'
import type { TarEntry } from './tar-entries'

export interface ImageRootOptions {
  /** The unpacked sidecar, see sidecar-folder. */
  sidecar: string
  /** Its `files` are named by their place in the root. */
  glibc: RuntimeLibraries
  /** Where to make the folder; what was there is removed. */
  into: string
}

/** What an image needs of a system's /etc. Certificates are those the executable trusts itself. */
const files: Record<string, string> = {
  'etc/passwd': [
    'root:x:0:0:root:/:/sbin/nologin',
    `ticketdesk:x:${userId}:${userId}:Ticket Desk:${dataFolder}:/sbin/nologin\n`,
  ].join('\n'),
  'etc/group': `root:x:0:\nticketdesk:x:${userId}:\n`,
  'etc/nsswitch.conf': 'hosts: files dns\n',
  // Where Linux keeps them: SSL_CERT_FILE of an older installation may well name this file.
  'etc/ssl/certs/ca-certificates.crt': `${rootCertificates.join('\n')}\n`,
}

const data = dataFolder.slice(1)

/** Engines mount these over; with a read-only root they must be there already. */
const mountPoints = ['dev', 'proc', 'run', 'sys', 'tmp', data]

/** Folders with a mode of their own, all others having 0755. */
const folderModes: Record<string, number> = { tmp: 0o1777, [data]: 0o750 }

/** Makes the folder. Everything in it belongs to whoever makes it; see `readImageRoot`. */
export function layOutImageRoot({ sidecar, glibc, into }: ImageRootOptions): void {
  rmSync(into, { recursive: true, force: true })
  for (const folder of mountPoints) mkdirSync(join(into, folder), { recursive: true })
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(into, path)), { recursive: true })
    writeFileSync(join(into, path), text)
  }
  const filter = (path: string) => !examples.includes(basename(path))
  cpSync(sidecar, join(into, home), { recursive: true, filter })
  appendFileSync(join(into, home, 'NOTICE'), `\n${renderImageNotice(glibc)}`)
  for (const [path, source] of Object.entries(glibc.files)) {
    mkdirSync(dirname(join(into, path)), { recursive: true })
    copyFileSync(source, join(into, path))
  }
  for (const path of listContents(into)) chmodSync(join(into, path), modeOf(into, path))
}

/** The folder as entries of an image's layer: owners as they shall be, the kept folder the user's. */
export function readImageRoot(root: string): TarEntry[] {
  return listContents(root).map((path) => {
    const mode = modeOf(root, path)
    const owner = path === data ? userId : 0
    return isFolder(root, path)
      ? { path: `${path}/`, mode, owner }
      : { path, mode, owner, content: readFileSync(join(root, path)) }
  })
}

/** Relative paths; the root itself is the engine's. */
function listContents(root: string): string[] {
  return listFiles(root, '.')
    .slice(1)
    .map((path) => path.slice('./'.length))
}

/** Whatever umask this was built with. */
function modeOf(root: string, path: string): number {
  if (isFolder(root, path)) return folderModes[path] ?? 0o755
  return lstatSync(join(root, path)).mode & 0o100 ? 0o755 : 0o644
}

const isFolder = (root: string, path: string) => lstatSync(join(root, path)).isDirectory()
