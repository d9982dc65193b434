/** Writes a folder as .tar.gz, byte for byte the same for the same content. */
import { lstatSync, mkdirSync, readdirSync, renameSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { create } from 'tar'

// Any fixed moment will do; times of a checkout or a build would make every archive different.
const mtime = new Date(Date.UTC(2026, 0, 1))

/**
 * Archives `<parent>/<folder>` with `folder` as the only top entry: files sorted, owners and times
 * left out, modes kept (the server extracts them, and its executable needs the x bit).
 * Returns the size in bytes.
 */
export async function writeArchive(
  file: string,
  { parent, folder }: { parent: string; folder: string },
): Promise<number> {
  mkdirSync(dirname(file), { recursive: true })
  // Whoever reads the archive meanwhile must find a whole one.
  const unfinished = `${file}.${process.pid}`
  await create(
    {
      file: unfinished,
      cwd: parent,
      gzip: { level: 9, portable: true },
      portable: true,
      mtime,
      noDirRecurse: true,
    },
    listFiles(parent, folder),
  )
  renameSync(unfinished, file)
  return statSync(file).size
}

/** Every regular file and folder below `path`, relative to `parent`, in one order everywhere. */
export function listFiles(parent: string, path: string): string[] {
  const stat = lstatSync(join(parent, path))
  if (!stat.isDirectory()) return stat.isFile() ? [path] : []
  const names = readdirSync(join(parent, path)).sort()
  return [path, ...names.flatMap((name) => listFiles(parent, `${path}/${name}`))]
}

/** A size for people. */
export const megabytes = (bytes: number) => `${(bytes / 1024 / 1024).toFixed(1)} MiB`
