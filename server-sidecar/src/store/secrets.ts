import { randomBytes } from 'node:crypto'
import type { Database } from './database'

export interface Secrets {
  /** 32 random bytes, made once and the same for every node. */
  signingKey(): Promise<Buffer>
}

/** Secrets that live as long as the database does. */
export function createSecrets(database: Database): Secrets {
  let key: Buffer | undefined
  return {
    async signingKey() {
      key ??= Buffer.from(await readOrCreate(database, 'signing_key'), 'base64')
      return key
    },
  }
}

/** Two nodes may both find nothing; the first to insert decides, and both read what is kept. */
async function readOrCreate(database: Database, name: string): Promise<string> {
  return database.run(async (db) => {
    const find = () =>
      db.selectFrom('setting').select('value').where('name', '=', name).executeTakeFirst()
    const found = await find()
    if (found) return found.value
    await db
      .insertInto('setting')
      .values({ name, value: randomBytes(32).toString('base64') })
      .onConflict((conflict) => conflict.column('name').doNothing())
      .execute()
    const kept = await find()
    if (!kept) throw new Error('a setting vanished while it was read')
    return kept.value
  })
}
