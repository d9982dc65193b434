/**
 * A root folder like Mattermost's official image: glibc and the plugin's own files, no shell, no
 * other library. /proc is there, as in every container: the loader reads from it where the
 * executable lies.
 */
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { neededLibraries, parseElf, readString } from './elf/read'
import { type Command, runToEnd } from './handshake'
import type { BuiltPlugin } from './providers/built-plugin'

/** glibc's files, by the names programs ask for. The loader's own differs by platform. */
const glibc = [
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

export interface Jail {
  /** The folder that is `/` inside. */
  root: string
  /** The command that runs the plugin inside. */
  command: Command
  remove(): void
}

/** Makes the root with a copy of the plugin in it. Throws when this machine cannot enter it. */
export async function openJail(plugin: BuiltPlugin): Promise<Jail> {
  const root = mkdtempSync(join(tmpdir(), 'ticketdesk-jail-'))
  const remove = () => rmSync(root, { recursive: true, force: true })
  try {
    for (const folder of ['tmp', 'proc', 'plugin']) mkdirSync(join(root, folder))
    cpSync(plugin.folder, join(root, 'plugin'), { recursive: true })
    copyGlibc(plugin.executable, root)
    const inside = join('/plugin', relative(plugin.folder, plugin.executable))
    return { root, command: await findWayIn(root, inside), remove }
  } catch (error) {
    remove()
    throw error
  }
}

function copyGlibc(executable: string, root: string): void {
  const bytes = readFileSync(executable)
  copyTo(root, interpreterOf(bytes))
  for (const name of glibc) {
    const folder = libraryFolders.find((candidate) => existsSync(join(candidate, name)))
    // Newer glibc has merged some of them into libc.so.6.
    if (folder) copyTo(root, join(folder, name))
  }
  const strangers = neededLibraries(parseElf(bytes)).filter(
    (name) =>
      !glibc.includes(name) &&
      !name.startsWith('ld-linux') &&
      !existsSync(join(dirname(executable), name)),
  )
  if (strangers.length > 0) throw new Error(`Nobody brings ${strangers.join(' and ')}`)
}

/** The loader the kernel starts for this executable (PT_INTERP), such as /lib64/ld-linux-x86-64.so.2. */
function interpreterOf(bytes: Buffer): string {
  const section = parseElf(bytes).sections.find(({ name }) => name === '.interp')
  if (!section) throw new Error('The executable names no loader')
  return readString(bytes, Number(section.offset))
}

function copyTo(root: string, path: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  copyFileSync(path, join(root, path))
}

/** Root may simply change root; others may inside a namespace of their own, where that is allowed. */
async function findWayIn(root: string, inside: string): Promise<Command> {
  const enter = 'mount --rbind /proc "$1/proc" && exec chroot "$1" "$2"'
  const script = ['sh', '-c', enter, 'sh', root]
  const ways: Command[] = [
    { file: 'unshare', args: ['--mount', '--propagation', 'private', ...script] },
    { file: 'unshare', args: ['--map-root-user', '--mount', ...script] },
  ]
  const refusals: string[] = []
  for (const { file, args = [] } of ways) {
    const command = {
      file,
      args: [...args, inside],
      env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' },
    }
    const refusal = await tryWay(command)
    if (refusal === undefined) return command
    refusals.push(`${file}: ${refusal}`)
  }
  throw new Error(`This machine cannot change root (${refusals.join('; ')})`)
}

/** Started without the cookie, the plugin explains itself and ends with 1; that shows we are in. */
async function tryWay(command: Command): Promise<string | undefined> {
  try {
    const { code, stderr } = await runToEnd(command)
    const entered = code === 1 && /plugin/i.test(stderr) && !/unshare|mount:|chroot:/.test(stderr)
    return entered ? undefined : stderr.trim().split('\n')[0] || `ended with ${code}`
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? String(error)
  }
}
