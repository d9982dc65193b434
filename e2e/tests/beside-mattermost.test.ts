/** The web app without a server process, and Ticket Desk on another origin beside Mattermost. */
import type { Page, Request, Route } from 'playwright-core'
import { aTicket } from '../pages/ticket-modal'
import { startBeside } from '../support/beside'
import { eventually } from '../support/eventually'
import { ticketsIn } from '../support/person'
import { tellStory } from '../support/story'

const story = tellStory(startBeside)

const postsIn = async (channel: 'town-square' | 'alerts') => {
  const anna = await story.standIn.as('anna')
  return anna.posts(story.standIn.channels[channel])
}

/** What a page asks of the sidecar, and its preflights. */
function requestsOf(page: Page) {
  const all: Request[] = []
  page.on('request', (request) => all.push(request))
  return {
    toSidecar: () => all.filter((one) => one.url().startsWith(story.standIn.sidecar.url)),
    commands: () => all.filter((one) => one.url().endsWith('/api/v4/commands/execute')),
    addresses: () => all.map((one) => one.url()),
  }
}
/** As Prometheus' Alertmanager tells it, version 4 of its webhook. */
const aPrometheusAlert = {
  version: '4',
  status: 'firing',
  receiver: 'desk',
  groupKey: '{}:{}',
  groupLabels: {},
  commonLabels: {},
  commonAnnotations: {},
  externalURL: 'https://alertmanager.example',
  alerts: [
    {
      status: 'firing',
      labels: { alertname: 'DiskFull', instance: 'db-01', severity: 'critical' },
      annotations: { summary: 'Disk full on db-01' },
      startsAt: '2026-11-20T10:00:00Z',
      endsAt: '0001-01-01T00:00:00Z',
      fingerprint: '1b2c3d4e5f607182',
    },
  ],
}
const refused = /Failed to load resource: the server responded with a status of/
const unreached = /net::ERR_/

it('opens the form, takes the ticket with a token and no cookie, and posts the card', async () => {
  const channel = await story.visit()
  const asked = requestsOf(channel.page)
  const before = (await postsIn('town-square')).length
  const modal = await channel.openTicket()
  await modal.fill(aTicket)
  await modal.submit()
  await modal.closed()
  await channel.cards.last().waitFor()
  const posts = await postsIn('town-square')
  const [post] = ticketsIn(posts).slice(-1)
  expect(post?.message).toContain('@anna')
  // The ticket's; none for the command that vouched.
  expect(posts).toHaveLength(before + 1)
  expect(asked.commands()).toHaveLength(1)
  const [sent] = asked.toSidecar().filter((one) => one.url().endsWith('/api/v1/tickets'))
  const headers = (await sent?.allHeaders()) ?? {}
  expect(headers['authorization']).toMatch(/^Bearer \S+$/)
  expect(headers['cookie']).toBeUndefined()
  const token = headers['authorization']?.slice('Bearer '.length) ?? 'none'
  expect(asked.addresses().filter((url) => url.includes(token))).toEqual([])
  expect(await channel.page.evaluate(kept)).not.toContain(token)
})

it('takes a ticket on its card, for the one who pressed', async () => {
  const anna = await story.visit()
  const modal = await anna.openTicket()
  await modal.fill({ ...aTicket, resource: 'taken-by-ben' })
  await modal.submit()
  await modal.closed()
  const [post] = await eventually('its post', async () => {
    const found = ticketsIn(await postsIn('town-square')).slice(-1)
    return found[0]?.message.includes('taken-by-ben') && found
  })
  const ben = await story.visit({ user: 'ben' })
  const card = ben.ticket(String(post?.props.ticket_id))
  await card.button('Take').click()
  await card.assignee.getByText('@ben').waitFor()
})

it('acknowledges an alert on its card', async () => {
  const headers = { 'Content-Type': 'application/json' }
  const body = JSON.stringify(aPrometheusAlert)
  await eventually('the source is there', async () => {
    return (await fetch(story.standIn.hook, { method: 'POST', headers, body })).ok
  })
  const channel = await story.visit({ channel: 'alerts' })
  const alert = channel.alert('DiskFull')
  await alert.button('Acknowledge').click()
  await alert.acknowledgement.getByText('@anna').waitFor()
})

it('leaves other words of the command to the sidecar', async () => {
  const channel = await story.visit()
  await channel.type('/ticket help')
  await channel.privateLines.filter({ hasText: '/ticket new' }).waitFor()
})

it('says that the sidecar is away, keeps the text, and goes on when it is back', async () => {
  story.forgive(refused)
  story.forgive(unreached)
  const { sidecar } = story.standIn
  const channel = await story.visit()
  const modal = await channel.openTicket()
  await modal.fill({ ...aTicket, resource: 'patient' })
  await sidecar.stop()
  await modal.submit()
  await modal.dialog.getByText(`cannot reach Ticket Desk at ${sidecar.url}`).waitFor()
  expect(await modal.field('resource').inputValue()).toBe('patient')
  await sidecar.start()
  await modal.submit()
  await modal.closed()
  await eventually('the ticket', async () =>
    ticketsIn(await postsIn('town-square')).some(({ message }) => message.includes('patient')),
  )
})

it('vouches anew when the sidecar no longer takes the token', async () => {
  story.forgive(refused)
  const channel = await story.visit()
  const modal = await channel.openTicket()
  await modal.fill({ ...aTicket, resource: 'renewed' })
  const asked = requestsOf(channel.page)
  const spoil = (route: Route) => {
    const headers = { ...route.request().headers(), authorization: 'Bearer of-another-day' }
    return route.continue({ headers })
  }
  const tickets = `${story.standIn.sidecar.url}/api/v1/tickets`
  await channel.page.route(tickets, spoil, { times: 1 })
  await modal.submit()
  await modal.closed()
  expect(asked.commands()).toHaveLength(1)
})

it('answers its own Mattermost and no other site', async () => {
  story.forgive(/blocked by CORS policy/)
  story.forgive(refused)
  story.forgive(unreached)
  const { page } = await story.visit()
  const ask = () =>
    page.evaluate(
      (url) =>
        fetch(`${url}/health`).then(
          (answer) => answer.text(),
          (error) => error.name,
        ),
      story.standIn.sidecar.url,
    )
  expect(await ask()).toBe('{"status":"ok"}')
  // The same Mattermost under a name that is not its own.
  await page.goto(story.standIn.url.replace('127.0.0.1', 'localhost'))
  expect(await ask()).toBe('TypeError')
})

it('tells people what an administrator has to do where the command is gone', async () => {
  story.forgive(refused)
  await story.standIn.command.remove()
  const channel = await story.visit({ user: 'ben' })
  await channel.page.evaluate(() => localStorage.clear())
  await channel.page.reload()
  await channel.ready()
  await channel.type('/ticket')
  await channel.page.getByText('the slash command /ticket is missing').waitFor()
  // Made anew it has a token that the sidecar does not know yet.
  await story.standIn.command.create()
  await channel.page.getByRole('button', { name: 'Try again' }).click()
  await channel.page.getByText('Ticket Desk is not available at the moment').waitFor()
})

function kept(): string {
  return JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage)])
}
