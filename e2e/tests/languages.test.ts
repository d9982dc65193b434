/** Everybody in their own language; posts in the one language of the setting. */
import { tellStory } from '../support/story'

const story = tellStory()

// What the form says when a required choice is missing shows whether the whole of it was translated.
it.each([
  ['en', 'anna', 'New ticket', 'Open ticket'],
  ['de', 'ben', 'Neues Ticket', 'Ticket eröffnen'],
  ['fr', 'admin', 'Nouveau ticket', 'Ouvrir le ticket'],
  ['ru', 'vera', 'Новый тикет', 'Открыть тикет'],
])('speaks %s to %s', async (locale, user, title, button) => {
  const person = await story.standIn.as(user)
  await person.json('/api/v4/users/me/patch', { method: 'PUT', body: { locale } })
  const channel = await story.visit({ user })
  const modal = await channel.openTicket()
  expect(await modal.dialog.getByRole('heading').first().textContent()).toBe(title)
  expect(await modal.submitButton.textContent()).toBe(button)
  const text = String(await modal.dialog.textContent())
  if (locale !== 'en') expect(text).not.toMatch(/What is the problem|Will be posted|Cancel/)
  await channel.page.keyboard.press('Escape')
  await modal.closed()
  await channel.type('/ticket help')
  await channel.privateLines.filter({ hasText: '/ticket help' }).first().waitFor()
})

it('changes the form together with the page when somebody changes their language', async () => {
  const channel = await story.visit()
  const modal = await channel.openTicket()
  await channel.page.keyboard.press('Escape')
  await modal.closed()
  const anna = await story.standIn.as('anna')
  await anna.json('/api/v4/users/me/patch', { method: 'PUT', body: { locale: 'de' } })
  await channel.page.reload()
  await channel.ready()
  const again = await channel.openTicket()
  await again.dialog.getByText('Was ist das Problem?').waitFor()
})
