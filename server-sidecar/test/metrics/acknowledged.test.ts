import { routes } from '@ticketdesk/contract'
import { createMetrics } from '../../src/metrics/metrics'
import { openDatabase } from '../../src/store/database'
import { createSecrets } from '../../src/store/secrets'
import { createUnitOfWork } from '../../src/store/unit-of-work'
import { openTestDesk, type TestDesk } from '../a-desk'
import { aSource } from '../builders/an-alert'
import { anId } from '../builders/refs'
import { createSqliteStore, type TestStore } from '../databases'
import { readExposition } from '../exposition'
import { createFakeLog } from '../fakes/fake-log'
import { anAnswer } from '../fakes/loopback-server'
import { openScriptedOitc, type ScriptedOitc } from '../fakes/scripted-oitc'
import { until } from '../until'
import { recordedRequests } from '../wire'

const { meter, show } = createMetrics(
  { version: '1.2.3', mode: 'plugin' },
  { standing: () => undefined },
)
/** Numbers go on from one test to the next: what counts is what was added. */
const read = async () => {
  const { sum } = readExposition((await show()).text)
  const settled = (outcome: string) =>
    sum('ticketdesk_acknowledgements_settled_total', { outcome }) ?? 0
  return {
    asked: sum('ticketdesk_acknowledgements_asked_total') ?? 0,
    done: settled('done'),
    failed: settled('failed'),
    moot: settled('moot'),
    measured: sum('ticketdesk_acknowledgement_duration_seconds_count') ?? 0,
  }
}

let store: TestStore
let t: TestDesk
let oitc: ScriptedOitc
let before: Awaited<ReturnType<typeof read>>
const key = anId()

beforeEach(async () => {
  store = await createSqliteStore()
  t = await openTestDesk(store.at, { meter })
  oitc = await openScriptedOitc()
  const database = openDatabase(store.at, { log: createFakeLog() })
  const source = aSource({
    channelId: t.channel.id as ReturnType<typeof aSource>['channelId'],
    upstream: { baseUrl: oitc.url, twoWay: true, way: 'command', insecure: false },
  })
  const inTransaction = createUnitOfWork(database, createSecrets(database))
  await inTransaction(async ({ sources }) => {
    await sources.insert(source, key)
    await sources.keepSecret(source.id, 'apiKey', 'OITC-KEY')
  })
  await database.close()
  before = await read()
})
afterEach(async () => {
  await t.close()
  await oitc.close()
  await store.close()
})

const recorded = recordedRequests(['openitcockpit'])
async function send(name: string) {
  const request = recorded.find((one) => one.name === `openitcockpit/${name}`)
  if (!request) throw new Error(`nothing was recorded as ${name}`)
  const { headers, body } = request
  expect((await t.ask(`/hooks/${key}`, { method: 'POST', headers, body })).text).toBe('ok')
}
/** A problem, and somebody who acknowledges it. */
async function acknowledge() {
  await send('svc-02-problem-critical')
  await until('it is posted, and known to be', async () => {
    return (await t.desk.standing()).deliveries.waiting === 0
  })
  const [post] = t.mattermost.posts
  if (!post) throw new Error('nothing was posted')
  const { actions } = (post.props['attachments'] as { actions: Button[] }[])[0] ?? {}
  const { context } = actions?.find(({ id }) => id === 'acknowledge')?.integration ?? {}
  const where = { channel_id: t.channel.id, post_id: post.id, trigger_id: 'x', type: 'button' }
  const body = JSON.stringify({ user_id: t.jane.id, ...where, context })
  await t.ask(routes.alertAction, { as: t.jane, body, headers: { 'Content-Type': '' } })
}
interface Button {
  id: string
  integration: { context: object }
}
const untilSettled = (added: Partial<typeof before>) =>
  until('it is settled', async () => {
    const now = await read()
    const wanted = { asked: 1, done: 0, failed: 0, moot: 0, measured: 0, ...added }
    return Object.entries(wanted).every(
      ([name, more]) => now[name as keyof typeof now] === before[name as keyof typeof now] + more,
    )
  })

test('what is asked and true is measured', async () => {
  await acknowledge()
  await untilSettled({ done: 1, measured: 1 })
}, 20_000)

test('what the upstream itself tells of is measured as well', async () => {
  oitc.lies = true
  await acknowledge()
  await until('it is asked for', () => oitc.commands.length > 0)
  await send('svc-04-acknowledgement')
  await untilSettled({ done: 1, measured: 1 })
}, 20_000)

test('a failure is counted, and not measured', async () => {
  oitc.instead.look.push(anAnswer(403, {}))
  await acknowledge()
  await untilSettled({ failed: 1 })
}, 20_000)

test('a problem that is over first makes it moot', async () => {
  oitc.lies = true
  await acknowledge()
  await until('it is asked for', () => oitc.commands.length > 0)
  await send('svc-05-recovery')
  await untilSettled({ moot: 1 })
}, 20_000)
