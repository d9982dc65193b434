import { checkJail } from '../src/check-jail'
import { findBuiltPlugin } from '../src/providers/built-plugin'

// `make test` builds first, so this is the very executable that `make dist` packs.
test('the built executable speaks in a root that holds only glibc, and explains itself by hand', async () => {
  const { milliseconds, explanation } = await checkJail(findBuiltPlugin())
  expect(milliseconds).toBeLessThan(3000)
  expect(explanation).toMatch(/MATTERMOST_URL is missing/)
}, 30_000)
