/** The one bundle in every Mattermost: what they lend differs, and nothing may break the page. */
import { aTicket } from '../pages/ticket-modal'
import { tellStory } from '../support/story'

const story = tellStory()

describe.each(['17', '18', '19'] as const)('on React %s', (react) => {
  it('opens a ticket, in dark as well', async () => {
    const channel = await story.visit({ react })
    expect(await channel.page.evaluate(() => (window as never as Lent).React?.version)).toMatch(
      new RegExp(`^${react}\\.`),
    )
    await channel.choose('Theme', 'dark')
    const modal = await channel.openTicket()
    await modal.fill(aTicket)
    await modal.submit()
    await modal.closed()
    await channel.cards.last().getByText(aTicket.resource).waitFor()
  })

  it('asks before it discards, and has the draft after a reload', async () => {
    const channel = await story.visit({ react, channel: 'alerts' })
    const modal = await channel.openTicket()
    await modal.fill({ problem: 'half' })
    await channel.page.keyboard.press('Escape')
    await modal.question.waitFor()
    await channel.page.reload()
    await channel.ready()
    const again = await channel.openTicket()
    expect(await again.field('problem').inputValue()).toBe('half')
  })
})

interface Lent {
  React?: { version: string }
}

it.each(['PostUtils', 'Components,WebappUtils', 'Luxon,ReactBootstrap,PropTypes,basename'])(
  'does without %s',
  async (without) => {
    const channel = await story.visit({ query: { without } })
    const modal = await channel.openTicket()
    await modal.fill(aTicket)
    await modal.submit()
    await modal.closed()
    await channel.cards.last().getByText(aTicket.problem).waitFor()
  },
)

it.each(['React', 'ReactDOM', 'ReactIntl', 'ReactRedux', 'Redux'])(
  'leaves the page alive when there is no %s to work with',
  async (without) => {
    // It may complain in the console; that is how administrators get to know.
    story.forgive(/Ticket Desk|TypeError/)
    const channel = await story.visit({ query: { without } })
    await channel.type('still here')
    await channel.page.locator('main .post', { hasText: 'still here' }).last().waitFor()
  },
)

it('comes back when the plugin is switched off and on while the page is open', async () => {
  const channel = await story.visit()
  await story.standIn.control('plugin/stop', {})
  await channel.page.waitForFunction(() => !document.querySelector('.ticketdesk-card'))
  await story.standIn.control('plugin/start', {})
  const modal = await channel.openTicket()
  await modal.submitButton.waitFor()
})
