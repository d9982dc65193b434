import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { vendorsSchema } from '../../src/config/vendors-schema'

const page = readFileSync(join(__dirname, '../../../docs/cases.md'), 'utf8')

/** What stands for a secret in the examples. */
const readable = (text: string) => text.replaceAll('…', 'a-secret')
const examples = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text = '']) => text)

it.each(examples)('an example can be used: %s', (text) => {
  const given = parse(readable(text))
  const parsed = vendorsSchema.safeParse(Array.isArray(given) ? given : given.vendors)
  expect(parsed.error).toBeUndefined()
})

it('has both kinds as examples', () => {
  expect(examples).toHaveLength(2)
})

it.each([
  ...['kind', 'name', 'api_url', 'sso_url', 'offline_token', 'client_id', 'client_secret'],
  ...['poll_seconds', 'proxy_url', 'ca', 'insecure', 'replies', 'personal_accounts'],
  ...['team_login', 'private_comments', 'contact', 'comment_length', 'closed_days', 'basic_auth'],
  ...['username', 'password', 'old_portal_url'],
])('the key %s is documented', (key) => {
  expect(page).toContain(`\`${key}\``)
})
