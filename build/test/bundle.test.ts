import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bundleSidecar } from '../src/bundle'
import { inRoot } from '../src/paths'

/** What only a sidecar beside Mattermost speaks with. */
const BESIDE = ['@mattermost/client', 'ws', 'yaml']

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bundle-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function packagesOf(...entry: string[]): Promise<string[]> {
  const outfile = join(folder, 'main.js')
  const packages = await bundleSidecar({
    entry: inRoot('server-sidecar', 'src', ...entry),
    outfile,
  })
  return packages.map(({ name }) => name)
}

it('holds what either way in needs', async () => {
  expect(await packagesOf('main.ts')).toEqual(expect.arrayContaining(BESIDE))
})

it('loads nothing of the other way while Mattermost waits for a plugin', async () => {
  const packages = await packagesOf('modes', 'plugin.ts')
  expect(packages).toContain('express')
  expect(packages.filter((name) => BESIDE.includes(name))).toEqual([])
  const main = await readFile(inRoot('server-sidecar', 'src', 'main.ts'), 'utf8')
  expect(main).toContain("await import('./modes/standalone')")
  expect(main).not.toMatch(/^import .*standalone/m)
})
