/** The form without a mouse, for every pair of eyes, on every screen. */
import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { focusedId } from '../pages/ticket-modal'
import { eventually } from '../support/eventually'
import { tellStory } from '../support/story'

const story = tellStory()

const inDialog = (page: Page) =>
  page.evaluate(() => document.activeElement?.closest('.ticketdesk-dialog') !== null)

it('keeps Tab inside and goes round, in both directions', async () => {
  const { page, openTicket } = bound(await story.visit())
  await openTicket()
  const start = await focusedId(page)
  const seen = new Set<string>()
  for (let steps = 0; steps < 20; steps += 1) {
    await page.keyboard.press('Tab')
    expect(await inDialog(page)).toBe(true)
    const id = await focusedId(page)
    if (id === start) break
    seen.add(id)
  }
  expect(await focusedId(page)).toBe(start)
  for (const name of ['resource', 'problem', 'network']) {
    expect(seen).toContain(`ticketdesk-field-${name}`)
  }
  expect(seen).toContain('ticketdesk-submit')
  await page.keyboard.press('Shift+Tab')
  expect(await inDialog(page)).toBe(true)
})

it('opens a ticket with the keyboard alone', async () => {
  const { page, openTicket } = bound(await story.visit())
  const modal = await openTicket()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Tab')
  await page.keyboard.type('web-07')
  await page.keyboard.press('Tab')
  await page.keyboard.type('It is down.')
  await page.keyboard.press('Control+Enter')
  await modal.closed()
  expect(await focusedId(page)).toBe('post_textbox')
})

it('gives the focus back to the composer when it is closed with Escape', async () => {
  const { page, openTicket } = bound(await story.visit())
  const modal = await openTicket()
  await page.keyboard.press('Escape')
  await modal.closed()
  expect(await focusedId(page)).toBe('post_textbox')
})

describe.each(['light', 'dark'])('in the %s theme', (theme) => {
  it.each([1280, 320])('%i pixels wide, has no accessibility fault axe can find', async (width) => {
    const channel = await story.visit({ width })
    await channel.choose('Theme', theme)
    const modal = await channel.openTicket()
    await modal.submit()
    await modal.problemOf('cluster').waitFor()
    expect(await faults(channel.page, '.ticketdesk-dialog')).toEqual([])
  })

  it('has a card without accessibility faults', async () => {
    const channel = await story.visit()
    await channel.choose('Theme', theme)
    const modal = await channel.openTicket()
    await modal.fill({ cluster: 'dev-cluster', resource: 'a', problem: 'b' })
    await modal.submit()
    await channel.cards.last().waitFor()
    expect(await faults(channel.page, '.ticketdesk-card')).toEqual([])
  })
})

it('fits into 320 pixels without scrolling sideways, form and cards', async () => {
  const channel = await story.visit({ width: 320 })
  const modal = await channel.openTicket()
  expect(await overflow(channel.page, '.ticketdesk-dialog')).toEqual([])
  await modal.fill({
    cluster: 'dev-cluster',
    resource: 'a-very-long-name-without-any-blank-in-it-that-does-not-fit-in-a-line',
    problem:
      '```\nOut of memory: Killed process 2210 (java) total-vm:8123456kB, anon-rss:123kB\n```',
  })
  await modal.submit()
  await modal.closed()
  await channel.cards.last().waitFor()
  expect(await overflow(channel.page, '.ticketdesk-card')).toEqual([])
})

function bound(channel: Awaited<ReturnType<typeof story.visit>>) {
  return {
    page: channel.page,
    openTicket: async () => {
      const modal = await channel.openTicket()
      await eventually('focus in the form', () => inDialog(channel.page))
      return modal
    },
  }
}

/** axe-core's findings, serious ones and those it is less sure how serious. */
async function faults(page: Page, within: string): Promise<string[]> {
  // Evaluated through the browser's own door, which the page's CSP does not close.
  await page.evaluate(readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8'))
  return page.evaluate(async (selector) => {
    // biome-ignore lint/suspicious/noExplicitAny: axe puts itself on window
    const { violations } = await (window as any).axe.run(selector)
    return violations.map(
      ({ id, impact, nodes }: { id: string; impact: string; nodes: { html: string }[] }) =>
        `${impact} ${id}: ${nodes.map(({ html }) => html).join(' ')}`,
    )
  }, within)
}

/** Whatever stands out of the page or of the element to the right; scrolling boxes may. */
function overflow(page: Page, within: string): Promise<string[]> {
  return page.evaluate((selector) => {
    const scrolls = (element: Element) => getComputedStyle(element).overflowX !== 'visible'
    const found = [...document.querySelectorAll(selector)].flatMap((element) => {
      const { right } = element.getBoundingClientRect()
      return [...element.querySelectorAll('*')]
        .filter((inner) => !inner.parentElement?.closest('pre'))
        .filter((inner) => inner.getBoundingClientRect().right > right + 1)
        .map((inner) => inner.outerHTML.slice(0, 80))
        .concat(element.scrollWidth > element.clientWidth && !scrolls(element) ? ['scrolls'] : [])
    })
    const wide = document.documentElement.scrollWidth > window.innerWidth
    return wide ? [...found, 'the page scrolls'] : found
  }, within)
}
