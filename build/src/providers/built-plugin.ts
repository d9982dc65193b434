import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { out } from '../paths'
import { ownTarget } from '../targets'

export interface BuiltPlugin {
  /** The unpacked plugin, as it will lie in Mattermost's plugin folder. */
  folder: string
  /** Its executable. */
  executable: string
}

/** The plugin for this machine, as `make build` leaves it. Throws when it was not built yet. */
export function findBuiltPlugin(): BuiltPlugin {
  const { name } = ownTarget()
  const folder = join(out, name, 'ticketdesk')
  const manifest = join(folder, 'plugin.json')
  if (!existsSync(manifest)) throw new Error('The plugin is not built yet: make build')
  const { server } = JSON.parse(readFileSync(manifest, 'utf8'))
  return { folder, executable: join(folder, server.executables[name]) }
}
