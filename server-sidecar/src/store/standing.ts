/** How things stand, for operators: two small queries whenever somebody asks. */
import type { Kysely } from 'kysely'
import type { Fact } from '../domain/facts'
import type { Watch } from '../ports/accounts'
import type { Clock } from '../ports/clock'
import type { Standing } from '../ports/meter'
import type { Database } from './database'
import type { Tables } from './tables'

/** These wait for a time of their own, and are no backlog. */
const PATIENT: readonly Fact['kind'][] = ['account_watched', 'ack_limited', 'storm_begun']

/** Rejects with StorageUnavailable when the database cannot serve. */
export function createStanding(database: Database, clock: Clock): () => Promise<Standing> {
  return () =>
    database.run(async (db) => ({
      deliveries: await deliveriesIn(db, database),
      vendors: await vendorsIn(db, clock.now()),
    }))
}

/** The index of what is due holds nothing that is finished. */
async function deliveriesIn(
  db: Kysely<Tables>,
  database: Database,
): Promise<Standing['deliveries']> {
  const { waiting, oldest, now } = await db
    .selectFrom('fact')
    .select(({ fn }) => [
      fn.countAll<number | string>().as('waiting'),
      fn.min('added_at').as('oldest'),
      database.now().as('now'),
    ])
    .where('finished_at', 'is', null)
    .where('kind', 'not in', PATIENT)
    .executeTakeFirstOrThrow()
  return { waiting: Number(waiting), oldestMs: Math.max(0, now - (oldest ?? now)) }
}

async function vendorsIn(db: Kysely<Tables>, now: number): Promise<Standing['vendors']> {
  const rows = await db
    .selectFrom('vendor_account as account')
    .leftJoin('vendor_watch as watch', 'watch.account_id', 'account.id')
    .select(['account.body as account', 'watch.body as watch'])
    .where('account.removed_at', 'is', null)
    .execute()
  const found = new Map<string, Standing['vendors'][number]>()
  for (const row of rows) {
    const { vendor } = JSON.parse(row.account) as { vendor: string }
    const { broken, answeredAt } = JSON.parse(row.watch ?? '{}') as Partial<Watch>
    const known = found.get(vendor) ?? { vendor, logins: { working: 0, broken: 0 } }
    known.logins[broken ? 'broken' : 'working'] += 1
    if (answeredAt !== undefined) {
      const ago = Math.max(0, now - answeredAt)
      known.answeredMsAgo = Math.min(known.answeredMsAgo ?? ago, ago)
    }
    found.set(vendor, known)
  }
  return [...found.values()]
}
