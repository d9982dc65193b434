import type { Locator, Page } from 'playwright-core'
import { AlertCard } from './alert-card'
import { TicketCard } from './ticket-card'
import { TicketModal } from './ticket-modal'

/** A channel in the web app, and the thread beside it. */
export class ChannelPage {
  readonly page: Page

  constructor(page: Page) {
    this.page = page
  }

  /** Waits until the composer takes keys and the page hears of news. */
  async ready(): Promise<void> {
    await this.composer.waitFor()
    await this.page.locator('body[data-live=yes]').waitFor()
  }

  get composer(): Locator {
    return this.page.locator('#post_textbox')
  }

  get replyBox(): Locator {
    return this.page.locator('#reply_textbox')
  }

  /** Types as people do and presses Enter; the blank at the end closes the list of suggestions. */
  async type(text: string, box = this.composer): Promise<void> {
    await box.fill(text.startsWith('/') ? `${text} ` : text)
    await box.press('Enter')
  }

  async openTicket(command = '/ticket', box = this.composer): Promise<TicketModal> {
    await this.type(command, box)
    return this.ticketModal()
  }

  /** The form, once it can be filled in. */
  ticketModal(): Promise<TicketModal> {
    return new TicketModal(this.page).ready()
  }

  post(id: string): Locator {
    return this.page.locator(`#post_${id}`)
  }

  async openThread(postId: string): Promise<void> {
    await this.post(postId).hover()
    await this.post(postId).getByRole('button', { name: 'Reply', exact: true }).click()
    await this.replyBox.waitFor()
  }

  /** Opens a post's actions menu and chooses from it. */
  async act(postId: string, action: string): Promise<void> {
    await this.post(postId).hover()
    await this.post(postId).getByRole('button', { name: 'Message actions' }).click()
    await this.page.getByRole('menuitem', { name: action }).click()
  }

  get cards(): Locator {
    return this.page.locator('main .ticketdesk-card')
  }

  ticket(id: string): TicketCard {
    return new TicketCard(this.page.locator('main .ticketdesk-ticket-card', { hasText: id }))
  }

  /** The alert about it; many words of its title will do. */
  alert(title: string): AlertCard {
    return new AlertCard(this.page.locator('main .ticketdesk-alert-card', { hasText: title }))
  }

  /** What only this person sees. */
  get privateLines(): Locator {
    return this.page.locator('main .post:has-text("Only visible to you")')
  }

  async choose(label: string, option: string): Promise<void> {
    await this.page.locator('.banner').getByLabel(label).selectOption(option)
  }
}
