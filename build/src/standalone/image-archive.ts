/**
 * A container image as one file that every engine loads: an OCI image layout (OCI image
 * specification 1.1) that also holds Docker's `manifest.json`, as `docker save` writes it. So
 * `podman load`, `docker load`, `ctr images import` and `skopeo copy` take it as it is.
 */
import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { imageLabels, imageSettings } from './image-config'
import { fixedTime, renderTar, type TarEntry } from './tar-entries'

export interface ImageOptions {
  /** Name and version, such as `localhost/ticketdesk:1.2.3`. */
  reference: string
  version: string
  /** In Go's words, as everywhere in images. */
  architecture: 'amd64' | 'arm64'
  /** The root file system. */
  root: readonly TarEntry[]
}

interface Blob {
  mediaType: string
  digest: string
  size: number
  content: Buffer
}

/** The archive's bytes; the same for the same root. */
export function renderImageArchive(options: ImageOptions): Buffer {
  const tar = renderTar(options.root)
  const layer = blob('application/vnd.oci.image.layer.v1.tar+gzip', compress(tar))
  const config = jsonBlob('application/vnd.oci.image.config.v1+json', {
    ...describe(options),
    rootfs: { type: 'layers', diff_ids: [digestOf(tar)] },
    history: [{ created: fixedTime.toISOString(), created_by: 'make image' }],
  })
  const manifest = jsonBlob('application/vnd.oci.image.manifest.v1+json', {
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    config: descriptor(config),
    layers: [descriptor(layer)],
  })
  return renderTar([
    jsonEntry('oci-layout', { imageLayoutVersion: '1.0.0' }),
    jsonEntry('index.json', renderIndex(manifest, options)),
    jsonEntry('manifest.json', [
      { Config: pathOf(config), RepoTags: [options.reference], Layers: [pathOf(layer)] },
    ]),
    { path: 'blobs/', mode: 0o755 },
    { path: 'blobs/sha256/', mode: 0o755 },
    ...[config, layer, manifest].map((it) => ({
      path: pathOf(it),
      content: it.content,
      mode: 0o644,
    })),
  ])
}

function describe({ version, architecture }: ImageOptions): object {
  return {
    created: fixedTime.toISOString(),
    architecture,
    ...(architecture === 'arm64' ? { variant: 'v8' } : {}),
    os: 'linux',
    config: { ...imageSettings, Labels: imageLabels(version) },
  }
}

/** containerd and podman take the whole name from its own annotation, skopeo what stands in ref.name. */
function renderIndex(manifest: Blob, { reference, version }: ImageOptions): object {
  const annotations = {
    'io.containerd.image.name': reference,
    'org.opencontainers.image.ref.name': version,
  }
  return {
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.index.v1+json',
    manifests: [{ ...descriptor(manifest), annotations }],
  }
}

/** gzip writes the system it ran on into its tenth byte: 255 is "unknown" (RFC 1952). */
function compress(tar: Buffer): Buffer {
  const compressed = gzipSync(tar, { level: 9 })
  compressed[9] = 255
  return compressed
}

const digestOf = (content: Buffer) => `sha256:${createHash('sha256').update(content).digest('hex')}`

const pathOf = ({ digest }: Blob) => `blobs/${digest.replace(':', '/')}`

const descriptor = ({ mediaType, digest, size }: Blob) => ({ mediaType, digest, size })

function blob(mediaType: string, content: Buffer): Blob {
  return { mediaType, digest: digestOf(content), size: content.length, content }
}

const jsonBlob = (mediaType: string, value: object) =>
  blob(mediaType, Buffer.from(JSON.stringify(value)))

const jsonEntry = (path: string, value: object): TarEntry => ({
  path,
  content: Buffer.from(JSON.stringify(value)),
  mode: 0o644,
})
