/** The address upstreams send to: they keep their own Mattermost settings, only the URL changes. */
import { eventually } from '../support/eventually'
import { monitoringBeside } from '../support/monitoring'
import { alertsIn } from '../support/person'
import { tellStory } from '../support/story'

const story = tellStory()
const monitoring = monitoringBeside(() => story.standIn)

const posts = async () => {
  const anna = await story.standIn.as('anna')
  return anna.posts(story.standIn.channels.alerts)
}

it('answers as Mattermost’s own address does, without a session', async () => {
  const url = await monitoring.hook('webhook')
  const answer = await fetch(url, { method: 'POST', body: '{"text": "Backup done"}' })
  expect([answer.status, await answer.text()]).toEqual([200, 'ok'])
  expect(answer.headers.get('content-type')).toContain('text/plain')
  await eventually('the message', async () =>
    (await posts()).some(({ message }) => message.includes('Backup done')),
  )
})

it('refuses an unknown key as Mattermost does', async () => {
  const url = (await monitoring.hook('webhook')).replace(/\/[^/]+$/, '/unknown-key-unknown-key')
  const answer = await fetch(url, { method: 'POST', body: '{"text": "x"}' })
  expect(answer.status).toBe(400)
  expect(await answer.json()).toMatchObject({ status_code: 400 })
})

it('shows what Cyphon sends', async () => {
  const title = 'Port scan from 198.51.100.7'
  const alert = { id: 7, title, level: 'MEDIUM', source: 'elasticsearch.cyphon.snort' }
  await story.standIn.control('upstreams/cyphon', alert)
  const channel = await story.visit({ channel: 'alerts' })
  await channel.alert(title).says('MEDIUM')
  await channel.alert(title).button('Acknowledge').click()
  await channel.alert(title).says('Here only')
})

it('makes of a storm one post, and says when it is over', async () => {
  const before = (await posts()).filter(({ root_id }) => root_id === '').length
  await story.standIn.control('stories/storm', { speed: 8 })
  await eventually('all in the channel', async () => (await posts()).length > before + 30)
  const roots = (await posts()).filter(({ root_id }) => root_id === '')
  expect(roots.length - before).toBeLessThan(25)
  expect(alertsIn(roots, 'core-switch-2')).toHaveLength(1)
})
