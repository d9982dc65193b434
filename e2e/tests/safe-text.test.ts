/** Nothing that was typed gets lost, whatever fails. */
import { aTicket } from '../pages/ticket-modal'
import { eventually } from '../support/eventually'
import { type Post, ticketsIn } from '../support/person'
import { tellStory } from '../support/story'

const story = tellStory()

afterEach(() => story.standIn.control('faults', { plugin: 'ok', createPost: 'ok' }))

const tickets = async (channel: 'town-square' | 'alerts' = 'town-square'): Promise<Post[]> => {
  const anna = await story.standIn.as('anna')
  return ticketsIn(await anna.posts(story.standIn.channels[channel]))
}

it('keeps the text when the server fails, says why, and sends it again on request', async () => {
  story.forgive(/502|Bad Gateway/)
  const before = (await tickets()).length
  const channel = await story.visit()
  const modal = await channel.openTicket()
  await modal.fill(aTicket)
  await story.standIn.control('faults', { plugin: 'fail' })
  await modal.submit()
  await modal.alert.waitFor()
  expect((await modal.alert.textContent())?.length).toBeGreaterThan(20)
  expect(await modal.values()).toEqual(aTicket)
  await story.standIn.control('faults', { plugin: 'ok' })
  await modal.alert.getByRole('button').click()
  await modal.closed()
  await eventually('one more ticket', async () => (await tickets()).length === before + 1)
})

it('keeps the text when the connection is cut', async () => {
  story.forgive(/ERR_INTERNET_DISCONNECTED|ERR_NETWORK|WebSocket/)
  const channel = await story.visit()
  const modal = await channel.openTicket()
  await modal.fill(aTicket)
  await channel.page.context().setOffline(true)
  await modal.submit()
  await modal.alert.waitFor()
  expect(await modal.values()).toEqual(aTicket)
  await channel.page.context().setOffline(false)
  await modal.alert.getByRole('button').click()
  await modal.closed()
})

it('asks before it throws text away, and keeps it when told so', async () => {
  const channel = await story.visit({ channel: 'secret' })
  const modal = await channel.openTicket()
  await modal.fill({ problem: 'half a sentence' })
  await channel.page.keyboard.press('Escape')
  await modal.question.waitFor()
  await modal.question.getByRole('button', { name: 'Keep editing' }).click()
  expect(await modal.field('problem').inputValue()).toBe('half a sentence')
  await channel.page.keyboard.press('Escape')
  await modal.question.getByRole('button', { name: 'Discard' }).click()
  await modal.closed()
  const again = await channel.openTicket()
  expect(await again.field('problem').inputValue()).toBe('')
})

it('closes without a question while nothing was typed', async () => {
  const channel = await story.visit({ channel: 'secret' })
  const modal = await channel.openTicket()
  await channel.page.keyboard.press('Escape')
  await modal.closed()
})

it('has the draft again after a reload', async () => {
  const channel = await story.visit({ channel: 'secret' })
  const modal = await channel.openTicket()
  await modal.fill(aTicket)
  await channel.page.reload()
  await channel.ready()
  const again = await channel.openTicket()
  expect(await again.values()).toEqual(aTicket)
})

it('keeps the ticket while Mattermost cannot post, and posts it once when it can', async () => {
  const before = (await tickets('alerts')).length
  const channel = await story.visit({ channel: 'alerts' })
  const modal = await channel.openTicket()
  await modal.fill(aTicket)
  await story.standIn.control('faults', { createPost: 'fail' })
  await modal.submit()
  await modal.closed()
  expect((await tickets('alerts')).length).toBe(before)
  await story.standIn.control('faults', { createPost: 'ok' })
  await eventually('the ticket is posted', async () => (await tickets('alerts')).length > before)
})

it('posts once although Mattermost said that posting failed', async () => {
  const before = (await tickets('alerts')).length
  const channel = await story.visit({ channel: 'alerts' })
  const modal = await channel.openTicket()
  await modal.fill(aTicket)
  await story.standIn.control('faults', { createPost: 'forget' })
  await modal.submit()
  await modal.closed()
  await eventually('the ticket is posted', async () => (await tickets('alerts')).length > before)
  await story.standIn.control('faults', { createPost: 'ok' })
  await channel.privateLines.last().waitFor()
  expect((await tickets('alerts')).length).toBe(before + 1)
})

it('posts a ticket once when the plugin is killed before it could', async () => {
  const before = (await tickets('alerts')).length
  const channel = await story.visit({ channel: 'alerts' })
  const modal = await channel.openTicket()
  await modal.fill({ ...aTicket, resource: 'killed midway' })
  await story.standIn.control('faults', { createPost: 'fail' })
  await modal.submit()
  await modal.closed()
  await story.standIn.control('plugin/kill', {})
  await story.standIn.control('faults', { createPost: 'ok' })
  const { healthy } = await story.standIn.control<{ healthy: boolean }>('plugin/health', {})
  expect(healthy).toBe(false)
  const [ticket] = await eventually('the ticket is posted', async () => {
    const found = (await tickets('alerts')).slice(before)
    return found.length > 0 && found
  })
  expect(ticket?.message).toContain('killed midway')
  // A second one would come with the next round of delivery, which a further ticket sets off.
  const again = await channel.openTicket()
  await again.fill(aTicket)
  await again.submit()
  await again.closed()
  await eventually('the next ticket', async () => (await tickets('alerts')).length === before + 2)
  const twice = (await tickets('alerts')).filter(({ message }) => message.includes('killed midway'))
  expect(twice).toHaveLength(1)
})

it('keeps the text while the plugin is down, and sends it when it is back', async () => {
  story.forgive(/500|404|Internal Server Error|Not Found/)
  const before = (await tickets('alerts')).length
  const channel = await story.visit({ channel: 'alerts' })
  const modal = await channel.openTicket()
  await modal.fill(aTicket)
  await story.standIn.control('plugin/kill', {})
  await modal.submit()
  await modal.alert.waitFor()
  expect(await modal.values()).toEqual(aTicket)
  await story.standIn.control('plugin/health', {})
  await modal.alert.getByRole('button').click()
  await modal.closed()
  await eventually('the ticket is posted', async () => (await tickets('alerts')).length > before)
})
