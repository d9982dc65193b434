/** Where the plugin comes from: an unpacked folder, a tarball, or a bundle run by this very Node. */
import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { x as extract } from 'tar'
import { executableOf, type Manifest, readManifest } from './mattermost/manifest'

export interface PluginFolder {
  folder: string
  manifest: Manifest
  /** What is started, with its arguments; undefined: the plugin has no server part. */
  start: { executable: string; args: string[] } | undefined
}

/**
 * Opens a plugin as Mattermost would. `script` is run by Node in place of the plugin's executable.
 * Throws when there is no plugin there.
 */
export async function openPluginFolder(
  from: string,
  into: string,
  script?: string,
): Promise<PluginFolder> {
  const folder = from.endsWith('.tar.gz') ? await unpack(from, into) : from
  if (!existsSync(join(folder, 'plugin.json'))) throw new Error(`There is no plugin in ${folder}`)
  const manifest = readManifest(folder)
  return { folder, manifest, start: startOf(manifest, folder, script) }
}

function startOf(manifest: Manifest, folder: string, script?: string): PluginFolder['start'] {
  if (script) return { executable: process.execPath, args: [script] }
  if (!manifest.server) return undefined
  return { executable: executableOf(manifest, folder), args: [] }
}

async function unpack(tarball: string, into: string): Promise<string> {
  const folder = join(into, 'plugin')
  mkdirSync(folder, { recursive: true })
  await extract({ file: tarball, cwd: folder })
  if (existsSync(join(folder, 'plugin.json'))) return folder
  const [inner = ''] = readdirSync(folder)
  return join(folder, inner)
}
