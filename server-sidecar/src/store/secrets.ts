import { randomBytes } from 'node:crypto'
import type { Kysely } from 'kysely'
import type { Database } from './database'
import { createKeyring, type Keyring } from './encryption'
import type { Tables } from './tables'

export interface Secrets {
  /** 32 random bytes, made once and the same for every node. */
  signingKey(): Promise<Buffer>
  /** What seals secrets: by the configured key, else by one of the database's own. */
  keyring(transaction: Kysely<Tables>): Promise<Keyring>
  /** Keys no longer configured go on opening what they sealed, while this process lives. */
  remember(keys: readonly string[]): void
}

interface Options {
  /** Configured keys, the one that seals first; asked at each use. */
  encryptionKeys?: () => readonly string[]
}
/** Keys that were configured before, as long as this process knows them. */
const MANY_KEYS = 8

/** Secrets that live as long as the database does. */
export function createSecrets(
  database: Pick<Database, 'run'>,
  { encryptionKeys = () => [] }: Options = {},
): Secrets {
  const known = new Map<string, Buffer>()
  let before: string[] = []
  let made: { from: string; keyring: Keyring } | undefined

  async function key(db: Kysely<Tables>, name: string): Promise<Buffer> {
    const remembered = known.get(name)
    if (remembered) return remembered
    const { value, created } = await readOrCreate(db, name)
    const bytes = Buffer.from(value, 'base64')
    // What was just made may be rolled back with the transaction around it.
    if (!created) known.set(name, bytes)
    return bytes
  }
  return {
    signingKey: async () =>
      known.get('signing_key') ?? (await database.run((db) => key(db, 'signing_key'))),
    async keyring(transaction) {
      const configured = [...encryptionKeys()]
      // The database's own comes last: it opens what was sealed before one was configured.
      const own = await key(transaction, 'encryption_key')
      const keys = [...configured, own, ...before]
      const from = JSON.stringify(keys)
      if (made?.from !== from) made = { from, keyring: createKeyring(keys) }
      return made.keyring
    },
    remember(keys) {
      before = [...new Set([...keys, ...before])].slice(0, MANY_KEYS)
    },
  }
}

/** Two nodes may both find nothing; the first to insert decides, and both read what is kept. */
async function readOrCreate(
  db: Kysely<Tables>,
  name: string,
): Promise<{ value: string; created: boolean }> {
  const find = () =>
    db.selectFrom('setting').select('value').where('name', '=', name).executeTakeFirst()
  const found = await find()
  if (found) return { ...found, created: false }
  await db
    .insertInto('setting')
    .values({ name, value: randomBytes(32).toString('base64') })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .execute()
  const kept = await find()
  if (!kept) throw new Error('a setting vanished while it was read')
  return { ...kept, created: true }
}
