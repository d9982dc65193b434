/** `/ticket` in the web app: from the composer to the card in the channel. */
import { aTicket, focusedId } from '../pages/ticket-modal'
import { eventually } from '../support/eventually'
import { holdClicks } from '../support/held'
import { ticketsIn } from '../support/person'
import { tellStory } from '../support/story'

const story = tellStory()

const ticketsOf = async (channel: 'town-square' | 'alerts') => {
  const anna = await story.standIn.as('anna')
  return ticketsIn(await anna.posts(story.standIn.channels[channel]))
}

it('opens the form at once, with the focus in its first field', async () => {
  const channel = await story.visit()
  await channel.composer.fill('/ticket ')
  const ms = await channel.page.evaluate(async () => {
    const box = document.querySelector<HTMLElement>('#post_textbox')
    const start = performance.now()
    const enter = { key: 'Enter', code: 'Enter', bubbles: true, cancelable: true }
    box?.dispatchEvent(new KeyboardEvent('keydown', enter))
    while (!document.querySelector('.ticketdesk-dialog')) {
      await new Promise((resolve) => setTimeout(resolve))
    }
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))
    return performance.now() - start
  })
  // Printed and not judged: a busy machine must not fail a test.
  console.log(`Enter to visible form: ${ms.toFixed(0)} ms (wanted: at most 100)`)
  await eventually('focus in the first field', async () => {
    return (await focusedId(channel.page)) === 'ticketdesk-field-cluster'
  })
  expect(await channel.composer.inputValue()).toBe('')
})

it('posts a card by the bot, with the ticket in its props, and tells the author', async () => {
  const channel = await story.visit()
  const modal = await channel.openTicket()
  await modal.fill(aTicket)
  await modal.submit()
  await modal.closed()
  await channel.cards.last().waitFor()
  const [post] = (await ticketsOf('town-square')).slice(-1)
  const id = String(post?.props.ticket_id)
  expect(id).toMatch(/^Ticket-\d{8}-\d{4,}$/)
  expect(post).toMatchObject({
    type: 'custom_ticketdesk_ticket',
    root_id: '',
    props: { is_ticket: true, from_bot: 'true', from_plugin: 'true' },
  })
  for (const text of [id, '@anna', 'Production', aTicket.resource, aTicket.problem]) {
    expect(post?.message).toContain(text)
    await channel.cards.last().getByText(text).first().waitFor()
  }
  await channel.privateLines.filter({ hasText: id }).waitFor()
  const ben = await story.visit({ user: 'ben' })
  await ben.cards.last().getByText(id).waitFor()
  expect(await ben.privateLines.count()).toBe(0)
})

it('takes the words after /ticket new into the form', async () => {
  const channel = await story.visit()
  const modal = await channel.openTicket('/ticket new The disk is full')
  expect(await modal.field('problem').inputValue()).toBe('The disk is full')
})

it('posts in the thread in which the command was typed', async () => {
  const anna = await story.standIn.as('anna')
  const root = await anna.say(story.standIn.channels.alerts, 'web-07 is down')
  const channel = await story.visit({ channel: 'alerts' })
  await channel.openThread(root.id)
  const modal = await channel.openTicket('/ticket', channel.replyBox)
  await modal.fill(aTicket)
  await modal.submit()
  await modal.closed()
  const [post] = await eventually('the ticket in the thread', async () => {
    const found = (await ticketsOf('alerts')).filter(({ root_id }) => root_id === root.id)
    return found.length > 0 && found
  })
  expect(post?.props.ticket_id).toBeDefined()
  await channel.page.locator('aside .ticketdesk-card').waitFor()
  expect(await focusedId(channel.page)).toBe('reply_textbox')
})

it('makes one ticket of two submits', async () => {
  const before = (await ticketsOf('town-square')).length
  const channel = await story.visit()
  const modal = await channel.openTicket()
  await modal.fill(aTicket)
  const submits = await holdClicks(story.standIn)
  await modal.submitButton.dblclick()
  await submits.waiting(1)
  await submits.end()
  await modal.closed()
  await channel.privateLines.last().waitFor()
  expect((await ticketsOf('town-square')).length).toBe(before + 1)
})

it('says what is missing beside the field, and goes to the first such field', async () => {
  const channel = await story.visit()
  const modal = await channel.openTicket()
  await modal.fill({ resource: 'web-07' })
  await modal.submit()
  await modal.problemOf('cluster').waitFor()
  await modal.problemOf('problem').waitFor()
  expect(await modal.problemOf('resource').count()).toBe(0)
  expect(await modal.problemOf('network').count()).toBe(0)
  expect(await focusedId(channel.page)).toBe('ticketdesk-field-cluster')
  expect(await modal.field('problem').getAttribute('aria-invalid')).toBe('true')
})
