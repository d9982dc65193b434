import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ACKNOWLEDGED, COUNTERS, DEFINITIONS, GAUGES } from '../../src/metrics/definitions'
import { createMetrics } from '../../src/metrics/metrics'
import { readExposition } from '../exposition'

const page = readFileSync(join(__dirname, '../../../docs/metrics.md'), 'utf8')
const rows = [...page.matchAll(/^\| `(ticketdesk_\w+)` +\| (\w+) +\| ([^|]*?) +\|/gm)]
const typeOf = (name: string) => {
  if (name === ACKNOWLEDGED.name) return 'histogram'
  return Object.values(COUNTERS).some((one) => one.name === name) ? 'counter' : 'gauge'
}

test('every metric stands in the table with its type and its labels, and no other', () => {
  const documented = rows.map(([, name, type, labels = '']) => [
    name,
    type,
    [...labels.matchAll(/`(\w+)`/g)].map(([, label]) => label),
  ])
  const ours = DEFINITIONS.map(({ name, labels }) => [name, typeOf(name), Object.keys(labels)])
  expect(documented).toEqual(ours)
})

test('what is shown is what is defined', async () => {
  const vendors = [{ vendor: 'Red Hat', logins: { working: 1, broken: 0 }, answeredMsAgo: 1500 }]
  const standing = { deliveries: { waiting: 0, oldestMs: 0 }, vendors }
  let isListening = false
  const { show } = createMetrics(
    { version: '1.2.3', mode: 'standalone' },
    { standing: async () => standing, isListening: () => isListening },
  )
  const { types, sum } = readExposition((await show()).text)
  const shown = [...types].filter(([name]) => name.startsWith('ticketdesk_'))
  expect(shown.sort()).toEqual(DEFINITIONS.map(({ name }) => [name, typeOf(name)]).sort())
  expect(sum(GAUGES.pollAge.name, { vendor: 'Red Hat' })).toBe(1.5)
  expect(sum(GAUGES.listening.name)).toBe(0)
  isListening = true
  expect(readExposition((await show()).text).sum(GAUGES.listening.name)).toBe(1)
})

test('a database that never answers holds nobody up', async () => {
  const never = new Promise<never>(() => {})
  const { show } = createMetrics({ version: '1.2.3', mode: 'plugin' }, { standing: () => never }, 1)
  const { types, sum } = readExposition((await show()).text)
  expect(sum(GAUGES.databaseUp.name)).toBe(0)
  expect(types.has(GAUGES.waiting.name)).toBe(false)
})

test('names in the examples are names of metrics', () => {
  const named = [...page.matchAll(/ticketdesk_[a-z_]+/g)].map(([name]) =>
    name.replace(/_(bucket|sum|count)$/, ''),
  )
  const known = DEFINITIONS.map(({ name }) => name)
  expect([...new Set(named)].filter((name) => !known.includes(name))).toEqual([])
})
