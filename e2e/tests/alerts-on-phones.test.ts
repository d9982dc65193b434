/** Alerts where no plugin code runs: message, attachment, and buttons of the server's. */
import { holdClicks } from '../support/held'
import { monitoringBeside } from '../support/monitoring'
import { alertsIn } from '../support/person'
import { tellStory } from '../support/story'

const story = tellStory()
const monitoring = monitoringBeside(() => story.standIn)
const lost = 'CRITICAL - lost 100%'

async function onPhone(host: string) {
  const subject = { host }
  const phone = await story.visit({ channel: 'alerts' })
  await phone.choose('View', 'phone')
  await monitoring.report(subject, 1, lost)
  const post = phone.page.locator('main .post', { hasText: host }).first()
  await post.getByText(lost).first().waitFor()
  return { subject, phone, post }
}

it('shows what is wrong, and a button that acknowledges', async () => {
  const { subject, post } = await onPhone('db-01')
  await post.getByRole('button', { name: 'Acknowledge', exact: true }).click()
  await post
    .getByText(/acknowledged by @anna/i)
    .first()
    .waitFor()
  expect((await monitoring.object(subject)).acknowledgement).toMatchObject({ author: 'anna' })
  expect(await post.getByRole('button', { name: 'Acknowledge', exact: true }).count()).toBe(0)
})

it('is complete without the web app, and without buttons when it is over', async () => {
  const { subject, post } = await onPhone('db-02')
  await monitoring.report(subject, 0, 'OK - rta 0.4 ms')
  await post
    .getByText(/resolved/i)
    .first()
    .waitFor()
  expect(await post.getByRole('button', { name: /Acknowledge/ }).count()).toBe(0)
})

it('tells in private who was first, also there', async () => {
  const { post, phone } = await onPhone('db-03')
  const ben = await story.standIn.as('ben')
  const [found] = alertsIn(await ben.posts(story.standIn.channels.alerts), 'db-03')
  const id = found?.id ?? ''
  const attachments = found?.props['attachments'] as { actions: { id: string; name: string }[] }[]
  const button = attachments[0]?.actions.find(({ name }) => name === 'Acknowledge')
  expect(button?.id).toMatch(/^[A-Za-z0-9]+$/)
  const second = await story.visit({ user: 'ben', channel: 'alerts' })
  await second.openThread(id)
  // Both are on their way before either is answered.
  const clicks = await holdClicks(story.standIn)
  await post.getByRole('button', { name: 'Acknowledge', exact: true }).click()
  await clicks.waiting(1)
  const late = ben.request(`/api/v4/posts/${id}/actions/${button?.id}`, { body: {} })
  await clicks.waiting(2)
  await clicks.pass()
  await post
    .getByText(/acknowledged by @anna/i)
    .first()
    .waitFor()
  await clicks.end()
  expect((await late).status).toBe(200)
  const line = second.page.locator('aside .post:has-text("Only visible to you")')
  await line.filter({ hasText: '@anna' }).waitFor()
  expect(await phone.privateLines.count()).toBe(0)
})
