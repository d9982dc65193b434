import type { InTransaction } from '../ports/unit-of-work'
import { createAlerts } from './alerts'
import type { Database } from './database'
import { createMessages } from './messages'
import { createOutbox } from './outbox'
import { createSecrets, type Secrets } from './secrets'
import { createSources } from './sources'
import { createStorms } from './storms'
import { createTickets } from './tickets'

/** Transactions over everything that is kept. */
export function createUnitOfWork(
  database: Database,
  { keyring }: Pick<Secrets, 'keyring'> = createSecrets(database),
): InTransaction {
  return (work) =>
    database.transaction((db) =>
      work({
        tickets: createTickets(db),
        alerts: createAlerts(db, database),
        messages: createMessages(db),
        storms: createStorms(db),
        sources: createSources(db, { now: database.now, keyring: () => keyring(db) }),
        outbox: createOutbox(db, database),
      }),
    )
}
