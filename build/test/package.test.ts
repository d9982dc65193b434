import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { list } from 'tar'
import { writeArchive } from '../src/archive'
import { type BundledPackage, bundleSidecar, listPackages } from '../src/bundle'
import { checkJail } from '../src/check-jail'
import { runToEnd, startPlugin } from '../src/handshake'
import { readManifest } from '../src/manifest'
import { inRoot } from '../src/paths'
import { renderManifestFor, type Staged, stage } from '../src/stage'
import { chooseTargets, ownTarget, targets } from '../src/targets'

let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ticketdesk-package-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const sha = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex')

describe('an archive', () => {
  const fill = (name: string) => {
    mkdirSync(join(folder, name, 'top', 'b'), { recursive: true })
    writeFileSync(join(folder, name, 'top', 'b', 'run'), 'run', { mode: 0o755 })
    writeFileSync(join(folder, name, 'top', 'a.txt'), 'text')
    return { parent: join(folder, name), folder: 'top' }
  }

  it('is the same, byte for byte, for the same content', async () => {
    const [one, other] = [join(folder, '1.tar.gz'), join(folder, '2.tar.gz')]
    await writeArchive(one, fill('one'))
    await writeArchive(other, fill('other'))
    expect(sha(one)).toBe(sha(other))
  })

  it('holds one top folder, sorted, with the modes of its files', async () => {
    const file = join(folder, '3.tar.gz')
    const size = await writeArchive(file, fill('three'))
    expect(size).toBe(statSync(file).size)
    const seen: string[] = []
    await list({
      file,
      onReadEntry: ({ path, mode }) => void seen.push(`${path} ${(mode ?? 0).toString(8)}`),
    })
    expect(seen).toEqual(['top/ 755', 'top/a.txt 644', 'top/b/ 755', 'top/b/run 755'])
  })
})

describe('the bundle', () => {
  it('knows whose packages it carries, scoped and nested ones too', () => {
    const files = [
      'build/src/a.ts',
      'node_modules/tar/dist/x.js',
      'node_modules/@swc/core/index.js',
    ]
    expect(listPackages(files).map(({ name }) => name)).toEqual(['@swc/core', 'tar'])
  })

  it('leaves the body parsers of express out, and runs without them', async () => {
    const outfile = join(folder, 'sidecar.js')
    const names = (await bundleSidecar({ outfile })).map(({ name }) => name)
    expect(names).toContain('express')
    expect(names.filter((name) => /body|iconv/.test(name))).toEqual([])
    const { line, stop } = await startPlugin({ file: process.execPath, args: [outfile] })
    expect(line).toMatch(/^1\|1\|unix\|/)
    expect(await stop()).toMatchObject({ code: 0 })
  })
})

describe('platforms', () => {
  it('are both Linux ones on Linux unless others are named', () => {
    if (process.platform !== 'linux') return
    expect(chooseTargets([]).map(({ name }) => name)).toEqual(['linux-amd64', 'linux-arm64'])
    expect(chooseTargets(['linux-arm64']).map(({ name }) => name)).toEqual(['linux-arm64'])
    expect(() => chooseTargets(['plan9'])).toThrow('No such platform: plan9')
  })

  it.each(targets)('$name has a manifest that names its own executable only', (target) => {
    const { server } = JSON.parse(renderManifestFor(readManifest(), target))
    expect(server).toEqual({
      executables: { [target.name]: `server/dist/ticketdesk-${target.name}` },
    })
  })
})

const onLinux = process.platform === 'linux' ? describe : describe.skip

onLinux('a plugin laid out for this machine', () => {
  let staged: Staged
  let packages: BundledPackage[]

  beforeAll(async () => {
    const main = join(folder, 'main.js')
    const entry = inRoot('build', 'test', 'fixtures', 'stand-in-main.ts')
    packages = await bundleSidecar({ entry, outfile: main })
    const webapp = join(folder, 'webapp')
    mkdirSync(webapp)
    writeFileSync(join(webapp, 'main.js'), '')
    writeFileSync(join(webapp, 'main.js.map'), '')
    staged = await stage(ownTarget(), { main, packages, into: join(folder, 'stage'), webapp })
  }, 120_000)

  it('holds every file the manifest names', () => {
    const manifest = JSON.parse(readFileSync(join(staged.folder, 'plugin.json'), 'utf8'))
    const named = [
      manifest.icon_path,
      manifest.webapp.bundle_path,
      manifest.server.executables[ownTarget().name],
    ]
    expect(named.filter((path) => !existsSync(join(staged.folder, path)))).toEqual([])
  })

  it('does not tell where it was built', () => {
    expect(readFileSync(staged.executable).includes(folder)).toBe(false)
  })

  it('leaves source maps at home', () => {
    expect(existsSync(join(staged.folder, 'webapp/dist/main.js.map'))).toBe(false)
  })

  it('says in NOTICE whose work it carries', () => {
    const notice = readFileSync(join(staged.folder, 'NOTICE'), 'utf8')
    expect(notice).toContain('Node.js 24.')
    expect(notice).toContain('GCC Runtime Library Exception')
  })

  it('says the handshake line, and ends on SIGTERM', async () => {
    const { line, stop } = await startPlugin({ file: staged.executable })
    expect(line).toMatch(/^1\|1\|unix\|\/.*\|netrpc\|$/)
    expect(await stop()).toMatchObject({ code: 0 })
  })

  it('is not moved by settings meant for another Node', async () => {
    const env = { NODE_OPTIONS: '--no-such-option' }
    const { stderr } = await runToEnd({ file: staged.executable, env })
    expect(stderr).toBe('This is a Mattermost plugin. Mattermost starts it.\n')
  })

  it('runs in a root that holds glibc only', async () => {
    const report = await checkJail(staged)
    expect(report.milliseconds).toBeLessThan(3_000)
    expect(report.explanation).toBe('This is a Mattermost plugin. Mattermost starts it.')
  }, 30_000)

  it('does not run there without the libraries beside it', async () => {
    rmSync(join(staged.folder, 'server', 'dist', 'libstdc++.so.6'))
    await expect(checkJail(staged)).rejects.toThrow('Nobody brings libstdc++.so.6')
  })
})
