import { spawnSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { neededLibraries, parseElf } from '../../src/elf/read'
import { findGlibc } from '../../src/glibc'
import { runToEnd } from '../../src/handshake'
import { readManifest } from '../../src/manifest'
import { type BuiltImage, openBuiltImage } from '../../src/providers/built-image'
import { layOutImageRoot, readImageRoot } from '../../src/standalone/image-root'
import { ownTarget } from '../../src/targets'

const elf = Buffer.from('ELF')
let image: BuiltImage
let root: string

// `make test` builds first, so this is the very executable that `make dist` packs.
beforeAll(async () => {
  image = await openBuiltImage()
  root = image.root
}, 60_000)
afterAll(() => image?.remove())

it('holds every library that anything in it asks for, by the name it is asked for', () => {
  const files = readImageRoot(root).filter(({ content }) => content?.subarray(1, 4).equals(elf))
  const present = new Set(files.map(({ path }) => basename(path)))
  const asked = files.flatMap(({ content }) =>
    neededLibraries(parseElf(content ?? Buffer.alloc(0))),
  )
  expect(asked).toContain('libstdc++.so.6')
  expect(asked.filter((name) => !present.has(name))).toEqual([])
})

it('holds a user without rights, certificates, licences, and no file only a host needs', () => {
  const paths = readImageRoot(root).map(({ path }) => path)
  const read = (path: string) => readFileSync(join(root, path), 'utf8')
  expect(read('etc/passwd')).toMatch(/^ticketdesk:x:65532:65532:/m)
  expect(new X509Certificate(read('etc/ssl/certs/ca-certificates.crt')).ca).toBe(true)
  expect(read('opt/ticketdesk/NOTICE')).toContain('GNU C Library')
  expect(paths).toContain('opt/ticketdesk/LICENSE')
  expect(paths.filter((path) => /\.(service|yaml|example)$|bin\/|\.map$/.test(path))).toEqual([])
})

it('lets its user write to the kept folder and everybody to /tmp, whatever umask made it', () => {
  const umask = process.umask(0o077)
  try {
    const folder = dirname(root)
    const again = join(folder, 'again')
    const sidecar = join(folder, 'ticketdesk')
    const glibc = findGlibc(ownTarget(), readFileSync(join(sidecar, 'ticketdesk')))
    layOutImageRoot({ sidecar, glibc, into: again })
    const listed = readImageRoot(again).map(({ path, mode, owner }) => `${path} ${mode} ${owner}`)
    const modes = readImageRoot(root).map(({ path, mode, owner }) => `${path} ${mode} ${owner}`)
    expect(listed).toEqual(modes)
    expect(modes).toContain(`data/ ${0o750} 65532`)
    expect(modes).toContain(`tmp/ ${0o1777} 0`)
  } finally {
    process.umask(umask)
  }
})

it('runs in the root of the image, with nothing else there and as nobody special', async () => {
  const { code, stdout, stderr } = await runToEnd(image.command(['--version']))
  expect({ code, stdout, stderr }).toEqual({
    code: 0,
    stdout: `ticketdesk ${readManifest().version}\n`,
    stderr: '',
  })
  // Where we may, there are walls around it; a machine without that right is no reason to run nothing.
  const mayMount = spawnSync('unshare', ['--mount', 'true']).status === 0
  if (mayMount) expect(image.walls).toBe('full')
})
