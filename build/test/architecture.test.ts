import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { checkArchitecture } from '../src/architecture/check'
import { readImports, type SourceFile } from '../src/architecture/read-source'
import { sidecarRanks, workspaces } from '../src/architecture/rules'
import { inRoot } from '../src/paths'

// build/conformance is a Go module; the probe in it is a program it measures, no part of the house.
const skipped = ['node_modules', 'dist', 'out', 'fixtures', 'golden', 'conformance']

function readFolder(path: string): SourceFile[] {
  if (!existsSync(inRoot(path))) return []
  return readdirSync(inRoot(path), { withFileTypes: true }).flatMap((entry) => {
    const below = `${path}/${entry.name}`
    if (entry.isDirectory()) return skipped.includes(entry.name) ? [] : readFolder(below)
    if (!/\.tsx?$/.test(entry.name)) return []
    return [{ path: below, text: readFileSync(inRoot(below), 'utf8') }]
  })
}

const files = Object.keys(workspaces).flatMap(readFolder)

it('reads every workspace of package.json', () => {
  const listed: string[] = JSON.parse(readFileSync(inRoot('package.json'), 'utf8')).workspaces
  const ours = listed.filter((workspace) => !workspace.includes('*')) // hosts/* hold no code
  expect(Object.keys(workspaces).sort()).toEqual(ours.sort())
  expect(files.length).toBeGreaterThan(50)
})

it('finds every import going in the right direction', () => {
  expect(checkArchitecture(files)).toEqual([])
})

it('knows every room of the sidecar', () => {
  const src = inRoot('server-sidecar', 'src')
  const rooms = readdirSync(src).filter((name) => !name.startsWith('.'))
  const strange = rooms.filter((name) => sidecarRanks[name.replace(/\.ts$/, '')] === undefined)
  expect(strange.map((name) => join('server-sidecar/src', name))).toEqual([])
})

/** What is wrong with one line in one file, in a house that has a schema module. */
const complaintsAbout = (path: string, text: string) => {
  const house = [
    {
      path: 'contract/src/form.ts',
      text: "import { z } from 'zod'\nexport const form = z.string()",
    },
    { path: 'contract/src/index.ts', text: "export * from './form'" },
    { path: 'contract/src/routes.ts', text: 'export const routes = {}' },
  ]
  return checkArchitecture([...house, { path, text }])
}

it.each<[string, string, string]>([
  // the sidecar's rooms
  ['domain', 'server-sidecar/src/domain/a.ts', "import { p } from '../ports/p'"],
  ['domain', 'server-sidecar/src/domain/ticket/a.ts', "import type { p } from '../../ports/p'"],
  ['domain', 'server-sidecar/src/domain/a.ts', "import { randomUUID } from 'node:crypto'"],
  ['domain', 'server-sidecar/src/domain/a.ts', "import { z } from 'zod'"],
  ['ports', 'server-sidecar/src/ports/a.ts', "import type { Kysely } from 'kysely'"],
  ['usecases', 'server-sidecar/src/usecases/a.ts', "import { s } from '../store/s'"],
  ['usecases', 'server-sidecar/src/usecases/a.ts', "export * from '../http/app'"],
  ['store', 'server-sidecar/src/store/a.ts', "import { app } from '../http/app'"],
  ['mattermost', 'server-sidecar/src/mattermost/render/a.ts', "import { s } from '../../store/s'"],
  ['http', 'server-sidecar/src/http/routes/a.ts', "import { compose } from '../../compose'"],
  ['http', 'server-sidecar/src/http/a.ts', "const app = require('../compose')"],
  ['compose', 'server-sidecar/src/compose.ts', "const m = await import('./modes/plugin')"],
  ['modes', 'server-sidecar/src/modes/plugin.ts', "import '../main'"],
  ['services', 'server-sidecar/src/services/a.ts', "import { d } from '../domain/d'"],
  ['express', 'server-sidecar/src/mattermost/a.ts', "import express from 'express'"],
  ['pg', 'server-sidecar/src/jobs/a.ts', "import { Pool } from 'pg'"],
  ['plugin-rpc', 'server-sidecar/src/http/a.ts', "import { x } from '@ticketdesk/plugin-rpc'"],
  // plugin-rpc's rooms
  ['bytes', 'plugin-rpc/src/bytes/a.ts', "import { g } from '../gob/decode'"],
  ['yamux', 'plugin-rpc/src/yamux/a.ts', "import { g } from '../gob/decode'"],
  ['gob', 'plugin-rpc/src/gob/a.ts', "import { c } from '../net-rpc/client'"],
  ['net-rpc', 'plugin-rpc/src/net-rpc/a.ts', "import { s } from '../yamux/session'"],
  ['go-plugin', 'plugin-rpc/src/go-plugin/a.ts', "import { h } from '../mattermost/hooks'"],
  ['no dependency', 'plugin-rpc/src/gob/a.ts', "import pino from 'pino'"],
  // workspaces
  ['zod only', 'contract/src/a.ts', "import express from 'express'"],
  ['contract does not import', 'contract/src/a.ts', "import { x } from '@ticketdesk/webapp/x'"],
  ['plugin-rpc does not import', 'plugin-rpc/src/bytes/a.ts', "import '@ticketdesk/contract'"],
  ['webapp does not import', 'webapp/src/a.ts', "import { x } from '@ticketdesk/plugin-rpc'"],
  ['dev-host does not import', 'dev-host/src/a.ts', "import '@ticketdesk/server-sidecar/main'"],
  ['dev-host does not import', 'dev-host/test/a.test.ts', "import '@ticketdesk/webapp/index'"],
  ['e2e does not import', 'e2e/tests/a.spec.ts', "import { x } from '@ticketdesk/dev-host/world'"],
  [
    'server-sidecar does not',
    'server-sidecar/src/http/a.ts',
    "import '@ticketdesk/build/manifest'",
  ],
  ['by its package name', 'e2e/tests/a.spec.ts', "import { r } from '../../contract/src/routes'"],
  // zod in the web app
  ['import type', 'webapp/src/a.ts', "import { form } from '@ticketdesk/contract/form'"],
  ['import type', 'webapp/src/a.ts', "import { type Form } from '@ticketdesk/contract/form'"],
  ['import type', 'webapp/src/a.ts', "import { routes } from '@ticketdesk/contract'"],
  // who reads the environment
  ['only main.ts', 'server-sidecar/src/config/a.ts', "export const a = process.env['A']"],
  ['only main.ts', 'server-sidecar/src/modes/a.ts', 'const { length } = process.argv'],
  ['only main.ts', 'server-sidecar/src/http/a.ts', "import { env } from 'node:process'"],
])('refuses in %s: %s %s', (words, path, text) => {
  const complaints = complaintsAbout(path, text)
  expect(complaints).toHaveLength(1)
  expect(complaints[0]).toContain(`${path}:1 `)
  expect(complaints[0]).toContain(words)
})

it.each<[string, string]>([
  ['server-sidecar/src/domain/ticket/a.ts', "import { r } from '../refs'"],
  ['server-sidecar/src/usecases/a.ts', "import { r } from '../domain/refs'"],
  ['server-sidecar/src/store/a.ts', "import { Kysely } from 'kysely'"],
  ['server-sidecar/src/text/a.ts', "import en from '../../../assets/i18n/en.json'"],
  ['server-sidecar/src/compose.ts', "import { app } from './http/app'\nimport './store/tickets'"],
  ['server-sidecar/src/main.ts', "import { run } from './modes/plugin'\nrun(process.env)"],
  [
    'server-sidecar/test/flows/a.test.ts',
    "import '../../src/store/s'\nimport express from 'express'",
  ],
  ['server-sidecar/test/a.test.ts', "import { o } from '@ticketdesk/build/providers/postgres'"],
  ['plugin-rpc/src/mattermost/a.ts', "import { y } from '../yamux/session'\nimport 'node:net'"],
  ['plugin-rpc/src/net-rpc/a.ts', "import { d } from '../gob/decode'"],
  ['webapp/src/a.ts', "import type { form } from '@ticketdesk/contract/form'"],
  ['webapp/src/a.ts', "import { routes } from '@ticketdesk/contract/routes'"],
  ['e2e/tests/a.spec.ts', "import { openBrowser } from '@ticketdesk/build/providers/chromium'"],
])('allows %s: %s', (path, text) => {
  expect(complaintsAbout(path, text)).toEqual([])
})

it('sees every way to import, with its line', () => {
  const text = [
    "import a from './a'",
    "import type { B } from './b'",
    "export { c } from './c'",
    "const d = import('./d')",
    "const e = require('./e')",
    "type F = import('./f').F",
    '// import g from "./g"',
  ].join('\n')
  const seen = readImports({ path: 'build/src/x.ts', text })
  expect(seen.map(({ target, typeOnly, line }) => [target, typeOnly, line])).toEqual([
    ['build/src/a', false, 1],
    ['build/src/b', true, 2],
    ['build/src/c', false, 3],
    ['build/src/d', false, 4],
    ['build/src/e', false, 5],
    ['build/src/f', true, 6],
  ])
})
