import { routes } from '@ticketdesk/contract'
import type { Source } from '../../../src/domain/source/source'
import { type Database, openDatabase } from '../../../src/store/database'
import { createLeftovers } from '../../../src/store/leftovers'
import { createSecrets } from '../../../src/store/secrets'
import { createUnitOfWork } from '../../../src/store/unit-of-work'
import { openTestDesk, type TestDesk } from '../../a-desk'
import { untilDone } from '../../a-hearing'
import { aSource } from '../../builders/an-alert'
import { anId } from '../../builders/refs'
import { createSqliteStore, type TestStore } from '../../databases'
import { createFakeLog } from '../../fakes/fake-log'
import { anAnswer } from '../../fakes/loopback-server'
import { openScriptedOitc, type ScriptedOitc } from '../../fakes/scripted-oitc'
import { until } from '../../until'
import { recordedRequests } from '../../wire'

const recorded = recordedRequests(['openitcockpit', 'cyphon'])
const request = (name: string) => {
  const found = recorded.find((one) => one.name === name)
  if (!found) throw new Error(`nothing was recorded as ${name}`)
  return found
}
const PROBLEM = 'openitcockpit/svc-02-problem-critical'
const RECOVERY = 'openitcockpit/svc-05-recovery'

interface Button {
  id: string
  name: string
  integration: { url: string; context: object }
}

let store: TestStore
let t: TestDesk
let database: Database
let oitc: ScriptedOitc
let key: string

beforeEach(async () => {
  store = await createSqliteStore()
  t = await openTestDesk(store.at)
  database = openDatabase(store.at, { log: createFakeLog() })
  oitc = await openScriptedOitc()
  key = anId()
  await addSource({
    upstream: { baseUrl: oitc.url, twoWay: true, way: 'command', insecure: false },
  })
})
afterEach(async () => {
  await t.close()
  await database.close()
  await oitc.close()
  await store.close()
})

async function addSource(overrides: Partial<Source>) {
  const channelId = t.channel.id as Source['channelId']
  const source = aSource({ name: anId(), channelId, ...overrides })
  const secrets = createSecrets(database)
  await createUnitOfWork(
    database,
    secrets,
  )(async ({ sources }) => {
    await sources.insert(source, key)
    await sources.keepSecret(source.id, 'apiKey', 'OITC-KEY')
  })
}
const send = async (name: string) => {
  const { headers, body } = request(name)
  expect((await t.ask(`/hooks/${key}`, { method: 'POST', headers, body })).text).toBe('ok')
}
const post = () => t.mattermost.posts.find(({ type }) => type === 'custom_ticketdesk_alert')!
const card = () => (post()?.props['ticketdesk'] as { alert: Record<string, never> })?.alert
const buttons = () => (post().props['attachments'] as { actions: Button[] }[])[0]!.actions
const replies = () =>
  t.mattermost.posts.filter(({ rootId }) => rootId === post().id).map(({ message }) => message)
const untilAck = (kind: string) =>
  until(`it is ${kind}`, () => (card()?.['ack'] as { kind: string } | undefined)?.kind === kind)

/** As Mattermost does it: the stored context, no content type, the clicker vouched for. */
async function click(action: string, as = t.jane) {
  const button = buttons().find(({ id }) => id === action)
  const context = button?.integration.context ?? { alert: card()?.['id'], action }
  const body = JSON.stringify({
    user_id: anId(),
    channel_id: t.channel.id,
    post_id: post().id,
    trigger_id: 'a-trigger',
    type: 'button',
    context,
  })
  const path = routes.alertAction
  expect(button?.integration.url ?? path).toBe(path)
  const answer = await t.ask(path, { as, body, headers: { 'Content-Type': '' } })
  expect(answer.status).toBe(200)
  return answer.json
}
async function openProblem() {
  await send(PROBLEM)
  await until('it is posted', () => post() !== undefined)
}

test('a problem is posted with buttons that phones can press', async () => {
  await openProblem()
  expect(buttons().map(({ id }) => id)).toEqual([
    'acknowledge',
    'acknowledgeWithComment',
    'createTicket',
  ])
  for (const { id } of buttons()) expect(id).toMatch(/^[A-Za-z0-9]+$/)
  expect(JSON.stringify(t.mattermost.posts)).not.toMatch(/api_?key/i)
})

test('a click acknowledges, there and then here', async () => {
  await openProblem()
  expect(await click('acknowledge')).toEqual({})
  await untilAck('confirmed')
  expect(oitc.commands).toMatchObject([{ author: 'jane' }])
  expect(oitc.seen[0]?.headers.authorization).toBe('X-OITC-API OITC-KEY')
  expect(post().message).toContain('acknowledged by @jane')
  expect(buttons().map(({ id }) => id)).toEqual(['unacknowledge', 'createTicket'])
  expect(replies()).toEqual(['Acknowledged by @jane.'])
}, 20_000)

test('the second to click is told who was first, alone and in their language', async () => {
  const max = t.mattermost.addUser({ username: 'max', locale: 'de' })
  t.channel.members.add(max.id)
  await openProblem()
  await click('acknowledge')
  expect(await click('acknowledge', max)).toMatchObject({
    ephemeral_text: '@jane war schneller und bestätigt es gerade.',
  })
})

test('who is no member is told so', async () => {
  await openProblem()
  expect(await click('acknowledge', t.mattermost.addUser())).toMatchObject({
    ephemeral_text: 'Only members of this channel may do that.',
  })
})

test('members of a channel in which only the bot may write can acknowledge', async () => {
  t.channel.muted.add(t.jane.id)
  await openProblem()
  expect(await click('acknowledge')).toEqual({})
})

test('a failure is shown with its reason and a button to retry', async () => {
  await openProblem()
  oitc.instead.look.push(anAnswer(403, { message: 'apikey=OITC-KEY' }))
  await click('acknowledge')
  await untilAck('failed')
  expect(post().message).toContain('acknowledging failed: the API key may not do this')
  await click('retry')
  await untilAck('confirmed')
  expect(JSON.stringify([t.mattermost.posts, t.log.lines])).not.toContain('OITC-KEY')
}, 20_000)

test('a comment and an end are asked for in a dialog', async () => {
  await openProblem()
  expect(await click('acknowledgeWithComment')).toEqual({})
  const { dialog, url } = t.mattermost.dialogs[0]!
  expect(url).toBe(routes.alertDialog)
  expect(dialog.elements.map(({ name }) => name)).toEqual(['comment', 'term'])
  const submission = { comment: 'on site; rebooting', term: '3600000' }
  const answer = await t.ask(routes.alertDialog, {
    as: t.jane,
    body: { state: dialog.state, submission },
  })
  expect(answer.json).toEqual({})
  await untilAck('confirmed')
  expect(oitc.commands).toMatchObject([{ comment: 'on site rebooting' }])
  expect(post().message).toMatch(/acknowledged by @jane, .*, until .* \(on site; rebooting\)/)
}, 20_000)

test('somebody else cannot submit that dialog', async () => {
  await openProblem()
  await click('acknowledgeWithComment')
  const { state } = t.mattermost.dialogs[0]!.dialog
  const max = t.mattermost.addUser()
  const answer = await t.ask(routes.alertDialog, { as: max, body: { state, submission: {} } })
  expect(answer.json.error).toMatch(/\S/)
  expect(card()?.['ack']).toEqual({ kind: 'none' })
})

test('the web app says the same with a request of its own', async () => {
  await openProblem()
  const body = { alertId: card()?.['id'], postId: post().id, action: 'acknowledge' }
  const first = await t.ask(routes.alertActions, { as: t.jane, body })
  expect(first).toMatchObject({ status: 200, json: { done: true, revision: 2 } })
  const again = await t.ask(routes.alertActions, { as: t.jane, body })
  expect(again.json).toMatchObject({ done: false, message: expect.stringContaining('@jane') })
})

test.each(['acknowledge', 'acknowledgeWithComment', 'createTicket'])(
  '%s on a post that is not the alert’s own does nothing',
  async (action) => {
    await openProblem()
    const context = { alert: card()?.['id'], action }
    const forged = { channel_id: t.channel.id, post_id: anId(), trigger_id: 'a-trigger', context }
    const answer = await t.ask(routes.alertAction, { as: t.jane, body: JSON.stringify(forged) })
    if (action !== 'acknowledgeWithComment') {
      expect(answer.json).toMatchObject({ ephemeral_text: expect.any(String) })
      expect(t.mattermost.dialogs).toEqual([])
    } else {
      const { state } = t.mattermost.dialogs[0]!.dialog
      const said = await t.ask(routes.alertDialog, { as: t.jane, body: { state, submission: {} } })
      expect(said.json).toEqual({ error: expect.any(String) })
    }
    expect(card()?.['ack']).toEqual({ kind: 'none' })
  },
)

test('who clicks on an alert that was forgotten hears that it is too old', async () => {
  await openProblem()
  const before = buttons().map(({ id }) => id)
  const stale = (action: string) => ({
    ...{ channel_id: t.channel.id, post_id: post().id, trigger_id: 'a-trigger' },
    context: { alert: card()?.['id'], action },
  })
  await send(RECOVERY)
  await untilDone(store)
  await createLeftovers(database).forgetFacts(Date.now() + 1000, 1000)
  const { count } = await createLeftovers(database).forgetAlerts(Date.now() + 1000, 1000)
  expect(count).toBe(1)
  for (const action of before.filter((id) => id !== 'acknowledgeWithComment')) {
    const body = JSON.stringify(stale(action))
    const answer = await t.ask(routes.alertAction, { as: t.jane, body })
    expect(answer.json).toMatchObject({ ephemeral_text: expect.stringContaining('over long ago') })
  }
  expect(t.mattermost.dialogs).toEqual([])
  const body = { alertId: card()?.['id'], postId: post().id, action: 'acknowledge' }
  const answer = await t.ask(routes.alertActions, { as: t.jane, body })
  expect(answer.json).toEqual({ done: false, message: expect.stringContaining('over long ago') })
})

test('a card forged in the web app does nothing', async () => {
  await openProblem()
  const body = { alertId: card()?.['id'], postId: anId(), action: 'acknowledge' }
  const answer = await t.ask(routes.alertActions, { as: t.jane, body })
  expect(answer.json).toMatchObject({ done: false })
  expect(card()?.['ack']).toEqual({ kind: 'none' })
})

test('recovery turns the post green and takes the buttons away', async () => {
  await openProblem()
  await send(RECOVERY)
  await until('it is over', () => card()?.['state'] === ('resolved' as never))
  expect(buttons()).toEqual([])
  expect((post().props['attachments'] as { color: string }[])[0]?.color).toBe('#3db887')
}, 20_000)

test('a whole recorded incident lands on one post', async () => {
  const steps = [
    'svc-01-problem-warning',
    'svc-02-problem-critical',
    'svc-03-problem-critical-reminder',
    'svc-04-acknowledgement',
    'svc-09-downtimestart',
    'svc-11-downtimecancelled',
    'svc-06-flappingstart',
    'svc-07-flappingstop',
    'svc-05-recovery',
  ]
  Object.assign(oitc, { acknowledged: true, author: 'operator' })
  for (const step of steps) await send(`openitcockpit/${step}`)
  await until('it is over', () => card()?.['state'] === ('resolved' as never))
  await until('all is told', () => replies().some((text) => text.startsWith('Recovered')))
  expect(t.mattermost.posts.filter(({ rootId }) => rootId === '')).toHaveLength(1)
  expect(replies().map((text) => text.split('\n')[0])).toEqual([
    'Warning → Critical',
    'Acknowledged in the monitoring.',
    'A downtime has begun.',
    'The downtime was cancelled.',
    'It has begun to flap.',
    'It has stopped flapping.',
    expect.stringMatching(/^Recovered/),
  ])
}, 20_000)

test('a ticket made from it and the alert know of each other', async () => {
  await openProblem()
  await click('createTicket')
  const { dialog } = t.mattermost.dialogs[0]!
  const filled = dialog.elements.filter(({ default: text }) => text?.includes('srv-db-01'))
  expect(filled).toHaveLength(1)
  const submission = Object.fromEntries(
    dialog.elements.map(({ name, options, default: given, type }) => [
      name,
      given ?? options?.[0]?.value ?? (type === 'bool' ? false : 'text'),
    ]),
  )
  const answer = await t.ask(routes.ticketDialog, {
    as: t.jane,
    body: { state: dialog.state, submission },
  })
  expect(answer.json).toEqual({})
  await until('the alert knows', () => card()?.['ticket'] !== undefined)
  const ticket = t.mattermost.posts.find(({ type }) => type === 'custom_ticketdesk_ticket')!
  expect(ticket.message).toContain(post().id)
  expect(replies()[0]).toContain(ticket.id)
  const id = ticket.props['ticket_id'] as string
  const link = `https://chat.example.org/_redirect/pl/${ticket.id}`
  expect(card()?.['ticket']).toEqual({ id, link, state: 'open' })
  expect(post().message).toContain(`Ticket: [${id}](${link})`)
  await t.desk.handleCommand({
    ...{ userId: t.jane.id, channelId: t.channel.id, rootId: '', triggerId: '' },
    command: `/ticket resolve ${id}`,
  })
  await until('the alert hears', () => replies().length === 2)
  expect(replies()[1]).toBe(`[${id}](${link}) was resolved by @jane.`)
  expect(card()?.['ticket']).toMatchObject({ state: 'resolved' })
  expect(post().message).toContain(`[${id}](${link}) (Resolved)`)
  await send(RECOVERY)
  await until('the ticket hears', () =>
    t.mattermost.posts.some(({ rootId, message }) => {
      return rootId === ticket.id && message === 'The alert behind this ticket has recovered.'
    }),
  )
}, 20_000)

test.each([
  ['nothing', ''],
  ['no JSON', '{'],
  ['another shape', '{"context":{}}'],
  ['an unknown button', '{"context":{"alert":"x","action":"x"},"channel_id":"","post_id":""}'],
  ['an unknown alert', '{"context":{"alert":"x","action":"retry"},"channel_id":"","post_id":""}'],
])('%s is answered in words', async (_name, body) => {
  const answer = await t.ask(routes.alertAction, { as: t.jane, body })
  expect(answer).toMatchObject({ status: 200, json: { ephemeral_text: expect.any(String) } })
})

test('nobody who is not signed in gets in', async () => {
  expect(await t.ask(routes.alertAction, { body: {} })).toMatchObject({ status: 401 })
})
