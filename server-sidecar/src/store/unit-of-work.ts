import type { InTransaction } from '../ports/unit-of-work'
import { createAccounts } from './accounts'
import { createAlerts } from './alerts'
import { createCases } from './cases'
import type { Database } from './database'
import { createInbox } from './inbox'
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
        tickets: createTickets(db, database),
        alerts: createAlerts(db, database),
        messages: createMessages(db),
        storms: createStorms(db),
        sources: createSources(db, { now: database.now, keyring: () => keyring(db) }),
        accounts: createAccounts(db, { now: database.now, keyring: () => keyring(db) }),
        cases: createCases(db, database),
        inbox: createInbox(db, database),
        outbox: createOutbox(db, database),
      }),
    )
}
