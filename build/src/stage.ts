/**
 * Lays out an unpacked plugin, `build/out/<platform>/ticketdesk/`: exactly what the tarball will
 * hold. Mattermost's plugin folder looks the same, so tests and the demo start it from here.
 */
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, extname, join } from 'node:path'
import { type BundledPackage, sidecarBundle } from './bundle'
import { runAsScript } from './cli'
import { glibcFloor } from './elf/glibc-floor'
import { type Manifest, readManifest } from './manifest'
import { findNode } from './node-runtime'
import { renderNotice } from './notice'
import { inRoot, out } from './paths'
import { findLibraries, type RuntimeLibraries } from './runtime-libraries'
import { buildExecutable } from './sea'
import { ownTarget, type Target } from './targets'

export interface StageOptions {
  /** The bundled sidecar and whose code is in it. */
  main: string
  packages: readonly BundledPackage[]
  /** Folder to make `ticketdesk/` in. */
  into: string
  /** The built web app; left out when it does not exist. */
  webapp: string
}

export interface Staged {
  /** The unpacked plugin. */
  folder: string
  /** Its executable. */
  executable: string
  /** The oldest glibc it runs on; none outside Linux. */
  glibc: string | undefined
  /** Where the libraries beside the executable came from; none outside Linux. */
  libraries: string | undefined
}

/** Lays out the plugin for one platform; what was there before is removed. */
export async function stage(target: Target, options: StageOptions): Promise<Staged> {
  const manifest = readManifest()
  const folder = join(options.into, manifest.id)
  rmSync(folder, { recursive: true, force: true })
  const executable = join(folder, 'server', 'dist', `${manifest.id}-${target.name}`)
  mkdirSync(dirname(executable), { recursive: true })
  // Built next door: the blob and its settings shall not travel.
  const built = join(options.into, 'executable')
  await buildExecutable(target, { main: options.main, outfile: built })
  copyFileSync(built, executable)
  chmodSync(executable, 0o755)
  const libraries = target.os === 'linux' ? await findLibraries(target) : undefined
  const copies = copyLibraries(libraries, dirname(executable))
  copyAssets(manifest, folder, options.webapp)
  writeFileSync(join(folder, 'plugin.json'), renderManifestFor(manifest, target))
  const node = await findNode(target)
  const notice = renderNotice({ packages: options.packages, node, libraries })
  writeFileSync(join(folder, 'NOTICE'), notice)
  return {
    folder,
    executable,
    glibc: libraries && glibcFloor([executable, ...copies].map((path) => readFileSync(path))),
    libraries: libraries?.origin,
  }
}

/**
 * plugin.json for one platform names that platform's executable only: elsewhere the server then
 * says "backend executable not found for environment" instead of failing on a missing file.
 */
export function renderManifestFor(manifest: Manifest, { name }: Target): string {
  const executables = { [name]: `server/dist/${manifest.id}-${name}` }
  return `${JSON.stringify({ ...manifest, server: { executables } }, null, 2)}\n`
}

function copyLibraries(libraries: RuntimeLibraries | undefined, to: string): string[] {
  return Object.entries(libraries?.files ?? {}).map(([name, path]) => {
    const copy = join(to, name)
    copyFileSync(path, copy)
    chmodSync(copy, 0o644)
    return copy
  })
}

function copyAssets(manifest: Manifest, folder: string, webapp: string): void {
  cpSync(inRoot('assets'), join(folder, 'assets'), { recursive: true })
  copyFileSync(inRoot('LICENSE'), join(folder, 'LICENSE'))
  if (existsSync(webapp)) copyWebapp(manifest, folder, webapp)
}

/** Puts the built web app (a folder) where the manifest says. */
export function copyWebapp(manifest: Manifest, folder: string, webapp: string): void {
  // Source maps are for us; everything in this folder is served to everybody.
  const filter = (path: string) => extname(path) !== '.map'
  cpSync(webapp, join(folder, dirname(manifest.webapp.bundle_path)), { recursive: true, filter })
}

/** Where `stage` puts the plugin for a platform unless told otherwise. */
export function stageFolder(target: Target): string {
  return join(out, target.name)
}

export const builtWebapp = inRoot('webapp', 'dist')

runAsScript(module, async () => {
  const { bundleSidecar } = await import('./bundle')
  const packages = await bundleSidecar()
  const target = ownTarget()
  const options = { main: sidecarBundle, packages, into: stageFolder(target), webapp: builtWebapp }
  const { folder } = await stage(target, options)
  console.log(`The plugin for this machine lies in ${folder}`)
})
