import type { Locator, Page } from 'playwright-core'

/** The dialog that the server's side of `/ticket` opens: what people on phones fill in. */
export class ServerDialog {
  readonly dialog: Locator

  constructor(page: Page) {
    this.dialog = page.locator('form.dialog')
  }

  async ready(): Promise<this> {
    await this.dialog.waitFor()
    return this
  }

  field(name: string): Locator {
    return this.dialog.locator(`#dialog_${name}`)
  }

  async fill(values: Record<string, string>): Promise<void> {
    for (const [name, value] of Object.entries(values)) {
      const field = this.field(name)
      const isList = await field.evaluate((element) => element.tagName === 'SELECT')
      if (isList) await field.selectOption(value)
      else await field.fill(value)
    }
  }

  async submit(): Promise<void> {
    await this.dialog.locator('button[type=submit]').click()
  }

  async closed(): Promise<void> {
    await this.dialog.waitFor({ state: 'detached' })
  }
}
