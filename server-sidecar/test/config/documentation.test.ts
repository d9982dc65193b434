import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { FIELD_TYPES, formSchema } from '@ticketdesk/contract'
import manifest from '../../../plugin.json'

const page = readFileSync(join(__dirname, '../../../docs/configuration.md'), 'utf8')

test.each(manifest.settings_schema.settings.map((setting) => setting.key))(
  'the setting %s is documented',
  (key) => {
    expect(page).toContain(`| \`${key}\` `)
  },
)

test.each(FIELD_TYPES)('the field type %s is documented', (type) => {
  expect(page).toContain(`\`${type}\``)
})

test('the example form is one that can be saved', () => {
  const example = /```json\n([\s\S]*?)```/.exec(page)?.[1] ?? ''
  expect(formSchema.safeParse(JSON.parse(example)).error).toBeUndefined()
})
