/**
 * plugin.json, which Mattermost reads, is also where our id and version come from. This script
 * checks it by the server's own rules (most are applied only at activation, so a mistake would
 * otherwise show on somebody's server) and writes contract/src/manifest.ts from it.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { runAsScript } from './cli'
import { checkSettings, type SettingsSchema } from './manifest-settings'
import { inRoot } from './paths'

/** Mattermost's plugin manifest, as far as we use it. */
export interface Manifest {
  id: string
  name: string
  version: string
  min_server_version: string
  description?: string
  homepage_url?: string
  support_url?: string
  release_notes_url?: string
  icon_path: string
  server: { executables: Record<string, string> }
  webapp: { bundle_path: string }
  settings_schema: SettingsSchema
  /** Handed to every page as it is. */
  props?: Record<string, unknown>
}

// From semver.org, without the optional `v` that lax parsers take: the server is strict.
const strictVersion =
  /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$/
const platforms = ['linux-amd64', 'linux-arm64', 'darwin-amd64', 'darwin-arm64', 'windows-amd64']

/** Reads and checks plugin.json. Throws one error that names every complaint. */
export function readManifest(path = inRoot('plugin.json')): Manifest {
  const manifest: Manifest = JSON.parse(readFileSync(path, 'utf8'))
  const complaints = checkManifest(manifest)
  if (complaints.length > 0) throw new Error(`plugin.json: ${complaints.join('; ')}`)
  return manifest
}

/** What is wrong with a manifest: one sentence each, none when it is fine. */
export function checkManifest(manifest: Manifest): string[] {
  return [
    ...checkIdentity(manifest),
    ...checkLinks(manifest),
    ...checkFiles(manifest),
    ...checkSettings(manifest.settings_schema),
  ]
}

function checkIdentity({ id, name, version, min_server_version: server }: Manifest): string[] {
  const complaints: string[] = []
  // Lower case, because the server lowers it and registerPlugin must be called with the same id.
  if (!/^[a-z0-9_.-]{3,190}$/.test(id ?? '')) {
    complaints.push(`id "${id}" must be 3 to 190 of a-z, 0-9, "-", "_" and "."`)
  }
  if (!name?.trim()) complaints.push('name is missing')
  if (!strictVersion.test(version ?? '')) complaints.push(`version "${version}" is not x.y.z`)
  if (!strictVersion.test(server ?? '')) {
    complaints.push(`min_server_version "${server}" is not x.y.z`)
  }
  return complaints
}

function checkLinks(manifest: Manifest): string[] {
  return (['homepage_url', 'support_url', 'release_notes_url'] as const).flatMap((key) => {
    const link = manifest[key]
    return link === undefined || /^https?:\/\/./.test(link) ? [] : [`${key} is not an http address`]
  })
}

function checkFiles({ icon_path: icon, server, webapp }: Manifest): string[] {
  const complaints: string[] = []
  if (!icon?.endsWith('.svg')) complaints.push('icon_path must name an .svg file')
  else if (!existsSync(inRoot(icon))) complaints.push(`${icon} does not exist`)
  const bundle = webapp?.bundle_path
  if (!isBelow(bundle)) complaints.push(`webapp.bundle_path "${bundle}" must lie in the bundle`)
  const executables = Object.entries(server?.executables ?? {})
  if (executables.length === 0) complaints.push('server.executables is empty')
  for (const [platform, path] of executables) {
    if (!platforms.includes(platform)) complaints.push(`no such platform: ${platform}`)
    if (!isBelow(path)) complaints.push(`executable "${path}" must lie in the bundle`)
  }
  return complaints
}

/** A relative path that stays inside; the server also refuses a leading dot. */
function isBelow(path: string | undefined): boolean {
  return !!path && !/^[./\\]/.test(path) && !path.split('/').includes('..')
}

/** The TypeScript file with id and version that webapp and sidecar import. */
export function renderManifestModule({ id, version }: Manifest): string {
  return `// Written by build/src/manifest.ts from plugin.json. Change it there.

/** Identity of the plugin: part of its addresses and of what it says about itself. */
export const manifest = {
  id: '${id}',
  version: '${version}',
} as const
`
}

runAsScript(module, () => {
  const manifest = readManifest()
  writeFileSync(inRoot('contract', 'src', 'manifest.ts'), renderManifestModule(manifest))
  console.log(`plugin.json is fine: ${manifest.id} ${manifest.version}`)
})
