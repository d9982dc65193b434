/**
 * A root folder like Mattermost's official image: glibc and the plugin's own files, no shell, no
 * other library. /proc is there, as in every container: the loader reads from it where the
 * executable lies.
 */
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { neededLibraries, parseElf } from './elf/read'
import { copyOwnGlibc, glibcNames } from './glibc'
import { type Command, runToEnd } from './handshake'
import type { BuiltPlugin } from './providers/built-plugin'

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
    const bytes = readFileSync(plugin.executable)
    copyOwnGlibc(bytes, root)
    refuseStrangers(plugin.executable, bytes)
    const inside = join('/plugin', relative(plugin.folder, plugin.executable))
    return { root, command: await findWayIn(root, inside), remove }
  } catch (error) {
    remove()
    throw error
  }
}

/** Throws with the libraries that neither glibc nor the plugin itself brings. */
function refuseStrangers(executable: string, bytes: Buffer): void {
  const strangers = neededLibraries(parseElf(bytes)).filter(
    (name) =>
      !glibcNames.includes(name) &&
      !name.startsWith('ld-linux') &&
      !existsSync(join(dirname(executable), name)),
  )
  if (strangers.length > 0) throw new Error(`Nobody brings ${strangers.join(' and ')}`)
}

/** Root may simply change root; others may inside a namespace of their own, where that is allowed. */
async function findWayIn(root: string, inside: string): Promise<Command> {
  const enter = 'mount --rbind /proc "$1/proc" && exec chroot "$@"'
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

/** Asked for its version it says it, which shows that we are in and that it runs there. */
async function tryWay(way: Command): Promise<string | undefined> {
  try {
    const { code, stderr } = await runToEnd({ ...way, args: [...(way.args ?? []), '--version'] })
    return code === 0 ? undefined : stderr.trim().split('\n')[0] || `ended with ${code}`
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? String(error)
  }
}
