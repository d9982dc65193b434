/** The life of a ticket: taken and resolved on its card, by words, and from a phone. */
import { aTicket } from '../pages/ticket-modal'
import { eventually } from '../support/eventually'
import { holdRequests } from '../support/held'
import { ticketsIn } from '../support/person'
import { tellStory } from '../support/story'

const story = tellStory()

/** A ticket of Anna's, about something nobody else has, and Ben's page that shows it. */
async function aNewTicket(resource: string) {
  const anna = await story.standIn.as('anna')
  const channel_id = story.standIn.channels['town-square']
  const body = {
    requestId: `life-of-${resource}`,
    channelId: channel_id,
    values: { ...aTicket, resource },
  }
  const { desk } = story.standIn
  const { ticket } = await desk<{ ticket: { id: string } }>(anna, '/api/v1/tickets', body)
  const posts = async () =>
    ticketsIn(await anna.posts(channel_id)).filter(({ props }) => props.ticket_id === ticket.id)
  const post = (
    await eventually('its post', async () => {
      const found = await posts()
      return found.length > 0 && found
    })
  )[0]
  if (!post) throw new Error('it was found')
  const lines = async () => (await posts()).filter(({ root_id }) => root_id === post.id)
  const channel = await story.visit({ user: 'ben' })
  return { id: ticket.id, post, lines, channel, card: channel.ticket(ticket.id) }
}

it('is taken, resolved and reopened on its card, and everybody sees it at once', async () => {
  const { id, card, lines } = await aNewTicket('life-01')
  const annas = await story.visit({ user: 'anna' })
  const other = annas.ticket(id)
  await card.says('Open')
  await card.button('Take').click()
  await card.assignee.getByText('@ben').waitFor()
  await other.says('In progress')
  await other.assignee.getByText('@ben').waitFor()
  await other.button('Resolve').click()
  await card.says('Resolved')
  await card.button('Reopen').click()
  await other.says('Open')
  await other.button('Take').waitFor()
  const told = await eventually('all of it told in the thread', async () => {
    const found = await lines()
    return found.length === 3 && found
  })
  expect(told.map(({ message }) => message)).toEqual([
    '@ben takes it.',
    '@anna has resolved it.',
    '@ben has reopened it.',
  ])
})

it('tells the second of two people who was first', async () => {
  const { id, channel, card } = await aNewTicket('life-02')
  const annas = await story.visit({ user: 'anna' })
  const other = annas.ticket(id)
  await other.button('Take').waitFor()
  // Both are on their way before either is answered.
  const requests = [
    await holdRequests(channel.page, /\/actions$/),
    await holdRequests(annas.page, /\/actions$/),
  ]
  await card.button('Take').click()
  await other.button('Take').click()
  await Promise.all(requests.map(({ sent }) => sent))
  await Promise.all(requests.map(({ arrive }) => arrive()))
  const told = await eventually('one of them is told', async () => {
    const lines = [card, other].map(({ privateLine }) => privateLine.allInnerTexts())
    return (await Promise.all(lines)).flat().join(' ')
  })
  const [, winner = ''] = /^(@\w+) has it already/.exec(told) ?? []
  for (const shown of [card, other]) await shown.assignee.getByText(winner).waitFor()
  expect(['@anna', '@ben']).toContain(winner)
  const loser = winner === '@ben' ? other : card
  expect(await loser.privateLine.count()).toBe(1)
  expect(told.match(/has it already/g)).toHaveLength(1)
})

it('moves by words too: listed with a link, taken in its thread without a number', async () => {
  const { id, post, channel, card } = await aNewTicket('life-03')
  await channel.type('/ticket search life-03')
  const found = channel.privateLines.filter({ hasText: id })
  expect(await found.getByRole('link', { name: id }).getAttribute('href')).toContain(post.id)
  await channel.openThread(post.id)
  await channel.type('/ticket take', channel.replyBox)
  await card.assignee.getByText('@ben').waitFor()
  await channel.type(`/ticket assign ${id} @anna`)
  await card.assignee.getByText('@anna').waitFor()
})

it('has the same buttons on a phone', async () => {
  const { post, channel, card } = await aNewTicket('life-04')
  await channel.choose('View', 'phone')
  const shown = channel.post(post.id)
  await shown.getByRole('button', { name: 'Take', exact: true }).click()
  await shown.getByText('In progress').waitFor()
  expect(await card.card.count()).toBe(0)
  await shown.getByRole('button', { name: 'Resolve', exact: true }).click()
  await shown.getByText('Resolved').waitFor()
  expect(await shown.getByText('life-04').count()).toBeGreaterThan(0)
})
