import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface SettingDeclaration {
  key: string
  display_name: string
  type: string
  help_text: string
  placeholder?: string
  default?: unknown
  secret?: boolean
  options?: { display_name: string; value: string }[]
}

/** `plugin.json`, as far as it is used here. */
export interface Manifest {
  id: string
  name: string
  version: string
  icon_path?: string
  server?: { executables?: Record<string, string> }
  webapp?: { bundle_path: string }
  settings_schema?: { header?: string; footer?: string; settings?: SettingDeclaration[] }
  props?: Record<string, unknown>
}

/** Reads the manifest of an unpacked plugin. Throws when there is none or it is not JSON. */
export function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'plugin.json'), 'utf8'))
}

/** The server executable for this machine, absolute. */
export function executableOf(manifest: Manifest, folder: string): string {
  const platform = `${process.platform}-${process.arch === 'x64' ? 'amd64' : process.arch}`
  const relative = manifest.server?.executables?.[platform]
  if (!relative) throw new Error(`${manifest.id} has no executable for ${platform}`)
  return join(folder, relative)
}
