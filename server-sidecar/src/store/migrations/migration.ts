import type { Kysely } from 'kysely'

/** One step of the schema. Once released it is never edited; the next step gets the next number. */
export interface Migration {
  /** Names it for ever in the table `migration`; begins with four digits. */
  name: string
  /** Runs inside a transaction, unqualified names land in our schema. */
  up(db: Kysely<unknown>): Promise<void>
}
