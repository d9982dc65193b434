/** A vendor's case in the web app: followed in a channel, told in its thread. */

import type { ChannelPage } from '../pages/channel-page'
import { PostCard } from '../pages/post-card'
import { ServerDialog } from '../pages/server-dialog'
import { aTicket } from '../pages/ticket-modal'
import { eventually } from '../support/eventually'
import { portalBeside } from '../support/portal'
import { tellStory } from '../support/story'

const story = tellStory()
const portal = portalBeside(() => story.standIn)

/** A case nobody else has, followed where the page is. */
async function follow(summary: string, more = '') {
  const number = await portal.open(summary)
  const channel = await story.visit({ channel: 'alerts' })
  const card = cardOn(channel, number)
  // The login of the configuration is there a moment after the start; following twice is once.
  await eventually('it is followed', async () => {
    await channel.type(`/case track ${number} ${more}`.trim())
    return card.card
      .first()
      .waitFor({ timeout: 3000 })
      .then(() => true)
      .catch(() => false)
  })
  const anna = await story.standIn.as('anna')
  const posts = () => anna.posts(story.standIn.channels.alerts)
  const root = (await posts()).find(({ type, message }) => type !== '' && message.includes(number))
  const thread = async () => (await posts()).filter(({ root_id }) => root_id === root?.id)
  return { number, channel, card, root, thread }
}

function cardOn(channel: ChannelPage, number: string): PostCard {
  return new PostCard(channel.page.locator('main .ticketdesk-card', { hasText: number }))
}

it('a followed case says where things are, and what comes is told in its thread', async () => {
  const { number, card, thread } = await follow('etcd is slow on all members')
  await card.says('etcd is slow on all members')
  await card.says('Waiting on Red Hat')
  expect(await thread()).toEqual([])
  await portal.comment(number, { body: 'Please send @all of `journalctl`' })
  await portal.comment(number, { body: 'from the customer', side: 'Customer' })
  await portal.comment(number, { body: 'between us', isPublic: false })
  await portal.change(number, { status: 'Waiting on Customer' })
  await card.says('Waiting on Customer')
  await eventually('both are told', async () => (await thread()).length >= 2)
  expect(await thread()).toHaveLength(2)
  const [comment, status] = (await thread()).map(({ message }) => message)
  expect(comment).toContain('Max Redhatter')
  expect(comment).not.toContain('@all')
  expect(status).toBe('Status: Waiting on Red Hat → Waiting on Customer')
})

it('its buttons: the newest comment for one person alone, a ticket, and the end', async () => {
  const { number, channel, card, root, thread } = await follow('registry volume', 'both')
  await portal.comment(number, { body: 'have you tried\n```\noc get pods\n```' })
  await card.button('Latest comment').click()
  await card.privateLine.filter({ hasText: 'oc get pods' }).waitFor()

  await card.button('Create ticket').click()
  const modal = await channel.ticketModal()
  await modal.fill(aTicket)
  await modal.submit()
  await eventually('the thread hears of it', async () =>
    (await thread()).some(({ message }) => message.includes('was opened from')),
  )
  expect(root?.message).toContain(number)

  await card.button('Stop following').click()
  await card.says('No longer followed here.')
  // The answer says so first; the buttons go with the post's own news.
  await card.button('Stop following').waitFor({ state: 'detached' })
  expect(await card.button('Stop following').count()).toBe(0)
})

it('a reply: asked for on the card, and sent as the login that is named', async () => {
  const { channel, card, thread } = await follow('nodes do not drain', 'both')
  await card.button('Reply…').click()
  const cancelled = await new ServerDialog(channel.page).ready()
  expect(await cancelled.dialog.textContent()).toContain('with the login Red Hat')
  await cancelled.dialog.getByRole('button', { name: 'Cancel' }).click()
  await cancelled.closed()

  await card.button('Reply…').click()
  const dialog = await new ServerDialog(channel.page).ready()
  await dialog.fill({ text: 'Here are the logs' })
  await dialog.field('confirm').check()
  await dialog.submit()
  await dialog.closed()
  await eventually('it comes back', async () => (await thread()).length > 0)
  expect((await thread()).map(({ message }) => message.split('\n').at(-1))).toEqual([
    '> Here are the logs',
  ])
})

it('an outage of the portal changes nothing, and nothing is lost', async () => {
  const { number, card, thread } = await follow('console log-in loops', 'both')
  await portal.become('maintenance')
  await portal.comment(number, { body: 'written during the outage' })
  await card.button('Latest comment').click()
  await card.privateLine.filter({ hasText: 'trouble of its own' }).waitFor()
  await portal.become('ok')
  await eventually('it is told', async () => (await thread()).length === 1)
})
