/** "Create ticket" in a message's actions menu. */
import { eventually } from '../support/eventually'
import { ticketsIn } from '../support/person'
import { tellStory } from '../support/story'

const story = tellStory()

it('makes a ticket of a message, with its text and a way back to it', async () => {
  const { alerts } = story.standIn.channels
  const ben = await story.standIn.as('ben')
  const said = await ben.say(alerts, 'The **mail queue** has 4,000 messages')
  const channel = await story.visit({ channel: 'alerts' })
  await channel.act(said.id, 'Create ticket')
  const modal = await channel.ticketModal()
  expect(await modal.field('problem').inputValue()).toBe('The **mail queue** has 4,000 messages')
  await modal.fill({ cluster: 'prod-cluster', resource: 'mail-01' })
  await modal.submit()
  await modal.closed()
  const [ticket] = await eventually('the ticket', async () => {
    const found = ticketsIn(await ben.posts(alerts))
    return found.length > 0 && found
  })
  expect(ticket).toMatchObject({ root_id: '' })
  expect(ticket?.message).toContain(`${story.standIn.url}/_redirect/pl/${said.id}`)
  await channel.cards.last().getByRole('link', { name: 'Original message' }).click()
  await eventually('the message stands out', () =>
    channel.page.locator(`#post_${said.id}.post--highlighted`).count(),
  )
})

it('stays in the thread when the message is in one', async () => {
  const { alerts } = story.standIn.channels
  const ben = await story.standIn.as('ben')
  const root = await ben.say(alerts, 'root')
  const reply = await ben.say(alerts, 'it began with this', root.id)
  const channel = await story.visit({ channel: 'alerts' })
  await channel.openThread(root.id)
  await channel.page.locator(`#rhsPost_${reply.id}`).hover()
  await channel.page.locator(`#rhsPost_${reply.id}`).getByLabel('Message actions').click()
  await channel.page.getByRole('menuitem', { name: 'Create ticket' }).click()
  const modal = await channel.ticketModal()
  await modal.fill({ cluster: 'prod-cluster', resource: 'a' })
  await modal.submit()
  await modal.closed()
  await channel.page.locator('aside .ticketdesk-card').waitFor()
})

it('is not offered on a ticket', async () => {
  const channel = await story.visit({ channel: 'alerts' })
  const card = channel.page.locator('main .post', { has: channel.page.locator('.ticketdesk-card') })
  await card.first().hover()
  await card.first().getByLabel('Message actions').click()
  await channel.page.getByRole('menu').waitFor()
  expect(await channel.page.getByRole('menuitem', { name: 'Create ticket' }).count()).toBe(0)
})
