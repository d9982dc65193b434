/**
 * Runs what an image's root folder holds the way an engine does with a read-only root: nothing can
 * be written but /tmp and /data, /proc is there, the user is the image's and gains no rights. No
 * engine is needed, only a machine that lets us mount things in a namespace of our own.
 */
import { chownSync, mkdirSync } from 'node:fs'
import { type Command, runToEnd } from '../handshake'
import { dataFolder, executable, userId } from './image-config'

export interface ReadOnlyRoot {
  /** The image's root. */
  root: string
  /** What is mounted on /data; made if it is not there. */
  data: string
}

/** `full`: as described above; `own user`: without root's rights, as ourselves; `plain`: no walls. */
export type Walls = 'full' | 'own user' | 'plain'

export interface Inside {
  walls: Walls
  /** The command that runs the image's executable with these arguments and this environment. */
  command(args: readonly string[], env?: Record<string, string>): Command
}

const mounts = [
  'mount --bind "$1" "$1"',
  'mount --rbind /proc "$1/proc"',
  'mount -t tmpfs tmpfs "$1/tmp"',
  `mount --bind "$2" "$1${dataFolder}"`,
  'mount -o remount,bind,ro "$1"',
].join(' && ')

/** Finds the best way in that this machine allows. */
export async function enterRoot({ root, data }: ReadOnlyRoot): Promise<Inside> {
  mkdirSync(data, { recursive: true })
  const user = `setpriv --no-new-privs chroot --userspec=${userId}:${userId}`
  const ways: { walls: Walls; unshare: string[]; enter: string }[] = [
    { walls: 'full', unshare: ['--mount', '--propagation', 'private'], enter: user },
    { walls: 'own user', unshare: ['--map-root-user', '--mount'], enter: 'chroot' },
  ]
  for (const { walls, unshare, enter } of ways) {
    const script = `${mounts} && root="$1" && shift 2 && exec ${enter} "$root" ${executable} "$@"`
    const command: Inside['command'] = (args, env = {}) => ({
      file: 'unshare',
      args: [...unshare, 'sh', '-c', script, 'sh', root, data, ...args],
      env: {
        PATH: '/usr/sbin:/usr/bin:/sbin:/bin',
        HOME: dataFolder,
        DATA_DIR: dataFolder,
        ...env,
      },
    })
    if (walls === 'full' && process.getuid?.() === 0) chownSync(data, userId, userId)
    const { code } = await runToEnd(command(['--version'])).catch(() => ({ code: 1 }))
    if (code === 0) return { walls, command }
  }
  const command: Inside['command'] = (args, env = {}) => ({
    file: `${root}${executable}`,
    args,
    env: { HOME: data, DATA_DIR: data, ...env },
  })
  return { walls: 'plain', command }
}
