import { ticketsAndFacts } from './0001-tickets-and-facts'
import { sourcesAndAlerts } from './0002-sources-and-alerts'
import { storms } from './0003-storms'
import type { Migration } from './migration'

/** All steps in order, listed by hand so that a bundler carries them. */
export const migrations: readonly Migration[] = [ticketsAndFacts, sourcesAndAlerts, storms]
