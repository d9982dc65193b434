import type { Locator } from 'playwright-core'

/** A card of ours, as its post shows it in the web app. */
export class PostCard {
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

  /** What only this person sees. */
  get privateLine(): Locator {
    return this.card.locator('.ticketdesk-private')
  }
}
