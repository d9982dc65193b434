import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { ByteStream } from '../../src/bytes/byte-stream'
import { type LaunchOptions, launchGoPlugin } from '../../src/go-plugin/launch'

export const cookie = { key: 'TEST_PLUGIN', value: 'started by a test' }

/** How to run a TypeScript file of this directory as a process. */
export const commandFor = (file: string) => ({
  executable: process.execPath,
  args: ['--import', pathToFileURL(require.resolve('tsx')).href, join(__dirname, file)],
})

/** A directory for sockets, and what is left in it. */
export interface SocketDirectory {
  readonly path: string
  readonly env: Record<string, string | undefined>
  left(): string[]
  remove(): void
}

export function createSocketDirectory(): SocketDirectory {
  const path = mkdtempSync(join(tmpdir(), 'sockets-'))
  return {
    path,
    env: { ...process.env, PLUGIN_UNIX_SOCKET_DIR: path },
    left: () => readdirSync(path),
    remove: () => rmSync(path, { recursive: true, force: true }),
  }
}

/** Launches the child plugin; compiling it on a busy machine takes longer than a bundle would. */
export const launchChild = (options: Partial<LaunchOptions> = {}) =>
  launchGoPlugin({
    ...commandFor('child.ts'),
    cookie,
    protocolVersion: 1,
    startLimitMs: 60_000,
    ...options,
  })

/** Sends everything back, at the pace of whoever reads. */
export function echo(stream: ByteStream): void {
  stream.start(
    (chunk) => {
      if (stream.write(chunk)) return
      stream.pause()
      stream.drained().then(
        () => stream.resume(),
        () => {},
      )
    },
    () => stream.end(),
  )
}

/** False once the process is gone, or only waits for somebody to read its exit code. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}

/** Looks again and again until `condition` holds; the test's own time limit is the limit. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 10))
}
