/** Mattermost's own web app, as far as these steps click on it. */
import type { Browser, Locator, Page } from 'playwright-core'
import { TicketModal } from '../pages/ticket-modal'
import { eventually } from '../support/eventually'
import type { Member, Stage } from './server'

export interface RealPage {
  page: Page
  /** What the page said on its console, of ours or of the host. */
  complaints: string[]
  composer: Locator
  ready(): Promise<void>
  type(text: string, box?: Locator): Promise<void>
  openTicket(command?: string, box?: Locator): Promise<TicketModal>
  /** The form, once it can be filled in. */
  openedTicket(): Promise<TicketModal>
  post(id: string): Locator
  act(postId: string, action: string): Promise<void>
  openThread(postId: string): Promise<Locator>
}

/** Signs in through the login page and waits for the channel. */
export async function signIn(
  browser: Browser,
  url: string,
  { member, stage }: { member: Member; stage: Stage },
): Promise<RealPage> {
  const context = await browser.newContext({ baseURL: url, viewport: { width: 1280, height: 800 } })
  // The page that asks "desktop app or browser?" comes first otherwise.
  await context.addInitScript(() => localStorage.setItem('__landingPageSeen__', 'true'))
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  await page.goto(`/${stage.team.name}/channels/tickets`)
  await page.fill('#input_loginId', member.username)
  await page.fill('#input_password-input', member.password)
  await page.click('#saveSetting')
  const real = present(page, complaints)
  await real.ready()
  return real
}

function present(page: Page, complaints: string[]): RealPage {
  const composer = page.locator('#post_textbox')
  const post = (id: string) => page.locator(`#post_${id}`)
  const real: RealPage = {
    page,
    complaints,
    composer,
    post,
    async ready() {
      await composer.waitFor({ timeout: 60_000 })
      // Keys typed in the first moments are lost: wait until a key stays.
      await eventually('the composer takes keys', async () => {
        await composer.fill('x')
        return (await composer.inputValue()) === 'x' && page.locator('#channelHeaderTitle').count()
      })
      await composer.fill('')
    },
    async type(text, box = composer) {
      // The blank closes the list of suggestions, which would take the Enter for itself.
      await box.fill(text.startsWith('/') ? `${text} ` : text)
      await pressUntilSent(box)
    },
    async openTicket(command = '/ticket', box = composer) {
      await real.type(command, box)
      return real.openedTicket()
    },
    openedTicket: () => new TicketModal(page).ready(),
    async act(postId, action) {
      await post(postId).hover()
      await page.locator(`#CENTER_actions_button_${postId}`).click()
      await page.getByRole('menuitem', { name: action }).click()
    },
    async openThread(postId) {
      await post(postId).hover()
      await page.locator(`#CENTER_commentIcon_${postId}`).click()
      const box = page.locator('#reply_textbox')
      await box.waitFor()
      return box
    },
  }
  return real
}

const PATIENCE_MS = 1500

/** The web app loses an Enter while it still loads; a person would press it again. */
async function pressUntilSent(box: Locator): Promise<void> {
  await eventually('the composer is empty', async () => {
    await box.press('Enter')
    const until = Date.now() + PATIENCE_MS
    while (Date.now() < until) {
      if ((await box.inputValue()) === '') return true
    }
    return false
  })
}
