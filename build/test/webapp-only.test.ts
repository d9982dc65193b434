import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { extract, list } from 'tar'
import { readManifest } from '../src/manifest'
import { packageWebapp, renderWebappManifest } from '../src/webapp-only'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ticketdesk-webapp-only-'))
  mkdirSync(join(folder, 'webapp'))
  writeFileSync(join(folder, 'webapp', 'main.js'), 'the bundle')
  writeFileSync(join(folder, 'webapp', 'main.js.map'), 'its map')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const make = (sidecarUrl = '') =>
  packageWebapp({
    sidecarUrl,
    webapp: join(folder, 'webapp'),
    stage: join(folder, 'stage'),
    into: join(folder, 'dist'),
  })
const manifestWith = (sidecarUrl: string) =>
  JSON.parse(renderWebappManifest(readManifest(), sidecarUrl))

it('holds the web app and what its manifest names, and nothing that runs on a server', async () => {
  const { file } = await make()
  const seen: string[] = []
  await list({ file, onReadEntry: ({ path, type }) => void (type === 'File' && seen.push(path)) })
  expect(seen).toEqual([
    'ticketdesk/LICENSE',
    'ticketdesk/assets/icon.svg',
    'ticketdesk/plugin.json',
    'ticketdesk/webapp/dist/main.js',
  ])
})

it('bears the id, version and bundle path of the plugin with a server', async () => {
  const { file } = await make('https://tickets.example.org')
  await extract({ file, cwd: folder })
  const text = readFileSync(join(folder, 'ticketdesk', 'plugin.json'), 'utf8')
  const { id, version, webapp, min_server_version } = readManifest()
  expect(JSON.parse(text)).toMatchObject({ id, version, webapp, min_server_version })
  expect(JSON.parse(text)).not.toHaveProperty('server')
})

it('has a name of its own among the tarballs', async () => {
  const { file } = await make()
  expect(file).toBe(join(folder, 'dist', `ticketdesk-webapp-${readManifest().version}.tar.gz`))
})

it('sends administrators to the sidecar for settings, for the page could not read them here', () => {
  const { settings_schema } = manifestWith('https://tickets.example.org/')
  expect(settings_schema.settings).toEqual([])
  expect(settings_schema.header).toContain('at https://tickets.example.org.')
})

it.each([
  ['', ''],
  ['https://tickets.example.org', 'https://tickets.example.org'],
  ['https://tickets.example.org/', 'https://tickets.example.org'],
  ['https://chat.example.org/desk/', 'https://chat.example.org/desk'],
  ['http://localhost:8080', 'http://localhost:8080'],
])('tells the page the address %j as %j', (given, told) => {
  expect(manifestWith(given).props).toEqual({ door: 'sidecar', sidecar_url: told })
})

it.each([
  'tickets.example.org',
  'ftp://tickets.example.org',
  'https://user:pass@tickets.example.org',
  'https://tickets.example.org/?a=b',
  'https://tickets.example.org/#a',
])('refuses %s as an address', async (address) => {
  await expect(make(address)).rejects.toThrow('SIDECAR_URL')
})
