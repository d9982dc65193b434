import { readFileSync } from 'node:fs'
import { checkManifest, type Manifest, readManifest, renderManifestModule } from '../src/manifest'
import type { Setting } from '../src/manifest-settings'
import { inRoot } from '../src/paths'

const aManifest = (overrides: object = {}): Manifest => ({ ...readManifest(), ...overrides })
const withSetting = (overrides: Partial<Setting>) =>
  aManifest({
    settings_schema: {
      settings: [{ key: 'One', display_name: 'One', type: 'text', ...overrides }],
    },
  })

it('has no complaint about our plugin.json', () => {
  expect(checkManifest(readManifest())).toEqual([])
})

it('wrote contract/src/manifest.ts from the present plugin.json', () => {
  const written = readFileSync(inRoot('contract', 'src', 'manifest.ts'), 'utf8')
  expect(written).toBe(renderManifestModule(readManifest()))
})

it.each<[string, object, string]>([
  ['an id in capitals', { id: 'TicketDesk' }, 'id "TicketDesk"'],
  ['an id of two characters', { id: 'td' }, 'id "td"'],
  ['a blank name', { name: ' ' }, 'name is missing'],
  ['a version with a v', { version: 'v1.0.0' }, 'version "v1.0.0"'],
  ['a version of two numbers', { min_server_version: '10.11' }, 'min_server_version "10.11"'],
  ['a link that is none', { support_url: 'mailto:me@example.org' }, 'support_url'],
  ['a PNG icon', { icon_path: 'assets/bot.png' }, '.svg'],
  ['an icon that is not there', { icon_path: 'assets/no.svg' }, 'assets/no.svg does not exist'],
  ['a bundle path with a dot', { webapp: { bundle_path: './main.js' } }, 'bundle_path'],
  ['no executable', { server: { executables: {} } }, 'executables is empty'],
  ['an unknown platform', { server: { executables: { 'linux-x64': 'a' } } }, 'linux-x64'],
  [
    'an executable outside',
    { server: { executables: { 'linux-amd64': 'a/../../b' } } },
    'a/../../b',
  ],
])('refuses %s', (_title, overrides, complaint) => {
  expect(checkManifest(aManifest(overrides)).join()).toContain(complaint)
})

it.each<[string, Partial<Setting>, string]>([
  ['an unknown type', { type: 'textarea' }, 'no such type: textarea'],
  ['a key with a space', { key: 'My key' }, 'is not a word'],
  ['no display name', { display_name: '' }, 'no display_name'],
  ['a placeholder on a switch', { type: 'bool', placeholder: 'x' }, 'takes no placeholder'],
  ['options on a text', { options: [{ display_name: 'A', value: 'a' }] }, 'takes no options'],
  ['a radio without options', { type: 'radio' }, 'no options'],
  [
    'an option without a value',
    { type: 'radio', options: [{ display_name: 'A', value: '' }] },
    'every option needs',
  ],
  [
    'a default that is no option',
    { type: 'dropdown', options: [{ display_name: 'A', value: 'a' }], default: 'b' },
    'default "b"',
  ],
])('refuses a setting with %s', (_title, overrides, complaint) => {
  expect(checkManifest(withSetting(overrides)).join()).toContain(complaint)
})

it('refuses two settings whose keys differ in case only', () => {
  const setting = { display_name: 'One', type: 'text' }
  const settings = [
    { key: 'One', ...setting },
    { key: 'ONE', ...setting },
  ]
  const complaints = checkManifest(aManifest({ settings_schema: { settings } }))
  expect(complaints).toEqual(['setting one stands twice'])
})

it('names every complaint at once', () => {
  expect(checkManifest(aManifest({ id: 'x', version: '1', icon_path: '' }))).toHaveLength(3)
})
