/**
 * How often a vendor is asked for 500 followed cases of 20 logins: requests an hour of a clock of its
 * own, beside asking for each case every minute. Run with `tsx bench/cases.bench.ts`.
 */
import { createSqliteStore } from '../test/databases'
import { openManyCases } from '../test/many-cases'

/** Each case every minute, with the two requests that waiting for a 401 makes of one. */
const EACH_CASE = 500 * 60 * 2

async function run(): Promise<void> {
  const store = await createSqliteStore()
  const many = await openManyCases(store)
  await many.pass(0)
  const hours = [
    ['an hour with 120 comments', 120],
    ['a quiet hour', 0],
    ['an hour with 1000 comments', 1000],
    ['the hour after', 0],
  ] as const
  for (const [what, comments] of hours) {
    const started = Date.now()
    const { requests } = await many.pass(comments)
    const total = requests.tokens + requests.lists + requests.details
    console.log(
      `${what}: ${total} requests (${requests.lists} lists, ${requests.details} of cases, ` +
        `${requests.tokens} tokens); each case every minute: ${EACH_CASE}, ` +
        `${Math.round(EACH_CASE / total)} times as many; took ${Date.now() - started} ms`,
    )
  }
  const told = [...many.told().values()].flat()
  const written = [...many.written.values()].flat()
  const once = new Set(told).size === told.length
  console.log(`${written.length} comments written, ${told.length} told${once ? ', each once' : ''}`)
  await many.close()
  await store.close()
}

void run()
