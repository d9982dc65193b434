import { ticketsAndFacts } from './0001-tickets-and-facts'
import type { Migration } from './migration'

/** All steps in order, listed by hand so that a bundler carries them. */
export const migrations: readonly Migration[] = [ticketsAndFacts]
