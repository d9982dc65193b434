import type { Locator } from 'playwright-core'

/** An alert as its post shows it in the web app. */
export class AlertCard {
  readonly card: Locator

  constructor(card: Locator) {
    this.card = card
  }

  /** Waits until the card says so. */
  async says(text: string | RegExp): Promise<void> {
    await this.card.filter({ hasText: text }).first().waitFor()
  }

  button(name: string): Locator {
    return this.card.getByRole('button', { name, exact: true })
  }

  /** Who has taken it; empty while nobody has. */
  get acknowledgement(): Locator {
    return this.card.getByRole('status')
  }

  /** What only this person sees. */
  get privateLine(): Locator {
    return this.card.locator('.ticketdesk-private')
  }

  get buttons(): Locator {
    return this.card.getByRole('button')
  }
}
