/**
 * glibc, the one thing the executable needs from its surroundings. Hosts bring their own; a
 * container image must hold it.
 */
import { copyFileSync, existsSync, mkdirSync, readFileSync, realpathSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { triplets, unpackFromDebian } from './debian-packages'
import { parseElf, readString } from './elf/read'
import type { RuntimeLibraries } from './runtime-libraries'
import type { Target } from './targets'

/** glibc's files, by the names programs ask for. The loader's own differs by platform. */
export const glibcNames: readonly string[] = [
  'libc.so.6',
  'libdl.so.2',
  'libm.so.6',
  'libnss_dns.so.2',
  'libnss_files.so.2',
  'libpthread.so.0',
  'libresolv.so.2',
  'librt.so.1',
  'libutil.so.1',
]

const libraryFolders = [
  '/lib/x86_64-linux-gnu',
  '/lib/aarch64-linux-gnu',
  '/usr/lib/x86_64-linux-gnu',
  '/usr/lib/aarch64-linux-gnu',
  '/lib64',
  '/usr/lib64',
  '/lib',
]

// Debian 13: with security updates until 2030, and an image has no host's glibc to be older than.
const release = 'trixie'

/** The loader the kernel starts for an executable (PT_INTERP), such as /lib64/ld-linux-x86-64.so.2. */
export function loaderOf(executable: Buffer): string {
  const section = parseElf(executable).sections.find(({ name }) => name === '.interp')
  if (!section) throw new Error('The executable names no loader')
  return readString(executable, Number(section.offset))
}

/** Where this machine keeps a library of glibc; newer versions merged some into libc.so.6. */
function findOwn(name: string): string | undefined {
  return libraryFolders.map((folder) => join(folder, name)).find(existsSync)
}

/** Copies this machine's own glibc below `root`, to the places where it is here. */
export function copyOwnGlibc(executable: Buffer, root: string): void {
  const libraries = glibcNames.flatMap((name) => findOwn(name) ?? [])
  for (const path of [loaderOf(executable), ...libraries]) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    copyFileSync(path, join(root, path))
  }
}

/**
 * A glibc to ship for `executable`: path inside a root → path here. Debian's where this machine is
 * a Debian, otherwise this machine's own for its own platform. Throws when there is neither.
 */
export function findGlibc({ name, arch }: Target, executable: Buffer): RuntimeLibraries {
  const loader = loaderOf(executable)
  const goArch = name.replace('linux-', '')
  const triplet = triplets[goArch] ?? arch
  const unpacked = unpackFromDebian({ release, packages: ['libc6'], arch: goArch, security: true })
  if (!unpacked) {
    if (process.arch === arch) return ownGlibc({ loader, triplet })
    throw new Error(`No glibc for an image for ${goArch}: build on Debian, or on ${goArch} itself`)
  }
  const { root, versions } = unpacked
  const from = (file: string) => join(root, 'usr/lib', triplet, file)
  return {
    files: place({ loader, triplet }, (file) => (existsSync(from(file)) ? from(file) : undefined)),
    origin: `Debian ${release}, source package glibc ${versions[0]}`,
    copyright: readFileSync(join(root, 'usr/share/doc/libc6/copyright'), 'utf8'),
  }
}

function ownGlibc(layout: Layout): RuntimeLibraries {
  const { loader } = layout
  const notice = '/usr/share/doc/libc6/copyright'
  return {
    files: place(layout, (file) => (file === basename(loader) ? loader : findOwn(file))),
    origin: 'this machine',
    copyright: existsSync(notice) ? readFileSync(notice, 'utf8') : '',
  }
}

interface Layout {
  loader: string
  triplet: string
}

/** Every loader, wherever it was built, looks into /lib/<triplet> or, outside Debian, /lib64. */
function place(
  { loader, triplet }: Layout,
  find: (file: string) => string | undefined,
): Record<string, string> {
  const folder = existsSync('/etc/debian_version') ? `/lib/${triplet}` : '/lib64'
  const files = glibcNames.flatMap((name) => {
    const path = find(name)
    return path ? [[`${folder}/${name}`, realpathSync(path)] as const] : []
  })
  const ld = find(basename(loader))
  if (!ld || files.length === 0) throw new Error('This machine has no glibc to ship')
  return Object.fromEntries([[loader, realpathSync(ld)], ...files])
}
