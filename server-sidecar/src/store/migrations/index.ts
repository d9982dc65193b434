import { ticketsAndFacts } from './0001-tickets-and-facts'
import { sourcesAndAlerts } from './0002-sources-and-alerts'
import { storms } from './0003-storms'
import { ticketLife } from './0004-ticket-life'
import { heardAndTriggers } from './0005-heard-and-triggers'
import { cases } from './0006-cases'
import { refusals } from './0007-refusals'
import { retention } from './0008-retention'
import type { Migration } from './migration'

/** All steps in order, listed by hand so that a bundler carries them. */
export const migrations: readonly Migration[] = [
  ticketsAndFacts,
  sourcesAndAlerts,
  storms,
  ticketLife,
  heardAndTriggers,
  cases,
  refusals,
  retention,
]
