import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { settingsSchema } from '../../../src/config/schema'
import { KEY_NAMES, keyOf } from '../../../src/config/standalone/keys'

const page = readFileSync(join(__dirname, '../../../../docs/standalone.md'), 'utf8')
const rows = [...page.matchAll(/^\| `([a-z_]+)` +\| `([A-Z_]+)` +\|/gm)].map(([, key, env]) => [
  key,
  env,
])

test('every key stands in the table, in YAML and in the environment, and no other', () => {
  expect(rows).toEqual(KEY_NAMES.map((key) => [key, keyOf(key).env]))
})

test('every secret is said to be one that may stand in a file', () => {
  const [, named = ''] = /^Secrets \(([^)]+)\)/m.exec(page) ?? []
  const secrets = KEY_NAMES.filter((key) => keyOf(key).secret).map((key) => keyOf(key).env)
  expect(named.match(/[A-Z_]+/g)).toEqual(secrets)
})

test('every setting of the System Console has a key, but for the kind of database', () => {
  const reached = KEY_NAMES.flatMap((key) => keyOf(key).setting ?? [])
  const settings = Object.keys(settingsSchema.shape).filter((setting) => setting !== 'database')
  expect(reached.sort()).toEqual(settings.sort())
})
