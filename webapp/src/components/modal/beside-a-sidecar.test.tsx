import { screen, waitFor } from '@testing-library/react'
import { channelId } from '../../../test/host-fake'
import { closePages, openPage } from '../../../test/page'
import {
  aSidecarWorld,
  inTheChannel,
  noSuchCommand,
  type SidecarWorld,
  sidecarManifest,
  sidecarUrl,
} from '../../../test/sidecar-fake'

afterEach(closePages)

function open(world: SidecarWorld, locale = 'en') {
  const { server } = world.browser
  return openPage({ server, entities: inTheChannel(), manifest: sidecarManifest(), locale })
}

test('/ticket opens the form of the sidecar and sends the ticket there', async () => {
  const world = aSidecarWorld()
  const page = await open(world)
  expect(page.browser.sent).toEqual([])
  await page.command('/ticket')
  await page.user.selectOptions(await screen.findByLabelText(/Cluster/), 'prod-cluster')
  await page.user.type(screen.getByLabelText(/VM or resource/), 'web-07')
  await page.user.type(screen.getByLabelText(/Problem/), 'slow')
  await page.user.click(screen.getByRole('button', { name: 'Open ticket' }))
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
  expect(page.browser.sentTo(`${sidecarUrl}/api/v1/tickets`)[0]?.body).toMatchObject({
    channelId,
    values: { resource: 'web-07', problem: 'slow' },
  })
  expect(page.browser.sentTo('/plugins/')).toEqual([])
})

test('the form is asked for whenever it is opened, and shown as it was until it comes', async () => {
  const page = await open(aSidecarWorld())
  for (const times of [1, 2]) {
    await page.command('/ticket')
    await screen.findByLabelText(/Cluster/)
    await waitFor(() => expect(page.browser.sentTo('/api/v1/form')).toHaveLength(times))
    await page.user.keyboard('{Escape}')
  }
  expect(page.browser.sentTo('commands/execute')).toHaveLength(1)
})

test.each([
  ['en', /slash command \/ticket is missing/],
  ['de', /Slash-Befehl \/ticket fehlt/],
  ['fr', /commande slash \/ticket manque/],
  ['ru', /слэш-команды \/ticket нет/],
])('who has no slash command is told so in %s, and may try again', async (locale, sentence) => {
  const world = aSidecarWorld()
  world.command = () => noSuchCommand
  const page = await open(world, locale)
  await page.command('/ticket')
  expect(await screen.findByText(sentence)).toBeInTheDocument()
  world.command = () => world.vouch()
  await page.user.click(screen.getByRole('button', { name: /again|erneut|Réessayer|Повторить/i }))
  expect(await screen.findByLabelText(/Cluster/)).toBeInTheDocument()
})

test('a sidecar that the browser does not reach is named, and the text stays', async () => {
  const world = aSidecarWorld()
  const page = await open(world)
  await page.command('/ticket new disk full')
  await page.user.selectOptions(await screen.findByLabelText(/Cluster/), 'prod-cluster')
  await page.user.type(screen.getByLabelText(/VM or resource/), 'web-07')
  world.desk = () => {
    throw new TypeError('Failed to fetch')
  }
  await page.user.click(screen.getByRole('button', { name: 'Open ticket' }))
  expect(
    await screen.findByText(/cannot reach Ticket Desk at https:\/\/desk.example/),
  ).toBeVisible()
  expect(screen.getByLabelText(/Problem/)).toHaveValue('disk full')
})
