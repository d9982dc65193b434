/**
 * What `make dist` makes besides the plugin, for each Linux platform: the standalone bundle (the
 * executable with its libraries, for systemd) and the container image. `make image` makes the image
 * for this machine only.
 */
import { lstatSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import { listFiles, megabytes, writeArchive } from '../archive'
import { bundleSidecar, sidecarBundle } from '../bundle'
import { runAsScript } from '../cli'
import { findGlibc } from '../glibc'
import { readManifest } from '../manifest'
import { dist, root } from '../paths'
import { builtWebapp, stage, stageFolder } from '../stage'
import { ownTarget, type Target } from '../targets'
import { renderImageArchive } from './image-archive'
import { layOutImageRoot, readImageRoot } from './image-root'
import { layOutSidecar } from './sidecar-folder'
import { renderTar } from './tar-entries'

export interface SidecarFile {
  path: string
  /** Bytes as it is handed over, and unpacked. */
  size: number
  unpacked: number
  /** More for the build's report. */
  remark: string
}

/** The context of deploy/Containerfile: the image's root as `root`, and the same as `root.tar`. */
export function imageFolder(target: Target): string {
  return join(stageFolder(target), 'image')
}

/** Makes the bundle for systemd out of the unpacked plugin. */
export async function packageBundle(target: Target, into = dist): Promise<SidecarFile> {
  const folder = layOut(target)
  const path = join(into, `${sidecarName()}-${target.name}.tar.gz`)
  const size = await writeArchive(path, { parent: dirname(folder), folder: basename(folder) })
  return { path, size, unpacked: bytesBelow(folder), remark: 'for systemd' }
}

/** Makes the image out of the unpacked plugin. Throws when there is no glibc for the platform. */
export function packageImage(target: Target, into = dist): SidecarFile {
  const sidecar = layOut(target)
  const glibc = findGlibc(target, readFileSync(join(sidecar, 'ticketdesk')))
  const folder = join(imageFolder(target), 'root')
  layOutImageRoot({ sidecar, glibc, into: folder })
  const entries = readImageRoot(folder)
  writeWhole(join(imageFolder(target), 'root.tar'), renderTar(entries))
  const { version } = readManifest()
  const reference = `localhost/ticketdesk:${version}`
  const architecture = target.arch === 'x64' ? 'amd64' : 'arm64'
  const archive = renderImageArchive({
    reference,
    version,
    architecture,
    root: entries,
  })
  const path = join(into, `${sidecarName()}-${target.name}.oci.tar`)
  writeWhole(path, archive)
  const remark = `image ${reference}, glibc from ${glibc.origin}`
  return { path, size: archive.length, unpacked: bytesBelow(folder), remark }
}

/** One line for the developer. */
export function describeSidecar({ path, size, unpacked, remark }: SidecarFile): string {
  return `${relative(root, path)}: ${megabytes(size)}, unpacked ${megabytes(unpacked)}, ${remark}`
}

function layOut(target: Target): string {
  const staged = stageFolder(target)
  const plugin = join(staged, readManifest().id)
  return layOutSidecar({ target, plugin, into: join(staged, 'sidecar') })
}

const sidecarName = () => `ticketdesk-sidecar-${readManifest().version}`

function bytesBelow(folder: string): number {
  const files = listFiles(folder, '.').map((path) => lstatSync(join(folder, path)))
  return files.reduce((sum, file) => (file.isFile() ? sum + file.size : sum), 0)
}

/** Whoever reads the file meanwhile must find a whole one. */
function writeWhole(path: string, content: Buffer): void {
  mkdirSync(dirname(path), { recursive: true })
  const unfinished = `${path}.${process.pid}`
  writeFileSync(unfinished, content)
  renameSync(unfinished, path)
}

runAsScript(module, async () => {
  const target = ownTarget()
  if (target.os !== 'linux') throw new Error('Images are made on Linux')
  const packages = await bundleSidecar()
  const into = stageFolder(target)
  await stage(target, { main: sidecarBundle, packages, webapp: builtWebapp, into })
  const image = packageImage(target)
  console.log(describeSidecar(image))
  console.log(`podman load -i ${relative(root, image.path)} (or docker load) takes it as it is`)
})
