/** A tar archive from entries in memory, with the owners we say. Byte for byte the same each time. */
import { Header } from 'tar'

export interface TarEntry {
  /** Path without a leading slash; a folder's ends with one. */
  path: string
  /** Content; none for a folder. */
  content?: Buffer
  mode: number
  /** User and group id, root's unless said otherwise. */
  owner?: number
}

// Any fixed moment will do; times of a checkout or a build would make every archive different.
export const fixedTime = new Date(Date.UTC(2026, 0, 1))
const block = 512

/** The archive (ustar), entries in the order given. Throws for a path that ustar has no room for. */
export function renderTar(entries: readonly TarEntry[]): Buffer {
  const end = Buffer.alloc(2 * block)
  return Buffer.concat([...entries.flatMap(renderEntry), end])
}

function renderEntry({ path, content, mode, owner = 0 }: TarEntry): Buffer[] {
  const size = content?.length ?? 0
  const header = new Header({
    path,
    mode,
    uid: owner,
    gid: owner,
    size,
    mtime: fixedTime,
    type: content ? 'File' : 'Directory',
  })
  if (header.encode()) throw new Error(`${path} does not fit into a tar header`)
  if (!header.block || !content) return header.block ? [header.block] : []
  return [header.block, content, Buffer.alloc((block - (size % block)) % block)]
}
