/** The bot: asked in a channel and between the two, answering in threads; reactions that do things. */
import { ServerDialog } from '../pages/server-dialog'
import { aTicket } from '../pages/ticket-modal'
import { eventually } from './eventually'
import { type Person, type Post, ticketsIn } from './person'
import type { Story } from './story'

/** The same in both ways of running it. @param name the bot's, without the at sign */
export function tellBotStories(story: Story, name: string): void {
  const square = () => story.standIn.channels['town-square']
  const answerTo = (person: Person, { id, channel_id }: Post) =>
    eventually('an answer', async () =>
      (await person.posts(channel_id)).find(({ root_id }) => root_id === id),
    )
  const ticketAbout = (person: Person, words: string) =>
    eventually('the ticket', async () =>
      ticketsIn(await person.posts(square())).find(({ message }) => message.includes(words)),
    )

  async function directWithBot(person: Person): Promise<string> {
    const bot = await person.json<{ id: string }>(`/api/v4/users/username/${name}`)
    const body = [person.userId, bot.id]
    return (await person.json<{ id: string }>('/api/v4/channels/direct', { body })).id
  }

  it('a mention brings a form to whoever asked, and the ticket to the channel', async () => {
    const channel = await story.visit()
    await channel.type(`@${name} ticket new The disk is full`)
    const anna = await story.standIn.as('anna')
    const question = await eventually('the question', async () =>
      (await anna.posts(square())).find(({ message }) => message.startsWith(`@${name} ticket`)),
    )
    await answerTo(anna, question)
    await channel.openThread(question.id)
    const answer = channel.page.locator('aside .post', { hasText: '@anna, the form is ready' })
    await answer.getByRole('button', { name: 'Fill in the form' }).click()
    const dialog = await new ServerDialog(channel.page).ready()
    expect(await dialog.field('problem').inputValue()).toBe('The disk is full')
    await dialog.fill({ cluster: aTicket.cluster, resource: 'bot-01' })
    await dialog.submit()
    await dialog.closed()
    expect((await ticketAbout(anna, 'bot-01')).root_id).toBe('')

    const other = await story.visit({ user: 'ben' })
    await other.openThread(question.id)
    const same = other.page.locator('aside .post', { hasText: '@anna, the form is ready' })
    await same.getByRole('button', { name: 'Fill in the form' }).click()
    const line = other.page.locator('aside .post:has-text("Only visible to you")')
    await line.filter({ hasText: 'This button is for @anna' }).waitFor()
  })

  it('between the two everything is for the bot, elsewhere only a mention', async () => {
    const anna = await story.standIn.as('anna')
    const direct = await directWithBot(anna)
    const greeting = await anna.say(direct, 'good morning')
    expect((await answerTo(anna, greeting)).message).toContain(`\`@${name} ticket list\``)
    const list = await anna.say(direct, 'ticket list')
    expect((await answerTo(anna, list)).message).toContain('Tickets')
    const silence = await anna.say(square(), `ticket list, said to nobody; \`@${name} help\``)
    const heard = await anna.say(square(), `hello @${name}, tikcet list`)
    const { message } = await answerTo(anna, heard)
    expect(message).toContain('Did you mean `ticket`?')
    const posts = await anna.posts(square())
    expect(posts.filter(({ root_id }) => root_id === silence.id)).toEqual([])
  })

  it('reactions take a ticket and resolve it', async () => {
    const anna = await story.visit()
    const modal = await anna.openTicket()
    await modal.fill({ ...aTicket, resource: 'bot-02' })
    await modal.submit()
    await modal.closed()
    const ben = await story.standIn.as('ben')
    const post = await ticketAbout(ben, 'bot-02')
    const card = (await story.visit({ user: 'ben' })).ticket(String(post.props.ticket_id))
    const react = (emoji_name: string) =>
      ben.json('/api/v4/reactions', { body: { user_id: ben.userId, post_id: post.id, emoji_name } })
    await react('raising_hand')
    await card.says('In progress')
    await card.assignee.getByText('@ben').waitFor()
    await react('white_check_mark')
    await card.says('Resolved')
  })
}
