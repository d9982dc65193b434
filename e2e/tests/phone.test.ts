/** `/ticket` where no plugin code runs: the server's dialog, and posts without cards. */
import { ServerDialog } from '../pages/server-dialog'
import { aTicket } from '../pages/ticket-modal'
import { eventually } from '../support/eventually'
import { comparable, ticketsIn } from '../support/person'
import { tellStory } from '../support/story'

const story = tellStory()

const ticketsOf = async (channel: 'town-square' | 'alerts') => {
  const anna = await story.standIn.as('anna')
  return ticketsIn(await anna.posts(story.standIn.channels[channel]))
}

it('the dialog on the phone makes the very post that the form in the web app makes', async () => {
  const web = await story.visit()
  const modal = await web.openTicket()
  await modal.fill(aTicket)
  await modal.submit()
  await modal.closed()
  await web.cards.first().waitFor()

  const phone = await story.visit()
  await phone.choose('View', 'phone')
  await phone.type('/ticket')
  const dialog = await new ServerDialog(phone.page).ready()
  await dialog.fill(aTicket)
  await dialog.submit()
  await dialog.closed()
  const [one, other] = await eventually('both tickets', async () => {
    const found = await ticketsOf('town-square')
    return found.length === 2 && found
  })
  if (!one || !other) throw new Error('two tickets were found')
  expect(comparable(other)).toEqual(comparable(one))
  expect(other.props.ticket_id).not.toBe(one.props.ticket_id)

  const shown = phone.page.locator(`#post_${other.id}`)
  for (const text of [String(other.props.ticket_id), aTicket.resource, aTicket.problem]) {
    await shown.getByText(text).first().waitFor()
  }
  expect(await phone.cards.count()).toBe(0)
})

it('the dialog says in words what is wrong with a field', async () => {
  const phone = await story.visit()
  await phone.choose('View', 'phone')
  await phone.type('/ticket')
  const dialog = await new ServerDialog(phone.page).ready()
  await dialog.fill({ ...aTicket, resource: '  ' })
  await dialog.submit()
  await dialog.dialog.getByText('Please fill in this field.').waitFor()
  await dialog.fill({ resource: 'web-07' })
  await dialog.submit()
  await dialog.closed()
})

it('takes the words after /ticket new into the dialog', async () => {
  const phone = await story.visit()
  await phone.choose('View', 'phone')
  await phone.type('/ticket new The disk is full')
  const dialog = await new ServerDialog(phone.page).ready()
  expect(await dialog.field('problem').inputValue()).toBe('The disk is full')
})

it('posts in the thread the command was typed in', async () => {
  const anna = await story.standIn.as('anna')
  const { alerts } = story.standIn.channels
  const root = await anna.say(alerts, 'web-07 is down')
  await anna.say(alerts, 'I am looking at it', root.id)
  const phone = await story.visit({ channel: 'alerts' })
  await phone.choose('View', 'phone')
  await phone.post(root.id).getByRole('button', { name: '1 reply' }).click()
  await phone.type('/ticket', phone.replyBox)
  const dialog = await new ServerDialog(phone.page).ready()
  await dialog.fill(aTicket)
  await dialog.submit()
  await dialog.closed()
  await eventually('the ticket in the thread', async () =>
    (await ticketsOf('alerts')).some(({ root_id }) => root_id === root.id),
  )
})

it('/ticket help tells what exists, to nobody else', async () => {
  const channel = await story.visit()
  await channel.type('/ticket help')
  await channel.privateLines.filter({ hasText: '/ticket new' }).waitFor()
  const anna = await story.standIn.as('anna')
  const posts = await anna.posts(story.standIn.channels['town-square'])
  expect(posts.some(({ message }) => message.includes('/ticket help'))).toBe(false)
})
