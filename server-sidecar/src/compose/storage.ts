/** The database and what is sealed or signed with what it keeps; opened before the desk is. */
import type { LiveConfig } from '../config/live'
import type { Log } from '../ports/log'
import type { InTransaction } from '../ports/unit-of-work'
import { type Database, type DatabaseAt, openDatabase } from '../store/database'
import { createSecrets, type Secrets } from '../store/secrets'
import { createUnitOfWork } from '../store/unit-of-work'

export interface Storage {
  database: Database
  secrets: Secrets
  inTransaction: InTransaction
}

/** Reaches for nothing yet. Throws DataSourceError when the data source cannot be read. */
export function openStorage(
  databaseAt: DatabaseAt,
  { live, log }: { live: LiveConfig; log: Log },
): Storage {
  const database = openDatabase(databaseAt, { log: log.room('store') })
  const secrets = createSecrets(database, { encryptionKeys: () => live.current().encryptionKeys })
  return { database, secrets, inTransaction: createUnitOfWork(database, secrets) }
}
