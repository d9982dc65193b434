/** `/ticket` in Mattermost's web app, from the login page to the card. */
import { aTicket } from '../pages/ticket-modal'
import { eventually } from '../support/eventually'
import { signIn } from './real-page'
import { firstOf, must, newTicket, pageOf, type Scene, type Step } from './scene'

export const inTheBrowser: Step[] = [
  ['somebody signs in through the web app', signInAnna],
  ['/ticket opens the form, with the focus in its first field', openForm],
  ['a submitted form becomes a card of the bot, confirmed privately', submit],
  ['a reload keeps what was typed', reload],
  ['the menu of a message makes a ticket with a link back', fromMessage],
  ['in a thread, the ticket is posted in the thread', inThread],
  ['/ticket help answers privately', help],
  ['a second person sees the card, and not the confirmation', secondPerson],
  ['the plugin has not complained on the page', noComplaints],
]

async function signInAnna(scene: Scene) {
  const { browser, server, stage } = scene
  scene.page = await signIn(browser, server.url, { member: stage.anna, stage })
}

async function openForm(scene: Scene) {
  const { page, openTicket, composer } = pageOf(scene)
  const modal = await openTicket()
  await page.keyboard.press('Escape')
  await modal.closed()
  await composer.fill('/ticket ')
  const started = Date.now()
  await composer.press('Enter')
  await modal.dialog.waitFor()
  const ms = Date.now() - started
  await focusOn(scene, 'ticketdesk-field-cluster')
  await page.keyboard.press('Escape')
  await modal.closed()
  return `${ms} ms, the browser's remote control included`
}

function focusOn(scene: Scene, id: string) {
  const { page } = pageOf(scene)
  return eventually(`the focus is on ${id}`, () =>
    page.evaluate((wanted) => document.activeElement?.id === wanted, id),
  )
}

async function submit(scene: Scene) {
  const { post, openTicket } = pageOf(scene)
  const modal = await openTicket()
  await modal.fill(aTicket)
  await modal.submit()
  await modal.closed()
  scene.first = await newTicket(scene)
  const id = String(scene.first.props.ticket_id)
  must(/^Ticket-\d{8}-\d{4,}$/.test(id), `strange id ${id}`)
  must(scene.first.props['is_ticket'] === true, 'props.is_ticket is missing')
  await post(scene.first.id).locator('.ticketdesk-card').getByText(id).first().waitFor()
  await confirmed(scene, id)
  await focusOn(scene, 'post_textbox')
  return id
}

/** In the channel, for nobody else to see; a bot without an administrator's rights writes a message. */
async function confirmed(scene: Scene, id: string) {
  const { page } = pageOf(scene)
  if (scene.desk.mode === 'plugin') {
    return page
      .locator('.post', { hasText: `${id} is open` })
      .last()
      .waitFor()
  }
  const { anna, team } = scene.stage
  const path = `/api/v4/users/me/teams/${team.id}/channels`
  await eventually('a direct message of the bot', async () => {
    const channels = await anna.json<{ id: string; type: string }[]>(path)
    const direct = channels.filter(({ type }) => type === 'D')
    const lists = await Promise.all(direct.map((channel) => anna.posts(channel.id)))
    return lists.flat().some(({ message }) => message.includes(id))
  })
}

async function reload(scene: Scene) {
  const { page, ready, openTicket } = pageOf(scene)
  const modal = await openTicket('/ticket new The disk is full')
  await modal.fill({ cluster: 'dev-cluster', resource: 'half' })
  await page.reload()
  await ready()
  const again = await openTicket()
  const { resource } = await again.values(['resource'])
  must(resource === 'half', `the draft is gone, the field holds "${resource}"`)
  await page.keyboard.press('Escape')
  await again.question.getByRole('button', { name: 'Discard' }).click()
  await again.closed()
}

async function fromMessage(scene: Scene) {
  const { act, openedTicket } = pageOf(scene)
  const { ben, open } = scene.stage
  const said = await ben.say(open, 'The mail queue has 4,000 messages')
  await act(said.id, 'Create ticket')
  const modal = await openedTicket()
  const { problem } = await modal.values(['problem'])
  must(problem === said.message, `prefilled with "${problem}"`)
  await modal.fill({ cluster: 'prod-cluster', resource: 'mail-01' })
  await modal.submit()
  await modal.closed()
  const post = await newTicket(scene)
  must(post.message.includes(`/pl/${said.id}`), 'no link to the message')
}

async function inThread(scene: Scene) {
  const { openThread, openTicket } = pageOf(scene)
  const root = await scene.stage.ben.say(scene.stage.open, 'web-07 is down')
  const modal = await openTicket('/ticket', await openThread(root.id))
  await modal.fill(aTicket)
  await modal.submit()
  await modal.closed()
  const post = await newTicket(scene)
  must(post.root_id === root.id, 'it is not in the thread')
}

async function help(scene: Scene) {
  const { page, type } = pageOf(scene)
  await type('/ticket help')
  await page.locator('.post', { hasText: '/ticket new' }).last().waitFor()
}

async function secondPerson(scene: Scene) {
  const { browser, server, stage } = scene
  const ben = await signIn(browser, server.url, { member: stage.ben, stage })
  const first = firstOf(scene)
  const id = String(first.props.ticket_id)
  await ben.post(first.id).locator('.ticketdesk-card').getByText(id).first().waitFor()
  must((await ben.page.getByText(`${id} is open`).count()) === 0, 'ben sees the confirmation')
  const modal = await ben.openTicket()
  await modal.fill({ ...aTicket, resource: 'of ben' })
  await modal.submit()
  await modal.closed()
  const post = await newTicket(scene)
  must(post.message.includes(stage.ben.username), 'ben is not named as the author')
  await ben.page.context().close()
}

async function noComplaints(scene: Scene) {
  const ours = pageOf(scene).complaints.filter((text) => /ticket/i.test(text))
  must(ours.length === 0, ours.join('\n'))
}
