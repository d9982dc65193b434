/**
 * The plugin for a Mattermost that lets plugins have no server process: the web app alone, for a
 * sidecar that runs beside Mattermost. `SIDECAR_URL` pins the sidecar's address in it; without, the
 * web app asks the address that the slash command's answer names.
 */
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { writeArchive } from './archive'
import { runAsScript } from './cli'
import { type Manifest, readManifest } from './manifest'
import { dist, inRoot, out, root } from './paths'
import { builtWebapp, copyWebapp } from './stage'

export interface WebappOptions {
  /** Where browsers reach the sidecar; '' for wherever Mattermost vouches for one. */
  sidecarUrl: string
  /** The built web app. */
  webapp: string
  /** Folder to make `ticketdesk/` in. */
  stage: string
  /** Folder for the tarball. */
  into: string
}

/** Where `make dist` and `make deploy WEBAPP=1` have the tarball. */
export function webappTarball({ id, version } = readManifest(), into = dist): string {
  return join(into, `${id}-webapp-${version}.tar.gz`)
}

/** Makes the tarball; returns its path and its size in bytes. Throws for an address nobody can ask. */
export async function packageWebapp(
  options: WebappOptions,
): Promise<{ file: string; size: number }> {
  const manifest = readManifest()
  const rendered = renderWebappManifest(manifest, options.sidecarUrl)
  const folder = join(options.stage, manifest.id)
  rmSync(folder, { recursive: true, force: true })
  const icon = join(folder, manifest.icon_path)
  mkdirSync(dirname(icon), { recursive: true })
  copyFileSync(inRoot(manifest.icon_path), icon)
  copyFileSync(inRoot('LICENSE'), join(folder, 'LICENSE'))
  copyWebapp(manifest, folder, options.webapp)
  writeFileSync(join(folder, 'plugin.json'), rendered)
  const file = webappTarball(manifest, options.into)
  const size = await writeArchive(file, { parent: options.stage, folder: manifest.id })
  return { file, size }
}

/**
 * plugin.json without a server. Mattermost hands `props` to every page; what is set in the System
 * Console it hands to administrators only, so a setting could not tell the web app anything.
 */
export function renderWebappManifest(manifest: Manifest, sidecarUrl: string): string {
  const { server: _server, settings_schema: _schema, ...rest } = manifest
  const address = checkAddress(sidecarUrl)
  // contract/src/session.ts: SidecarProps.
  const props = { door: 'sidecar', sidecar_url: address }
  const where = address === '' ? 'wherever the slash command /ticket points' : `at ${address}`
  const header =
    'This plugin is the web app only. It talks to a Ticket Desk that runs beside Mattermost, ' +
    `${where}. Form, language, database and alert sources are set there, in its environment and ` +
    'configuration file. Each team needs the slash command /ticket, pointing at it.'
  return `${JSON.stringify({ ...rest, settings_schema: { header, settings: [] }, props }, null, 2)}\n`
}

function checkAddress(sidecarUrl: string): string {
  if (sidecarUrl === '') return ''
  const { protocol, username, search, hash, origin, pathname } = parseAddress(sidecarUrl)
  if (!/^https?:$/.test(protocol) || username || search || hash) {
    throw new Error(`SIDECAR_URL "${sidecarUrl}" must look like https://tickets.example.org`)
  }
  return origin + pathname.replace(/\/+$/, '')
}

function parseAddress(text: string): URL {
  try {
    return new URL(text)
  } catch {
    throw new Error(`SIDECAR_URL "${text}" is not an address`)
  }
}

/** The tarball of `make dist`, by the environment; one line for the developer. */
export async function packageWebappHere(): Promise<string> {
  const sidecarUrl = process.env['SIDECAR_URL']?.trim() ?? ''
  const stage = join(out, 'webapp-only')
  const { file, size } = await packageWebapp({ sidecarUrl, webapp: builtWebapp, stage, into: dist })
  const pinned = sidecarUrl ? `talks to ${sidecarUrl} only` : 'talks to the sidecar /ticket names'
  return `${relative(root, file)}: ${Math.ceil(size / 1024)} KiB, the web app alone, ${pinned}`
}

runAsScript(module, async () => console.log(await packageWebappHere()))
