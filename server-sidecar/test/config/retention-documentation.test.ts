import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseConfig } from '../../src/config/parse'
import { KEEP_TOLD_MS } from '../../src/store/alerts'
import { KEEP_DONE_MS, KEEP_ERRANDS_MS, LEAST_KEEP_DAYS } from '../../src/usecases/forget-old'
import { TOO_OLD_MS } from '../../src/usecases/hear-errand'
import { createSqliteStore } from '../databases'

const page = readFileSync(join(__dirname, '../../../docs/configuration.md'), 'utf8')
const section = /^## What is kept, and for how long$([\s\S]*?)^## /m.exec(page)?.[1] ?? ''
/** The names of tables → for how long. */
const rows = [...section.matchAll(/^\| (`[^|]+) \|[^|]+\| ([^|]+?) +\|$/gm)].map(
  ([, tables = '', how = '']) => ({ tables: tables.split(/[^a-z_]+/).filter(Boolean), how }),
)
const howLong = (table: string) => rows.find(({ tables }) => tables.includes(table))?.how
const days = (ms: number) => `${ms / (24 * 60 * 60_000)} days`

test('every table of the database stands in it, and no other', async () => {
  const store = await createSqliteStore()
  const tables = await store.open().run((db) => db.introspection.getTables())
  const known = tables.map(({ name }) => name)
  expect(rows.flatMap(({ tables: named }) => named).sort()).toEqual(known.sort())
  await store.close()
})

test('the times are those that are kept to', () => {
  expect(howLong('fact')).toContain(`${days(KEEP_DONE_MS)} after`)
  expect(howLong('message')).toContain(days(KEEP_DONE_MS))
  expect(howLong('heard')).toContain(days(KEEP_ERRANDS_MS))
  expect(howLong('heard')).toContain(days(TOO_OLD_MS))
  expect(howLong('alert')).toContain('`KeepDays`')
  expect(howLong('alert_event')).toContain(`${days(KEEP_TOLD_MS)} after`)
  const setting = page.split('\n').find((line) => line.startsWith('| `KeepDays` ')) ?? ''
  const parsed = parseConfig({})
  expect(setting).toContain(`| \`${parsed.ok && parsed.config.keepDays}\` `)
  expect(setting).toContain(`At least ${LEAST_KEEP_DAYS};`)
})
