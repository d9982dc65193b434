import type { Locator } from 'playwright-core'
import { PostCard } from './post-card'

/** A ticket as its post shows it in the web app. */
export class TicketCard extends PostCard {
  /** Who has it; empty while nobody has. */
  get assignee(): Locator {
    return this.card.getByRole('status')
  }
}
