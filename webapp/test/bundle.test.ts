/**
 * @jest-environment node
 *
 * The bundle as it ships, built here by the very script that builds it for release.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import vm from 'node:vm'
import { gzipSync } from 'node:zlib'

const BUDGET_AT_START = 45 * 1024

let out: string
let source: string

beforeAll(() => {
  out = mkdtempSync(join(tmpdir(), 'ticketdesk-webapp-'))
  const webpack = require.resolve('webpack-cli/bin/cli.js')
  execFileSync(process.execPath, [webpack, 'build', '--output-path', out], {
    cwd: join(__dirname, '..'),
    stdio: 'pipe',
  })
  source = readFileSync(join(out, 'main.js'), 'utf8')
}, 120_000)
afterAll(() => rmSync(out, { recursive: true, force: true }))

interface Plugin {
  initialize(registry?: unknown, store?: unknown): void
  uninitialize(): void
}

/** Runs the bundle in a page that has nothing but `window`, the console and what is given. */
function evaluate(globals: Record<string, unknown> = {}) {
  const registered: [string, Plugin][] = []
  const errors: unknown[][] = []
  const window = {
    registerPlugin: (id: string, plugin: Plugin) => registered.push([id, plugin]),
    ...globals,
  }
  const console = { error: (...args: unknown[]) => errors.push(args) }
  vm.runInNewContext(source, { window, console })
  return { registered, errors }
}

test('is one file: a page opened before an upgrade never misses a part of it', () => {
  expect(readdirSync(out)).toEqual(['main.js'])
})

test('is small enough to be loaded by everybody at start-up', () => {
  expect(gzipSync(source, { level: 9 }).length).toBeLessThan(BUDGET_AT_START)
})

test.each([
  'eval(',
  'new Function(',
  'react/jsx-runtime',
  '_jsx(',
  'styled-components',
  'sourceURL',
])('contains no %s', (text) => {
  expect(source).not.toContain(text)
})

test('registers itself where every global of the host is missing, and complains about nothing', () => {
  const { registered, errors } = evaluate()
  expect(registered.map(([id]) => id)).toEqual(['ticketdesk'])
  expect(errors).toEqual([])
})

test('can be initialised and switched off there without throwing', () => {
  const { registered, errors } = evaluate()
  const plugin = registered[0]?.[1]
  expect(() => {
    plugin?.initialize()
    plugin?.initialize({}, {})
    plugin?.uninitialize()
  }).not.toThrow()
  expect(errors.length).toBeGreaterThan(0)
})

test('evaluates even where nobody wants to be told', () => {
  expect(() => evaluate({ registerPlugin: undefined })).not.toThrow()
})
