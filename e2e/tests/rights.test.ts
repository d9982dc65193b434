/** Who may do what; asked from outside, as somebody with bad intentions would. */
import { randomUUID } from 'node:crypto'
import { aTicket } from '../pages/ticket-modal'
import { ticketsIn } from '../support/person'
import { tellStory } from '../support/story'

const story = tellStory()
const TICKETS = '/plugins/ticketdesk/api/v1/tickets'

const request = (channelId: string, more: object = {}) => ({
  requestId: randomUUID(),
  channelId,
  values: aTicket,
  ...more,
})

it('says clearly that one cannot open a ticket where one cannot post', async () => {
  story.forgive(/403|Forbidden/)
  const channel = await story.visit({ channel: 'alerts' })
  const modal = await channel.openTicket()
  await modal.fill(aTicket)
  const membership = { username: 'anna', channel: 'alerts' }
  await story.standIn.control('members', { ...membership, member: false })
  await modal.submit()
  await modal.alert.getByText('You cannot post in this channel').waitFor()
  expect(await modal.values()).toEqual(aTicket)
  await story.standIn.control('members', { ...membership, member: true })
})

it('refuses a ticket in a private channel of others, and stores nothing', async () => {
  const ben = await story.standIn.as('ben')
  const answer = await ben.request(TICKETS, { body: request(story.standIn.channels.secret) })
  expect(answer.status).toBe(403)
  expect(await answer.json()).toMatchObject({ error: { code: 'not_allowed_in_channel' } })
  const anna = await story.standIn.as('anna')
  expect(ticketsIn(await anna.posts(story.standIn.channels.secret))).toEqual([])
})

it('believes no user id that the browser sends', async () => {
  story.forgive(/401|Unauthorized/)
  const channel = await story.visit()
  const admin = await story.standIn.as('admin')
  const statuses = await channel.page.evaluate(
    async ({ path, body, userId }) => {
      const headers = { 'Mattermost-User-Id': userId, 'Content-Type': 'application/json' }
      const init = { method: 'POST', headers, body, credentials: 'omit' as const }
      const forged = await fetch(path, init)
      const form = await fetch('/plugins/ticketdesk/api/v1/form', { headers, credentials: 'omit' })
      return [forged.status, form.status]
    },
    {
      path: TICKETS,
      body: JSON.stringify(request(story.standIn.channels['town-square'])),
      userId: admin.userId,
    },
  )
  expect(statuses).toEqual([401, 401])
})

it('refuses a write that another site could have made the browser send', async () => {
  const anna = await story.standIn.as('anna')
  const answer = await fetch(story.standIn.url + TICKETS, {
    method: 'POST',
    headers: { Cookie: `MMAUTHTOKEN=${anna.session.token}`, 'Content-Type': 'application/json' },
    body: JSON.stringify(request(story.standIn.channels['town-square'])),
  })
  expect(answer.status).toBe(401)
})

it('takes the author from the session, not from what the dialog sends', async () => {
  const anna = await story.standIn.as('anna')
  const admin = await story.standIn.as('admin')
  const channelId = story.standIn.channels.alerts
  const forged = request(channelId, { userId: admin.userId })
  expect((await anna.request(TICKETS, { body: forged })).status).toBe(400)
  const answer = await anna.request(TICKETS, { body: request(channelId) })
  expect(answer.status).toBe(201)
})
