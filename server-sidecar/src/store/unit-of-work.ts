import type { InTransaction } from '../ports/unit-of-work'
import type { Database } from './database'
import { createOutbox } from './outbox'
import { createTickets } from './tickets'

/** Transactions over the tickets and the outbox. */
export function createUnitOfWork(database: Database): InTransaction {
  return (work) =>
    database.transaction((db) =>
      work({ tickets: createTickets(db), outbox: createOutbox(db, database) }),
    )
}
