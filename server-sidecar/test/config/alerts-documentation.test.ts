import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseConfig } from '../../src/config/parse'
import { SOURCE_KINDS } from '../../src/domain/source/source'

const page = readFileSync(join(__dirname, '../../../docs/alerts.md'), 'utf8')

test.each(SOURCE_KINDS)('the kind %s is documented', (kind) => {
  expect(page).toContain(`\`${kind}\``)
})

test('the example list of sources is one that can be saved', () => {
  const sources = /```json\n([\s\S]*?)```/.exec(page)?.[1] ?? ''
  expect(parseConfig({ sources })).toMatchObject({
    ok: true,
    config: { sources: [{ name: 'monitoring', upstream: { way: 'command' } }] },
  })
})
