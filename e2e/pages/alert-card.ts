import type { Locator } from 'playwright-core'
import { PostCard } from './post-card'

/** An alert as its post shows it in the web app. */
export class AlertCard extends PostCard {
  /** Who has taken it; empty while nobody has. */
  get acknowledgement(): Locator {
    return this.card.getByRole('status')
  }

  get buttons(): Locator {
    return this.card.getByRole('button')
  }
}
