/** More text than one post can hold. */
import { aTicket } from '../pages/ticket-modal'
import { eventually } from '../support/eventually'
import { ticketsIn } from '../support/person'
import { tellStory } from '../support/story'

const story = tellStory()

it('goes on in the thread, and not a word of it is missing', async () => {
  const anna = await story.standIn.as('anna')
  const { alerts } = story.standIn.channels
  const lines = Array.from({ length: 1200 }, (_, n) => `line ${n}: something is not as it was 🧯`)
  expect(lines.join('\n').length).toBeGreaterThan(2 * 16_383)
  const channel = await story.visit({ channel: 'alerts' })
  const modal = await channel.openTicket()
  await modal.fill({ ...aTicket, problem: lines.join('\n') })
  await modal.submit()
  await modal.closed()
  const root = await eventually('the ticket', async () => ticketsIn(await anna.posts(alerts))[0])
  const thread = await eventually('all of it', async () => {
    const posts = (await anna.posts(alerts)).filter(({ root_id }) => root_id === root.id)
    return posts.some(({ message }) => message.includes('line 1199:')) && posts
  })
  const written = [root, ...thread].map(({ message }) => message).join('\n')
  expect(lines.filter((line) => !written.includes(line))).toEqual([])
  for (const { message } of [root, ...thread]) {
    expect([...message].length).toBeLessThanOrEqual(16_383)
  }
  await channel.cards.last().getByText('Continues in the thread.').first().waitFor()
})
