import type { Locator, Page } from 'playwright-core'

/** What a good ticket looks like, by field name. */
export const aTicket = {
  cluster: 'prod-cluster',
  resource: 'web-07',
  problem: 'It does not answer since 08:41.',
  network: '10.20.1.107, 443/tcp',
} as const

/** The form that `/ticket` opens. */
export class TicketModal {
  readonly page: Page
  readonly dialog: Locator

  constructor(page: Page) {
    this.page = page
    this.dialog = page.locator('.ticketdesk-dialog')
  }

  /** Waits until the form can be filled in. */
  async ready(): Promise<this> {
    await this.field('problem').waitFor()
    return this
  }

  field(name: string): Locator {
    return this.dialog.locator(`#ticketdesk-field-${name}`)
  }

  problemOf(name: string): Locator {
    return this.dialog.locator(`#ticketdesk-field-${name}-problem`)
  }

  async fill(values: Record<string, string>): Promise<void> {
    for (const [name, value] of Object.entries(values)) {
      const field = this.field(name)
      const isList = await field.evaluate((element) => element.tagName === 'SELECT')
      if (isList) await field.selectOption(value)
      else await field.fill(value)
    }
  }

  /** What the fields hold, by name. */
  async values(names: readonly string[] = Object.keys(aTicket)): Promise<Record<string, string>> {
    const pairs = names.map(async (name) => [name, await this.field(name).inputValue()])
    return Object.fromEntries(await Promise.all(pairs))
  }

  get submitButton(): Locator {
    return this.dialog.locator('#ticketdesk-submit')
  }

  async submit(): Promise<void> {
    await this.submitButton.click()
  }

  async closed(): Promise<void> {
    await this.dialog.waitFor({ state: 'detached' })
  }

  /** Why it was not accepted, once it says so. */
  get alert(): Locator {
    return this.dialog.locator('[role=alert]')
  }

  get question(): Locator {
    return this.dialog.locator('[role=alertdialog]')
  }
}

/** The id of the focused element. */
export function focusedId(page: Page): Promise<string> {
  return page.evaluate(() => document.activeElement?.id ?? '')
}
