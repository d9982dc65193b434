import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findGlibc } from '../glibc'
import { layOutImageRoot } from '../standalone/image-root'
import { enterRoot, type Inside } from '../standalone/read-only-root'
import { layOutSidecar } from '../standalone/sidecar-folder'
import { ownTarget } from '../targets'
import { findBuiltPlugin } from './built-plugin'

export interface BuiltImage extends Inside {
  /** The folder that is `/` in the image. */
  root: string
  /** The folder outside that is `/data` inside. */
  data: string
  remove(): void
}

/** The image of what `make build` built, ready to run as an engine runs it. */
export async function openBuiltImage(): Promise<BuiltImage> {
  const folder = mkdtempSync(join(tmpdir(), 'ticketdesk-image-'))
  const remove = () => rmSync(folder, { recursive: true, force: true })
  try {
    const target = ownTarget()
    const { folder: plugin } = findBuiltPlugin()
    const sidecar = layOutSidecar({ target, plugin, into: folder })
    const glibc = findGlibc(target, readFileSync(join(sidecar, 'ticketdesk')))
    const [root, data] = [join(folder, 'root'), join(folder, 'data')]
    layOutImageRoot({ sidecar, glibc, into: root })
    return { ...(await enterRoot({ root, data })), root, data, remove }
  } catch (error) {
    remove()
    throw error
  }
}
