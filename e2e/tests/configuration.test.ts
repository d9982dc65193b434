/** What an administrator sets, and who notices. */
import { ConsolePage } from '../pages/console-page'
import { eventually } from '../support/eventually'
import { ticketsIn } from '../support/person'
import { tellStory } from '../support/story'

const story = tellStory()

const openConsole = async () => {
  const { page } = await story.visit({ user: 'admin' })
  return new ConsolePage(page).open()
}

it('refuses a bad configuration whole, and names every setting that is wrong', async () => {
  story.forgive(/400|Bad Request/)
  const console_ = await openConsole()
  await console_.setting('Form').fill('{"fields": [{"name": "a b", "type": "colour"}]}')
  await console_.setting('Time zone').fill('Middle/Earth')
  await console_.save()
  await console_.complaint.waitFor()
  const complaint = String(await console_.complaint.textContent())
  for (const name of ['Form', 'TimeZone']) expect(complaint).toContain(name)
  const anna = await story.standIn.as('anna')
  const { form } = await anna.json<{ form: { fields: object[] } }>(
    '/plugins/ticketdesk/api/v1/form',
  )
  expect(form.fields).toHaveLength(4)
})

it('gives a new form to pages that are already open', async () => {
  const channel = await story.visit()
  const before = await channel.openTicket()
  await before.field('network').waitFor()
  await channel.page.keyboard.press('Escape')
  await before.closed()

  const console_ = await openConsole()
  const form = {
    title: 'New request',
    fields: [
      { name: 'problem', type: 'textarea', label: 'Wish' },
      { name: 'urgent', type: 'bool', label: 'Urgent', required: false },
      { name: 'owner', type: 'user', label: 'Owner', required: false },
      { name: 'day', type: 'date', label: 'Until', required: false },
    ],
  }
  await console_.setting('Form').fill(JSON.stringify(form))
  await console_.save()
  await console_.page.getByText('Saved.').waitFor()

  const modal = await channel.openTicket()
  await modal.dialog.getByText('New request').waitFor()
  await modal.field('problem').fill('A second screen')
  await modal.field('urgent').check()
  await modal.field('owner').pressSequentially('be')
  await channel.page.getByRole('option', { name: /ben/ }).click()
  await modal.field('day').fill('2030-02-28')
  await modal.submit()
  await modal.closed()
  const anna = await story.standIn.as('anna')
  const ticket = await eventually('the ticket', async () =>
    ticketsIn(await anna.posts(story.standIn.channels['town-square'])).at(-1),
  )
  for (const text of ['Wish', 'A second screen', '@ben', '2030-02-28']) {
    expect(ticket.message).toContain(text)
  }
})
