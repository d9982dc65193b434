/**
 * In place of a small ticket service, where the way to Mattermost is as narrow as that service was:
 * it opened dialogs and posted, and nothing else is let through.
 */
import { createLiveConfig } from '../../src/config/live'
import { openHttpServer } from '../../src/modes/standalone/http-server'
import { openService } from '../../src/modes/standalone/service'
import { aConfig } from '../a-desk'
import { createSqliteStore, type TestStore } from '../databases'
import { createFakeLog } from '../fakes/fake-log'
import { openRestMattermost, type RestMattermost } from '../fakes/rest-mattermost'
import { until } from '../until'

const OPEN = ['POST /actions/dialogs/open', 'POST /posts']
/** Ids need not look like Mattermost's to be handed through. */
const anna = { id: 'user_anna', username: 'anna' }

let store: TestStore
let mattermost: RestMattermost
let desk: Awaited<ReturnType<typeof openDesk>>
beforeEach(async () => {
  store = await createSqliteStore()
  mattermost = await openRestMattermost()
  mattermost.instead = ({ method, path }) =>
    OPEN.includes(`${method} ${path}`)
      ? undefined
      : { status: 404, type: 'application/json', text: '{"detail":"Not Found"}' }
  desk = await openDesk()
})
afterEach(async () => {
  await desk.close()
  await mattermost.close()
  await store.close()
})

async function openDesk() {
  const config = aConfig({})
  const connection = {
    ...{ mattermostUrl: mattermost.url, botToken: mattermost.token, slashTokens: ['slash-token'] },
    ...{ callbackUrl: 'http://tickets.internal:8080', publicUrl: 'http://tickets.internal:8080' },
    ...{ siteUrl: undefined, certificates: [], port: 0, host: '127.0.0.1' },
    logLevel: 'debug' as const,
  }
  const log = createFakeLog()
  const service = openService({
    ...{ live: createLiveConfig(config), log },
    settings: { desk: config, databaseAt: store.at, nameOf: (name) => name, connection },
  })
  const server = await openHttpServer(service.app, connection)
  service.start()
  const url = `http://127.0.0.1:${server.port}`
  await until('it has tried', () => log.lines.some(({ level }) => level === 'error'))
  return {
    log,
    slash: (channel_id: string) =>
      fetch(`${url}/ticket`, {
        method: 'POST',
        body: new URLSearchParams({
          ...{ token: 'slash-token', command: '/ticket', text: '', trigger_id: 'a-trigger' },
          ...{ channel_id, team_id: 'team_ops', user_id: anna.id, user_name: anna.username },
        }),
      }),
    submit: (body: object) =>
      fetch(`${url}/ticket/submit`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(body),
      }),
    async close() {
      service.quiet()
      await server.close(1000)
      await service.close(1000)
    },
  }
}

/** What Mattermost makes of the dialog that was opened last when it is filled in. */
function submission(channel_id: string) {
  const { dialog } = mattermost.dialogs.at(-1) as {
    dialog: { callback_id: string; state: string }
  }
  return {
    ...{ type: 'dialog_submission', user_id: anna.id, channel_id, team_id: 'team_ops' },
    ...{ callback_id: dialog.callback_id, state: dialog.state, cancelled: false },
    submission: { cluster: 'prod-cluster', resource: 'web-01', problem: 'It is down' },
  }
}

it('a ticket is opened, told whose it is, and posted once', async () => {
  const { id } = mattermost.addChannel('O', { [mattermost.bot.id]: 'channel_user' })
  const typed = await desk.slash(id)
  expect([typed.status, await typed.json()]).toMatchObject([200, { text: '' }])
  const answer = await desk.submit(submission(id))
  expect([answer.status, await answer.json()]).toEqual([200, {}])
  await until('it is posted', () => mattermost.posts.length > 0)
  expect(mattermost.posts[0]).toMatchObject({ channel_id: id, root_id: '' })
  expect(mattermost.posts[0]?.message).toMatch(/Ticket-\d{8}-0001/)
  expect(JSON.stringify(mattermost.posts[0])).toContain('@anna')
  const again = await desk.submit(submission(id))
  expect(await again.json()).toEqual({})
  expect(mattermost.posts.filter(({ root_id }) => root_id === '')).toHaveLength(1)
})

it('a form from before a restart, or of another replica, can be submitted', async () => {
  const { id } = mattermost.addChannel('O', { [mattermost.bot.id]: 'channel_user' })
  await desk.slash(id)
  await desk.close()
  desk = await openDesk()
  const answer = await desk.submit(submission(id))
  expect([answer.status, await answer.json()]).toEqual([200, {}])
  await until('it is posted', () => mattermost.posts.length > 0)
  // Whose it is nobody can tell any more.
  expect(mattermost.posts[0]?.message).toMatch(/^#### Ticket-\d{8}-0001$/m)
})

it('what was kept while Mattermost was away is posted when it is back', async () => {
  const { id } = mattermost.addChannel('O', { [mattermost.bot.id]: 'channel_user' })
  await desk.slash(id)
  const narrow = mattermost.instead
  mattermost.instead = () => 'drop'
  const answer = await desk.submit(submission(id))
  // Nothing can be asked now, and nothing was promised: the form stays open.
  const said = (await answer.json()) as { error?: string }
  mattermost.instead = narrow
  if (said.error) expect((await desk.submit(submission(id))).status).toBe(200)
  await until('it is posted', () => mattermost.posts.length > 0)
  expect(mattermost.posts[0]?.message).toMatch(/Ticket-\d{8}-0001/)
})

it('says in its log what is missing', () => {
  const [line] = desk.log.lines.filter(({ level }) => level === 'error')
  expect(line?.fields['reason']).toMatch(/users\/me/)
  expect(line?.fields['remedy']).toMatch(/tickets are opened and posted/)
})
