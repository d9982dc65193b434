import type { Locator, Page } from 'playwright-core'

/** The plugin's settings in System Console. */
export class ConsolePage {
  readonly page: Page

  constructor(page: Page) {
    this.page = page
  }

  async open(): Promise<this> {
    await this.page.goto('/admin_console/plugins')
    await this.page.getByRole('button', { name: 'Save' }).waitFor()
    return this
  }

  setting(label: string): Locator {
    return this.page.getByLabel(label, { exact: true })
  }

  async save(): Promise<void> {
    await this.page.getByRole('button', { name: 'Save' }).click()
  }

  get complaint(): Locator {
    return this.page.locator('[role=alert]')
  }
}
