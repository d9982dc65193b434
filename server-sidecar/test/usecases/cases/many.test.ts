/** 500 cases of 20 logins; `bench/cases.bench.ts` prints what they cost. */
import { createSqliteStore } from '../../databases'
import { openManyCases } from '../../many-cases'

const cleanUp: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const undo of cleanUp.splice(0).reverse()) await undo()
})

it('asks for 500 cases as a good guest, and tells each comment once', async () => {
  const store = await createSqliteStore()
  cleanUp.push(store.close)
  const many = await openManyCases(store)
  cleanUp.push(many.close)
  // What was made a moment ago is looked at until that moment is over.
  await many.pass(0)
  const busy = await many.pass(100)
  // The last comments come in.
  await many.pass(0)
  const quiet = await many.pass(0)
  expect(busy.comments).toBe(100)
  expect(many.told()).toEqual(many.written)
  expect([...many.written.values()].flat()).toHaveLength(100)
  // One question a login and interval of 2 to 5 minutes; three for a case that moved.
  expect(busy.requests.lists).toBeLessThanOrEqual(20 * 30)
  expect(busy.requests.details).toBeLessThanOrEqual(100 * 3 * 2)
  expect(quiet.requests.details).toBe(0)
  // A token lives for a quarter of an hour.
  expect(quiet.requests.tokens).toBeLessThanOrEqual(20 * 5)
}, 240_000)
