/** `make dist`: a plugin per platform, one without a server, and the sidecar by itself. */
import { rmSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import { megabytes, writeArchive } from './archive'
import { bundleSidecar, sidecarBundle } from './bundle'
import { runAsScript } from './cli'
import { readManifest } from './manifest'
import { dist, root } from './paths'
import { builtWebapp, type StageOptions, stage, stageFolder } from './stage'
import { describeSidecar, packageBundle, packageImage } from './standalone/package-sidecar'
import { chooseTargets, type Target } from './targets'
import { packageWebappHere } from './webapp-only'

/** Mattermost's default for FileSettings.MaxFileSize, which bounds plugin uploads: 100 MiB. */
export const uploadLimit = 100 * 1024 * 1024

export interface Packaged {
  file: string
  /** Size of the tarball in bytes. */
  size: number
  executableSize: number
  glibc: string | undefined
  libraries: string | undefined
}

export type PackageOptions = Omit<StageOptions, 'into'> & { into?: string }

/** Makes the tarball for one platform. Throws when it is too large to be uploaded. */
export async function packageFor(target: Target, options: PackageOptions): Promise<Packaged> {
  const { id, version } = readManifest()
  const staged = await stage(target, { ...options, into: stageFolder(target) })
  const file = join(options.into ?? dist, `${id}-${version}-${target.name}.tar.gz`)
  const size = await writeArchive(file, { parent: stageFolder(target), folder: id })
  if (size > uploadLimit) {
    rmSync(file)
    throw new Error(`${file} would have ${megabytes(size)}, more than the upload limit of 100 MiB`)
  }
  const { glibc, libraries } = staged
  return { file, size, executableSize: statSync(staged.executable).size, glibc, libraries }
}

/** One line for the developer about a tarball. */
export function describe({ file, size, executableSize, glibc, libraries }: Packaged): string {
  const needs = glibc ? `, needs glibc ${glibc} or newer, libraries from ${libraries}` : ''
  const sizes = `${megabytes(size)}, executable ${megabytes(executableSize)}`
  return `${relative(root, file)}: ${sizes}${needs}`
}

runAsScript(module, async () => {
  console.log(await packageWebappHere())
  const packages = await bundleSidecar()
  const targets = chooseTargets(process.argv.slice(2))
  for (const target of targets) {
    const options = { main: sidecarBundle, packages, webapp: builtWebapp }
    console.log(describe(await packageFor(target, options)))
  }
  for (const target of targets.filter(({ os }) => os === 'linux')) {
    console.log(describeSidecar(await packageBundle(target)))
    console.log(describeSidecar(packageImage(target)))
  }
})
