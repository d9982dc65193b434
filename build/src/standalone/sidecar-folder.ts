/** What the standalone bundle holds: unpacked below /opt it is what the systemd unit starts. */
import { copyFileSync, cpSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { inRoot } from '../paths'
import type { Target } from '../targets'

/** Beside the program: what an administrator starts from, of no use inside an image. */
export const examples = ['ticketdesk.service', 'ticketdesk.example.yaml', 'ticketdesk.env.example']

const name = 'ticketdesk'

export interface SidecarOptions {
  target: Target
  /** The platform's unpacked plugin, see stage.ts: executable and libraries are the same. */
  plugin: string
  /** Folder to make `ticketdesk/` in, which becomes the archive's only top entry. */
  into: string
}

/** Makes the folder; what was there before is removed. Returns its path. */
export function layOutSidecar({ target, plugin, into }: SidecarOptions): string {
  const folder = join(into, name)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const program = join(plugin, 'server', 'dist')
  for (const file of readdirSync(program)) {
    const own = file === `${name}-${target.name}`
    cpSync(join(program, file), join(folder, own ? name : file))
  }
  for (const file of ['LICENSE', 'NOTICE']) copyFileSync(join(plugin, file), join(folder, file))
  for (const file of examples) copyFileSync(inRoot('deploy', file), join(folder, file))
  return folder
}
