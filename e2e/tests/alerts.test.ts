/** Alerts in the web app: one problem is one card, and Acknowledge is true. */
import { aTicket } from '../pages/ticket-modal'
import { eventually } from '../support/eventually'
import { holdRequests } from '../support/held'
import { monitoringBeside } from '../support/monitoring'
import { alertsIn, ticketsIn } from '../support/person'
import { tellStory } from '../support/story'

const story = tellStory()
const monitoring = monitoringBeside(() => story.standIn)

const lost = 'CRITICAL - Socket timeout after 10 seconds'
const fine = 'HTTP OK - 0.082 s response'

/** A problem nobody else has, and a page that shows it. */
async function aProblem(host: string) {
  const subject = { host, service: 'HTTP' }
  const channel = await story.visit({ channel: 'alerts' })
  await monitoring.report(subject, 2, lost)
  const alert = channel.alert(host)
  await alert.says('Critical')
  return { subject, channel, alert }
}

const byNumber = (one?: number, other?: number) => Number(one) - Number(other)

async function alertPosts(host: string) {
  const anna = await story.standIn.as('anna')
  return alertsIn(await anna.posts(story.standIn.channels.alerts), host)
}

afterEach(() => monitoring.become('ok'))

it('one problem is one card: it says what is wrong, and counts what repeats', async () => {
  const { subject, alert } = await aProblem('web-01')
  await alert.says(lost)
  await alert.says('openITCOCKPIT')
  const [heading, output, buttons] = await Promise.all(
    ['header', '.ticketdesk-output', '.ticketdesk-buttons'].map(async (part) => {
      return (await alert.card.locator(part).boundingBox())?.y ?? 0
    }),
  )
  expect([heading, output, buttons]).toEqual([heading, output, buttons].sort(byNumber))
  await monitoring.report(subject, 2, 'CRITICAL - still nothing')
  await alert.says('seen 2 times')
  await alert.says('CRITICAL - still nothing')
  expect(await alertPosts('web-01')).toHaveLength(1)
})

it('Acknowledge shows so before anything is done, and is true when openITCOCKPIT says so', async () => {
  const { subject, alert } = await aProblem('web-02')
  await monitoring.become('slow')
  await alert.button('Acknowledge').click()
  await alert.acknowledgement.getByText('Acknowledging').waitFor()
  expect((await monitoring.object(subject)).acknowledgement).toBeUndefined()
  await alert.says('Acknowledged by @anna')
  expect((await monitoring.object(subject)).acknowledgement).toMatchObject({ author: 'anna' })
  expect(await alert.button('Acknowledge').count()).toBe(0)
})

it('says why it failed, and Retry does it', async () => {
  const { subject, alert } = await aProblem('web-03')
  await monitoring.become('refuses')
  await alert.button('Acknowledge').click()
  await alert.says(/Not acknowledged: .+/)
  await monitoring.become('ok')
  await alert.button('Retry').click()
  await alert.says('Acknowledged by @anna')
  expect((await monitoring.object(subject)).acknowledgement).toMatchObject({ author: 'anna' })
})

it('is done later when openITCOCKPIT is away just now', async () => {
  const { alert } = await aProblem('web-04')
  await monitoring.become('down')
  await alert.button('Acknowledge').click()
  await alert.says('Acknowledging')
  await monitoring.become('ok')
  await alert.says('Acknowledged by @anna')
})

it('does not believe a yes that comes to nothing', async () => {
  const { alert } = await aProblem('web-05')
  await monitoring.become('nothing')
  await alert.button('Acknowledge').click()
  await alert.says('Acknowledging')
  expect(await alert.card.getByText('Acknowledged by').count()).toBe(0)
  await monitoring.become('ok')
})

it('tells the second of two people who was first', async () => {
  const { alert, channel } = await aProblem('web-06')
  const bens = await story.visit({ user: 'ben', channel: 'alerts' })
  const other = bens.alert('web-06')
  await other.button('Acknowledge').waitFor()
  // Both are on their way before either is answered.
  const [first, second] = [
    await holdRequests(channel.page, /\/alerts\/actions$/),
    await holdRequests(bens.page, /\/alerts\/actions$/),
  ]
  await alert.button('Acknowledge').click()
  await other.button('Acknowledge').click()
  await Promise.all([first.sent, second.sent])
  await first.arrive()
  await second.arrive()
  await other.privateLine.filter({ hasText: '@anna' }).waitFor()
  await other.says('Acknowledged by @anna')
  expect(await alert.privateLine.count()).toBe(0)
})

it('shows who acknowledged in openITCOCKPIT itself', async () => {
  const { subject, alert } = await aProblem('web-07')
  await monitoring.acknowledge(subject, 'Night shift', 'Restarting it.')
  await alert.says('Acknowledged by Night shift')
  expect(await alert.button('Acknowledge').count()).toBe(0)
})

it('marks downtime and flapping on the card', async () => {
  const { subject, alert } = await aProblem('web-08')
  await monitoring.flapping(subject, true)
  await alert.says('Flapping')
  await monitoring.downtime(subject, true)
  await alert.says('In downtime')
})

it('recovery turns it green, says how long it lasted, and takes Acknowledge away', async () => {
  const { subject, alert } = await aProblem('web-09')
  await monitoring.report(subject, 0, fine)
  await alert.says('Resolved')
  await alert.says(/lasted \d+/)
  await alert.says(fine)
  expect(await alert.button('Acknowledge').count()).toBe(0)
  expect(await alert.card.getAttribute('class')).toContain('ticketdesk-tone-ok')
})

it('makes a ticket of an alert: prefilled, linked both ways, and told of the recovery', async () => {
  const { subject, channel, alert } = await aProblem('web-10')
  await alert.button('Create ticket').click()
  const modal = await channel.ticketModal()
  const text = await modal.field('problem').inputValue()
  expect(text).toContain('web-10')
  expect(text).toContain(lost)
  await modal.fill({ cluster: aTicket.cluster, resource: 'web-10' })
  await modal.submit()
  await modal.closed()
  const anna = await story.standIn.as('anna')
  const tickets = async () => ticketsIn(await anna.posts(story.standIn.channels.alerts))
  const ticket = await eventually('the ticket', async () =>
    (await tickets()).find(({ message }) => message.includes('web-10')),
  )
  const [post] = await alertPosts('web-10')
  expect(ticket.message).toContain(`/pl/${post?.id}`)
  await alert.says(String(ticket.props.ticket_id))
  await monitoring.report(subject, 0, fine)
  await eventually('the recovery in the thread of the ticket', async () => {
    const posts = await anna.posts(story.standIn.channels.alerts)
    return posts.some(({ root_id }) => root_id === ticket.id)
  })
})

it('takes a comment, which reaches the people on the card', async () => {
  const { alert } = await aProblem('web-11')
  await alert.button('Acknowledge with comment…').click()
  await alert.card.getByLabel('Comment (optional)').fill('Looking; into it')
  await alert.card.getByLabel('Comment (optional)').press('Enter')
  await alert.says('Acknowledged by @anna')
  await alert.says('Looking; into it')
})

it('can be taken back', async () => {
  const { subject, alert } = await aProblem('web-12')
  await alert.button('Acknowledge').click()
  await alert.says('Acknowledged by @anna')
  await alert.button('Un-acknowledge').click()
  await alert.button('Acknowledge').waitFor()
  expect((await monitoring.object(subject)).acknowledgement).toBeUndefined()
})

it('asks the server nothing for a card that is only shown', async () => {
  await aProblem('web-13')
  const channel = await story.visit({ channel: 'alerts' })
  const asked: string[] = []
  channel.page.on('request', (request) => asked.push(request.url()))
  await channel.page.reload()
  await channel.ready()
  await channel.alert('web-13').says('Critical')
  expect(asked.filter((url) => /\/api\/v1\/(?!form\b)/.test(url))).toEqual([])
})
