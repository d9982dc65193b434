import { createHash } from 'node:crypto'
import { gunzipSync } from 'node:zlib'
import { Parser, type ReadEntry } from 'tar'
import { type ImageOptions, renderImageArchive } from '../../src/standalone/image-archive'
import { renderTar } from '../../src/standalone/tar-entries'

const options: ImageOptions = {
  reference: 'localhost/ticketdesk:1.2.3',
  version: '1.2.3',
  architecture: 'arm64',
  root: [
    { path: 'data/', mode: 0o750, owner: 65532 },
    { path: 'opt/', mode: 0o755 },
    { path: 'opt/run', mode: 0o755, content: Buffer.from('run me') },
    { path: 'opt/empty', mode: 0o644, content: Buffer.alloc(0) },
    { path: 'tmp/', mode: 0o1777 },
  ],
}

interface Found {
  path: string
  mode: number
  uid: number
  gid: number
  mtime: number
  content: Buffer
}

/** What an archive holds, read by npm's own tar reader. */
async function unpack(archive: Buffer): Promise<Map<string, Found>> {
  const found = new Map<string, Found>()
  await new Promise<void>((done, fail) => {
    const parser = new Parser({ strict: true })
    parser.on('entry', (entry: ReadEntry) => {
      const chunks: Buffer[] = []
      entry.on('data', (chunk: Buffer) => chunks.push(chunk))
      entry.on('end', () => {
        const { path, mode = 0, uid = -1, gid = -1, mtime } = entry
        const content = Buffer.concat(chunks)
        found.set(path, { path, mode, uid, gid, mtime: mtime?.getTime() ?? -1, content })
      })
    })
    parser.on('error', fail)
    parser.on('end', done)
    parser.end(archive)
  })
  return found
}

interface Descriptor {
  mediaType: string
  digest: string
  size: number
  annotations?: Record<string, string>
}

const sha = (content: Buffer) => `sha256:${createHash('sha256').update(content).digest('hex')}`

async function readImage() {
  const files = await unpack(renderImageArchive(options))
  const read = (path: string) => {
    const file = files.get(path)
    if (!file) throw new Error(`${path} is not in the archive`)
    return file.content
  }
  const json = (path: string) => JSON.parse(read(path).toString())
  const follow = ({ digest, size }: Descriptor) => {
    const content = read(`blobs/${digest.replace(':', '/')}`)
    expect(sha(content)).toBe(digest)
    expect(content.length).toBe(size)
    return content
  }
  const [entry]: Descriptor[] = json('index.json').manifests
  const manifest = JSON.parse(follow(entry!).toString())
  const layer = follow(manifest.layers[0])
  const config = JSON.parse(follow(manifest.config).toString())
  return { files, json, entry: entry!, manifest, layer, config }
}

it('is the same, byte for byte, for the same root', () => {
  expect(sha(renderImageArchive(options))).toBe(sha(renderImageArchive(options)))
})

it('is an OCI layout: every digest and size is that of the blob it names', async () => {
  const { json, manifest, layer, config } = await readImage()
  expect(json('oci-layout')).toEqual({ imageLayoutVersion: '1.0.0' })
  expect(manifest.layers).toHaveLength(1)
  expect(config.rootfs.diff_ids).toEqual([sha(gunzipSync(layer))])
})

it("is Docker's archive too, of the same blobs under the same name", async () => {
  const { json, entry, manifest } = await readImage()
  const [docker] = json('manifest.json')
  const path = ({ digest }: Descriptor) => `blobs/${digest.replace(':', '/')}`
  expect(docker).toEqual({
    Config: path(manifest.config),
    RepoTags: [options.reference],
    Layers: manifest.layers.map(path),
  })
  expect(entry.annotations?.['io.containerd.image.name']).toBe(options.reference)
})

it('gives the kept folder to the user and everything else to root, at one moment', async () => {
  const { layer } = await readImage()
  const seen = [...(await unpack(gunzipSync(layer))).values()]
  const listed = seen.map(({ path, mode, uid, gid }) => `${path} ${mode.toString(8)} ${uid}:${gid}`)
  expect(listed).toEqual([
    'data/ 750 65532:65532',
    'opt/ 755 0:0',
    'opt/run 755 0:0',
    'opt/empty 644 0:0',
    'tmp/ 1777 0:0',
  ])
  expect(new Set(seen.map(({ mtime }) => mtime)).size).toBe(1)
  expect(seen.find(({ path }) => path === 'opt/run')?.content.toString()).toBe('run me')
})

it('names its platform, runs as nobody special and tells how it is asked for its health', async () => {
  const { config } = await readImage()
  expect(config).toMatchObject({ os: 'linux', architecture: 'arm64', variant: 'v8' })
  expect(config.config).toMatchObject({
    User: '65532:65532',
    ExposedPorts: { '8080/tcp': {} },
    Volumes: { '/data': {} },
    Healthcheck: { Test: ['CMD', '/opt/ticketdesk/ticketdesk', 'health'] },
    Labels: { 'org.opencontainers.image.version': '1.2.3' },
  })
})

it('refuses a path that the format has no room for, rather than cutting it', () => {
  const content = Buffer.from('x')
  const path = 'x'.repeat(300)
  expect(() => renderTar([{ path, mode: 0o644, content }])).toThrow('does not fit')
})
